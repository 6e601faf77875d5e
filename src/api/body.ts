import { DaystreakError } from "../core/errors.ts";
import { parseJson } from "./json.ts";

/** The media type of a request without its parameters, lower case; `undefined` where none is given. */
export function mediaTypeOf(request: Request): string | undefined {
  const header = request.headers.get("content-type");
  return header === null ? undefined : (header.split(";")[0] as string).trim().toLowerCase();
}

/**
 * The chunks of the body as they arrive.
 * @throws DaystreakError `media_type_unsupported` for a compressed body, `request_invalid` where it breaks off
 */
export async function* bytesOf(request: Request): AsyncGenerator<Uint8Array> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding.trim().toLowerCase() !== "identity") {
    throw new DaystreakError("media_type_unsupported", "send the body without content-encoding");
  }
  if (request.body === null) return;
  const reader = request.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(brokenOff);
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

/**
 * The bytes of the body, at most `limit` of them.
 * @throws DaystreakError `body_too_large`, `media_type_unsupported` for a compressed body
 */
async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytesOf(request)) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

/**
 * The JSON object of the body, or `undefined` for an empty one, whatever its content type claims: the fetch and curl
 * of the original send `application/json` and nothing else.
 * @throws DaystreakError `json_invalid`, `body_invalid`, `body_too_large`, `media_type_unsupported`
 */
export async function readJsonObject(request: Request, limit: number): Promise<Record<string, unknown> | undefined> {
  const bytes = await readBody(request, limit);
  const source = decode(bytes);
  if (source.trim() === "") return undefined;
  const type = mediaTypeOf(request);
  if (type !== undefined && type !== "application/json" && !/^application\/[\w.-]+\+json$/.test(type)) {
    throw new DaystreakError("media_type_unsupported", "send the body as application/json");
  }
  const value = parseJson(source);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DaystreakError("body_invalid", "the body must be a JSON object");
  }
  return value as Record<string, unknown>;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DaystreakError("json_invalid", "send the body in UTF-8", { cause });
  }
}

function tooLarge(limit: number): DaystreakError {
  return new DaystreakError("body_too_large", `send at most ${limit} bytes in one request`);
}

function brokenOff(cause: unknown): never {
  throw new DaystreakError("request_invalid", "the body broke off before its end; send it again", { cause });
}
