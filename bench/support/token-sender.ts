/** Sends GETs of learners with tokens of their own, from a process of its own: `token-sender.ts USERS SECRET CONNECTIONS`. */
import { setTimeout as delay } from "node:timers/promises";
import { createSigner } from "fast-jwt";
import { getText, type Lane, openLane } from "./lanes.ts";
import { userId } from "./people.ts";

/** What the sender is told: as many as it can, or so many a second for so long. It answers with a {@link TokenReport}. */
export type TokenOrder = { readonly port: number } & (
  | { readonly requests: number }
  | { readonly perSecond: number; readonly seconds: number }
);

/** What came of an order. */
export interface TokenReport {
  readonly perSecond: number;
  /** Of a steady pace: the time from when a request was due to its answer, for 99 of 100, in milliseconds. */
  readonly p99: number;
}

const [users = 0, , connections = 0] = process.argv.slice(2).map(Number);
const sign = createSigner({ key: process.argv[3] ?? "", algorithm: "HS256", expiresIn: "2h" });
const requests = Array.from({ length: users }, (_, number) =>
  getText([`Authorization: Bearer ${sign({ token_type: "access", user_id: userId(number) })}`]),
);
let turn = 0;
const nextRequest = (): string => requests[turn++ % users] as string;

process.on("message", async (order: TokenOrder) => {
  // New ones each time: what is idle in the meantime may be closed by whoever is asked.
  const lanes = await Promise.all(Array.from({ length: connections }, () => openLane(order.port)));
  const report = "requests" in order ? await flatOut(lanes, order.requests) : await paced(lanes, order);
  for (const lane of lanes) lane.close();
  process.send?.(report);
});
process.send?.("ready");

async function flatOut(lanes: readonly Lane[], count: number): Promise<TokenReport> {
  let left = count;
  const startedAt = performance.now();
  await Promise.all(
    lanes.map(async (lane) => {
      while (left-- > 0) await lane(nextRequest());
    }),
  );
  return { perSecond: count / ((performance.now() - startedAt) / 1000), p99: Number.NaN };
}

/** Whoever is late waits from when it was due: a stall is felt by all that it holds up. */
async function paced(
  lanes: readonly Lane[],
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<TokenReport> {
  const latencies: number[] = [];
  const count = Math.round(perSecond * seconds);
  const startedAt = performance.now();
  let next = 0;
  await Promise.all(
    lanes.map(async (lane) => {
      while (next < count) {
        const dueAt = startedAt + (next++ / perSecond) * 1000;
        const early = dueAt - performance.now();
        if (early > 0) await delay(early);
        await lane(nextRequest());
        latencies.push(performance.now() - dueAt);
      }
    }),
  );
  latencies.sort((a, b) => a - b);
  const p99 = latencies[Math.floor(latencies.length * 0.99)] as number;
  return { perSecond: count / ((performance.now() - startedAt) / 1000), p99 };
}
