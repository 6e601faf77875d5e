import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { openTcpProxy } from "../../test/faults/tcp-proxy.ts";
import type { BenchCase } from "../support/bench-case.ts";
import type { PacedOrder } from "../support/paced-sender.ts";
import { interleave } from "../support/rounds.ts";
import { estimate, perRound } from "../support/statistics.ts";

const ROUNDS = 5;
const PER_SECOND = 200;
const AWAY_SECONDS = 10;

/**
 * What the users of a host app notice while PostgreSQL is away: every request is the first of its user, so that every one
 * has something to write. The way to the database is cut for ten seconds, then restored, five times over.
 */
export const outageCase: BenchCase = async ({ name, sizes, newDatabase, note }) => {
  const proxy = await openTcpProxy(await newDatabase());
  const host = start("host-process.ts", proxy.url);
  const sender = start("paced-sender.ts");
  try {
    const [[port]] = (await Promise.all([once(host, "message"), once(sender, "message")])) as [[number], unknown];
    const seconds = sizes.rounds < 15 ? 2 : AWAY_SECONDS;
    const p99 = async (): Promise<number> => {
      const order: PacedOrder = { port, perSecond: PER_SECOND, seconds };
      sender.send(order);
      const [latencies] = (await once(sender, "message")) as [number[]];
      return latencies.sort((a, b) => a - b)[Math.floor(latencies.length * 0.99)] as number;
    };
    const measured = await interleave(Math.min(sizes.rounds, ROUNDS), {
      before: p99,
      during: async () => {
        await proxy.cut();
        const value = await p99();
        await proxy.restore();
        return value;
      },
    });
    host.send("close");
    const [{ accepted, failed }] = (await once(host, "message")) as [{ accepted: number; failed: number }];
    note(`${accepted} requests were recorded, ${failed} failures counted, no request of the host failed`);
    const added = perRound(measured.during, measured.before, (during, before) => during - before);
    const detail = { perSecond: PER_SECOND, seconds, accepted, failed };
    return [
      {
        name,
        what: "p99 during less before",
        bar: { kind: "at most", value: 5 },
        unit: "ms",
        measured: estimate(added),
        detail,
      },
      { name, what: "p99 of the host before", unit: "ms", measured: estimate(measured.before) },
      { name, what: "p99 of the host during", unit: "ms", measured: estimate(measured.during) },
    ];
  } finally {
    sender.kill();
    host.kill();
    await proxy.close();
  }
};

function start(script: string, ...args: string[]): ChildProcess {
  return fork(join(import.meta.dirname, "../support", script), args, { execArgv: ["--conditions=daystreak-src"] });
}
