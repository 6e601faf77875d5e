import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSseReader, type SseMessage } from "../../client/src/sse.ts";

function read(...pieces: readonly string[]): SseMessage[] {
  const seen: SseMessage[] = [];
  const take = createSseReader((message) => seen.push(message));
  for (const piece of pieces) take(piece);
  return seen;
}

const STREAM = [
  "retry: 2000\n\n: keep-alive\n\n",
  "id: 12\nevent: streak\ndata: {}\n\n",
  "data:one\r\ndata: two\r\n\r\n",
  "event: odd\rid: 13\rdata:  spaced\r\r",
  "id: a\0b\ndata\nunknown: field\n\n",
  "event: without data\n\n",
  "data: half",
].join("");

const MESSAGES: readonly SseMessage[] = [
  { event: "streak", data: "{}", id: "12" },
  { event: "message", data: "one\ntwo", id: "12" },
  { event: "odd", data: " spaced", id: "13" },
  { event: "message", data: "", id: "13" },
];

describe("an event stream", () => {
  test("is read as the standard describes it, half a message is none", () => {
    expect(read(STREAM)).toEqual(MESSAGES);
  });

  test("is read the same wherever its pieces end", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(STREAM.length)), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
        expect(read(...at.slice(1).map((end, index) => STREAM.slice(at[index], end)))).toEqual(MESSAGES);
      }),
    );
  });
});
