import type { ServerResponse } from "node:http";
import type { StartEvents } from "../api/handler.ts";

/** Writes events to a Node response, whose head is set, until either side ends. */
export function sendEvents(start: StartEvents, response: ServerResponse): void {
  response.flushHeaders();
  const stop = start({
    write(text) {
      if (response.writable) response.write(text);
      return response.writableLength;
    },
    end: () => response.end(),
    destroy: () => response.destroy(),
  });
  if (response.closed || response.destroyed) stop();
  else response.once("close", stop);
}
