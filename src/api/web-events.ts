import type { EventBody } from "./handler.ts";

/** Events as the body of a Web `Response`. */
export function webEvents(body: EventBody): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        body.open({
          write(text) {
            controller.enqueue(encoder.encode(text));
            return -(controller.desiredSize ?? 0);
          },
          end: () => controller.close(),
          destroy: () => controller.error(new DOMException("the reader took too long", "AbortError")),
        });
      },
      cancel: () => body.gone(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
}
