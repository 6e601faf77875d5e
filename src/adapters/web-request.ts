import type { IncomingMessage, ServerResponse } from "node:http";

const BODILESS = new Set(["GET", "HEAD"]);

/**
 * A Node request as a Web `Request`. The body is read only when somebody reads it, so that a request that is passed on
 * keeps it; a body that a parser (`express.json()`) has already read is written out again. The signal aborts when the
 * client goes away.
 */
export function toWebRequest(request: IncomingMessage, response: ServerResponse): Request {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const method = request.method ?? "GET";
  const isParsed = request.readableDidRead || request.readableEnded;
  const headers = headersOf(request, isParsed);
  const path = request.url ?? "/";
  const url = new URL(path.startsWith("/") ? `http://localhost${path}` : path, "http://localhost");
  url.host = request.headers.host ?? url.host;
  const body = BODILESS.has(method) ? null : isParsed ? parsedBody(request) : lazyStream(request);
  return new Request(url, { method, headers, body, signal: gone.signal, duplex: "half" });
}

function headersOf(request: IncomingMessage, isParsed: boolean): Headers {
  const headers = new Headers();
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] as string;
    if (!name.startsWith(":")) headers.append(name, request.rawHeaders[i + 1] as string);
  }
  // They describe the bytes that the parser took, not what is written out again.
  if (isParsed) for (const name of ["content-length", "content-encoding", "transfer-encoding"]) headers.delete(name);
  return headers;
}

/** What a body parser left of the body. */
function parsedBody(request: IncomingMessage): string | Uint8Array<ArrayBuffer> {
  const { body } = request as { body?: unknown };
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return body === undefined ? "" : JSON.stringify(body);
}

function lazyStream(request: IncomingMessage): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= request[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}
