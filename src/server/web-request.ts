import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/** A Node request as a Web `Request`; its body is a stream that is read as the handler asks for it. */
export function webRequest(raw: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let i = 0; i < raw.rawHeaders.length; i += 2) {
    const name = raw.rawHeaders[i] as string;
    // HTTP/2 pseudo headers are no headers; neither is what undici forbids to repeat.
    if (!name.startsWith(":")) headers.append(name, raw.rawHeaders[i + 1] as string);
  }
  const method = raw.method ?? "GET";
  const hasBody =
    method !== "GET" &&
    method !== "HEAD" &&
    (raw.headers["content-length"] !== "0" || raw.headers["transfer-encoding"] !== undefined);
  // The host is not ours to believe: only path and query are read from the URL.
  return new Request(new URL(raw.url ?? "/", "http://daystreak.internal"), {
    method,
    headers,
    signal,
    ...(hasBody && { body: Readable.toWeb(raw) as ReadableStream<Uint8Array>, duplex: "half" }),
  });
}
