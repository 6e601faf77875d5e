import type { ServerResponse } from "node:http";
import type { EventBody, EventSink } from "../api/handler.ts";

/** Writes events to a Node response, whose head is set, until either side ends. */
export function sendEvents(body: EventBody, response: ServerResponse): void {
  response.flushHeaders();
  body.open(new ResponseSink(response));
  if (response.closed || response.destroyed) body.gone();
  else response.once("close", () => body.gone());
}

/** A class, since there are thousands. */
class ResponseSink implements EventSink {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  write(text: string): number {
    if (this.#response.writable) this.#response.write(text);
    return this.#response.writableLength;
  }

  end(): void {
    this.#response.end();
  }

  destroy(): void {
    this.#response.destroy();
  }
}
