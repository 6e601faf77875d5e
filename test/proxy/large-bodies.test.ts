import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBoth, type TwoProcesses } from "./two-processes.ts";

const BYTES = Number(process.env.DAYSTREAK_BODY_BYTES ?? 200_000_000);
/** Far less than a body, and more than what the collector may leave lying. */
const GROWTH_MB = 80;
const PIECE = Buffer.alloc(65_536, "0123456789abcdef");
const timeout = 30_000 + BYTES / 10_000;

let both: TwoProcesses;
beforeAll(async () => {
  both = await startBoth();
});
afterAll(() => both.stop());

/** The most memory that the proxy has held so far, in megabytes; nothing where the system does not say. */
function peak(): number {
  const status = `/proc/${both.proxy.process.pid}/status`;
  return existsSync(status) ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, "utf8"))?.[1]) / 1024 : 0;
}

function* pieces(): Generator<Buffer> {
  for (let left = BYTES; left > 0; left -= PIECE.length) yield left < PIECE.length ? PIECE.subarray(0, left) : PIECE;
}

function sumOf(chunks: Iterable<Buffer>): string {
  const sum = createHash("sha256");
  for (const chunk of chunks) sum.update(chunk);
  return sum.digest("hex");
}

function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string | number> } = {},
  body?: Readable,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(both.url + path, options, resolve).on("error", reject);
    if (body === undefined) call.end();
    else pipeline(body, call).catch(reject);
  });
}

it.each([
  ["with a length", { "content-length": BYTES }],
  ["in chunks", {}],
] as const)(
  `${BYTES / 1e6} MB go to the application %s, and the memory stays flat`,
  { timeout },
  async (_, headers) => {
    const before = peak();
    const answer = await ask("/sink", { method: "POST", headers }, Readable.from(pieces()));
    const [text] = await answer.setEncoding("utf8").toArray();
    expect(JSON.parse(text as string)).toEqual({ size: BYTES, sha256: sumOf(pieces()) });
    expect(peak() - before).toBeLessThan(GROWTH_MB);
  },
);

it(`${BYTES / 1e6} MB come back to a client that reads slowly, and the memory stays flat`, { timeout }, async () => {
  const before = peak();
  const answer = await ask(`/source/${BYTES}`);
  const sum = createHash("sha256");
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    // The application is far ahead of a reader that takes a turn of its own for every piece.
    await new Promise((resolve) => setImmediate(resolve));
    size += chunk.length;
    sum.update(chunk);
  }
  expect([size, sum.digest("hex")]).toEqual([BYTES, sumOf(pieces())]);
  expect(peak() - before).toBeLessThan(GROWTH_MB);
});
