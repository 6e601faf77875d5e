import type { LiveUpdate } from "../../client/src/wire.ts";

/** One event of a stream, as a client sees it. */
export interface SeenEvent {
  readonly event: string;
  readonly id: string | undefined;
  /** As an event `streak` has it; of others there are its facts, or nothing that tests look into. */
  readonly data: LiveUpdate;
}

/** An open stream of events. */
export interface EventReader {
  readonly response: Response;
  /** The next event; `undefined` once the stream has ended. */
  next(): Promise<SeenEvent | undefined>;
  /** Comments seen so far. */
  readonly comments: readonly string[];
  /** Goes away. */
  leave(): Promise<void>;
}

/** Reads the events of an answer. */
export function readEvents(response: Response): EventReader {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  const comments: string[] = [];
  let text = "";

  async function block(): Promise<string | undefined> {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const found = text.slice(0, end);
        text = text.slice(end + 2);
        return found;
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      text += decoder.decode(value, { stream: true });
    }
  }

  return {
    response,
    comments,
    async next() {
      for (let found = await block(); found !== undefined; found = await block()) {
        const lines = found.split("\n");
        comments.push(...lines.filter((line) => line.startsWith(":")));
        const fieldOf = (name: string): string | undefined =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        const event = fieldOf("event");
        if (event !== undefined) return { event, id: fieldOf("id"), data: JSON.parse(fieldOf("data") ?? "null") };
      }
      return undefined;
    },
    leave: () => reader.cancel(),
  };
}
