import { createHash } from "node:crypto";

/**
 * A JSON answer. Its `content-length` is set, which tells a listener that it is whole and may be sent at once;
 * answers without one are streams.
 */
export function json(value: unknown, headers?: Readonly<Record<string, string>>): Response {
  return text(JSON.stringify(value), "application/json", headers);
}

/** A text answer of a known length. */
export function text(body: string, contentType: string, headers?: Readonly<Record<string, string>>): Response {
  return new Response(body, {
    headers: { ...headers, "content-type": contentType, "content-length": String(Buffer.byteLength(body)) },
  });
}

/**
 * A JSON answer with a weak ETag, or 304 where the client holds it already. `varying` names keys that differ from
 * answer to answer without saying anything new, such as the instant of the answer.
 */
export function jsonWithTag(request: Request, value: object, varying: readonly string[]): Response {
  const stable = JSON.stringify(value, (key, member: unknown) => (varying.includes(key) ? undefined : member));
  const tag = `W/"${createHash("sha256").update(stable).digest("base64url").slice(0, 22)}"`;
  if (holds(request.headers.get("if-none-match"), tag))
    return new Response(null, { status: 304, headers: { etag: tag } });
  return json(value, { etag: tag });
}

/** Whether `If-None-Match` names the tag, compared weakly as RFC 9110 asks. */
function holds(header: string | null, tag: string): boolean {
  if (header === null) return false;
  if (header.trim() === "*") return true;
  const opaque = tag.slice(2);
  return header.split(",").some((candidate) => candidate.trim().replace(/^W\//, "") === opaque);
}
