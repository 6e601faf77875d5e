import type { StartEvents } from "./handler.ts";

/** Events as the body of a Web `Response`. */
export function webEvents(start: StartEvents): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop: () => void;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stop = start({
          write(text) {
            controller.enqueue(encoder.encode(text));
            return -(controller.desiredSize ?? 0);
          },
          end: () => controller.close(),
          destroy: () => controller.error(new DOMException("the reader took too long", "AbortError")),
        });
      },
      cancel: () => stop(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
}
