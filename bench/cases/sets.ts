import { join } from "node:path";
import { metricsOf } from "../../src/api/metrics-of.ts";
import { openStore } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { BarResult } from "../support/bar.ts";
import type { BenchCase, BenchContext } from "../support/bench-case.ts";
import { ownZone, userId } from "../support/people.ts";
import { inFlight, interleave } from "../support/rounds.ts";
import { estimate, perRound } from "../support/statistics.ts";

const NOON = Date.UTC(2026, 0, 12, 12);
const MINUTE_MS = 60_000;
const IN_FLIGHT = 512;
/** A tenth is hard to tell from none where a disk has its moods: it takes many rounds. */
const LEAST_ROUNDS = 45;

/** Recording with reports kept beside it, on SQLite. */
export const setsSqlite: BenchCase = async (context) => {
  const [on, off] = [await open(context, "on"), await open(context, "off")];
  return compare(context, on, off);

  function open({ folder }: BenchContext, name: string): Promise<Store> {
    return openStore(`sqlite:${join(folder, `${name}.db`)}`);
  }
};

/** The same on PostgreSQL. */
export const setsPostgres: BenchCase = async (context) => {
  const [on, off] = [await openStore(await context.newDatabase()), await openStore(await context.newDatabase())];
  return compare(context, on, off);
};

/**
 * Everybody solves a problem a minute: learning never coalesces, and every one is news. Once a minute the keeper reads the
 * news of the minute before and writes sets and totals, in the same process and while the next minute is recorded; on the
 * other side no news is left and nothing is kept.
 */
async function compare({ name, sizes }: BenchContext, on: Store, off: Store): Promise<BarResult[]> {
  await off.metrics.leaveNews(false);
  const [kept, bare] = [await recording(on, sizes.users, true), await recording(off, sizes.users, false)];
  const rounds = Math.max(sizes.rounds, LEAST_ROUNDS);
  const rates = await interleave(rounds, { on: kept.minute, off: bare.minute });
  await kept.close();
  await bare.close();
  const ratio = perRound(rates.on, rates.off, (a, b) => a / b);
  const cpu = perRound(bare.cpu.slice(-rounds), kept.cpu.slice(-rounds), (a, b) => a / b);
  const unit = "activities/s";
  return [
    {
      name,
      what: "with sets, as a share of without",
      bar: { kind: "more than", value: 0.9 },
      unit: "×",
      measured: estimate(ratio),
    },
    { name, what: "the same by CPU of this process alone", unit: "×", measured: estimate(cpu) },
    { name, what: "with sets", unit, measured: estimate(rates.on), detail: { users: sizes.users } },
    { name, what: "without", unit, measured: estimate(rates.off), detail: { users: sizes.users } },
  ];
}

interface Recording {
  /** Lets a minute happen. @returns activities a second */
  minute(): Promise<number>;
  /** Microseconds of CPU that each activity took, minute by minute. */
  readonly cpu: readonly number[];
  close(): Promise<void>;
}

async function recording(store: Store, users: number, isKept: boolean): Promise<Recording> {
  let now = NOON;
  let minutes = 0;
  const cpu: number[] = [];
  const tracker = await createTracker({ store, clock: () => now });
  const { keeper } = metricsOf(tracker);
  return {
    cpu,
    async minute() {
      now += MINUTE_MS;
      minutes++;
      const inputs = Array.from({ length: users }, (_, user) => {
        const zone = ownZone(user);
        return {
          userId: userId(user),
          type: "problem_solved",
          ref: `p-${minutes}`,
          ...(zone !== undefined && { zone }),
        };
      });
      const before = process.cpuUsage();
      const round = isKept ? keeper.round() : undefined;
      const seconds = await inFlight(inputs, IN_FLIGHT, (input) => tracker.record(input));
      await round;
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / users);
      return users / seconds;
    },
    close: () => tracker.close(),
  };
}
