import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { EventBody } from "../api/handler.ts";
import { sendEvents } from "./event-sink.ts";

/**
 * Sends a Web `Response` through a Node response, streaming the body; stops reading it when the client goes away.
 * @param events the body, where it is a stream of events
 */
export async function sendWebResponse(answer: Response, response: ServerResponse, events?: EventBody): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) {
    if (name !== "set-cookie") response.setHeader(name, value);
  }
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  if (events !== undefined) {
    sendEvents(events, response);
    return;
  }
  if (answer.body === null || response.req.method === "HEAD") {
    response.end();
    return;
  }
  // A stream may be silent for long; its head must not wait for the first event.
  if (answer.headers.get("content-type")?.startsWith("text/event-stream") === true) response.flushHeaders();
  try {
    await pipeline(Readable.fromWeb(answer.body as ReadableStream), response);
  } catch (error) {
    // The head is out: all that is left is to let the client see that the body is not whole.
    if (!response.destroyed) response.destroy(error as Error);
  }
}
