import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

const BASE = "http://daystreak.internal";
/** A `Request` of these has no body, whatever was sent. */
const BODILESS = new Set(["GET", "HEAD"]);

/** A Node request as a Web `Request`; its body is a stream that is read as the handler asks for it. */
export function webRequest(raw: IncomingMessage & { readonly originalUrl?: string }, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let i = 0; i < raw.rawHeaders.length; i += 2) {
    headers.append(raw.rawHeaders[i] as string, raw.rawHeaders[i + 1] as string);
  }
  const method = raw.method ?? "GET";
  const hasBody = Number(raw.headers["content-length"] ?? 0) > 0 || raw.headers["transfer-encoding"] !== undefined;
  // Glued, not resolved: in "//host/path" a resolver would see a host, and the host is not ours to believe.
  const target = raw.originalUrl ?? raw.url ?? "/";
  return new Request(target.startsWith("/") ? `${BASE}${target}` : new URL(target, BASE), {
    method,
    headers,
    signal,
    ...(hasBody &&
      !BODILESS.has(method) && { body: Readable.toWeb(raw) as ReadableStream<Uint8Array>, duplex: "half" }),
  });
}
