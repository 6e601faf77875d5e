import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { exactly } from "../support/bar.ts";
import type { BenchCase } from "../support/bench-case.ts";
import type { Commit, HostAsk } from "../support/live-host.ts";
import type { ReadersOrder, Receipt } from "../support/live-readers.ts";
import { estimate } from "../support/statistics.ts";

const SECRET = "a_secret_of_the_bench_of_32_characters";
const SECONDS = 10;
/** How long the service is left alone before its memory is looked at. */
const SETTLE_MS = 2_000;

/**
 * Streams of `/api/live/` on one service process, held open by another process. A fifth of their users is updated each
 * second: from the commit, as the service's thread hears of it, to the reader's process.
 */
export const liveCase: BenchCase = async ({ name, sizes, folder, note }) => {
  const host = start("live-host.ts", `sqlite:${join(folder, "live.db")}`, SECRET);
  const [url] = (await once(host, "message")) as [string];
  const readers = start("live-readers.ts", url, SECRET);
  try {
    await once(readers, "message");
    const memoryWith = async (streams: number): Promise<number> => {
      await tell(readers, { kind: "open", streams });
      await delay(SETTLE_MS);
      return ask<number>(host, "memory");
    };
    const few = sizes.streams / 5;
    const before = await memoryWith(few);
    const after = await memoryWith(sizes.streams);
    const perStream = (after - before) / 1_000 / (sizes.streams - few);
    note(`${few} streams: ${megabytes(before)} MB, ${sizes.streams}: ${megabytes(after)} MB`);
    const perSecond = few;
    const late: number[] = [];
    const middle: number[] = [];
    for (let round = -1; round < Math.min(sizes.rounds, 5); round++) {
      await ask<Commit[]>(host, "commits");
      const receipts = await tell<Receipt[]>(readers, { kind: "update", perSecond, seconds: SECONDS });
      const latencies = latenciesOf(await ask<Commit[]>(host, "commits"), receipts);
      if (round < 0) continue;
      late.push(latencies[Math.floor(latencies.length * 0.99)] as number);
      middle.push(latencies[latencies.length >> 1] as number);
    }
    note(`after the updates: ${megabytes(await ask<number>(host, "memory"))} MB`);
    const detail = { streams: sizes.streams, perSecond };
    return [
      {
        name,
        what: "p99 from commit to client",
        bar: { kind: "at most", value: 250 },
        unit: "ms",
        measured: estimate(late),
        detail,
      },
      { name, what: "median from commit to client", unit: "ms", measured: estimate(middle), detail },
      {
        name,
        what: "memory a stream",
        bar: { kind: "at most", value: 30 },
        unit: "kB",
        measured: exactly(perStream),
        detail: { from: few, to: sizes.streams },
      },
    ];
  } finally {
    readers.kill();
    host.send("close" satisfies HostAsk);
    await once(host, "exit");
  }
};

/** From each commit to the first event that shows it, or one after it; ascending. */
function latenciesOf(commits: readonly Commit[], receipts: readonly Receipt[]): number[] {
  const byUser = Map.groupBy(receipts, ({ userId }) => userId);
  const latencies = commits.map(({ userId, version, at }) => {
    const receipt = byUser.get(userId)?.find((one) => one.version >= version);
    if (receipt === undefined) throw new Error(`version ${version} of ${userId} was never read`);
    return receipt.at - at;
  });
  return latencies.sort((a, b) => a - b);
}

function start(script: string, ...args: string[]): ChildProcess {
  return fork(join(import.meta.dirname, "../support", script), args, {
    execArgv: ["--conditions=daystreak-src"],
    serialization: "advanced",
  });
}

async function tell<T>(child: ChildProcess, order: ReadersOrder): Promise<T> {
  child.send(order);
  return ((await once(child, "message")) as [T])[0];
}

async function ask<T>(child: ChildProcess, what: HostAsk): Promise<T> {
  child.send(what);
  return ((await once(child, "message")) as [T])[0];
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
