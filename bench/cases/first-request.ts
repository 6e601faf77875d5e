import { join } from "node:path";
import { openStore } from "../../src/storage/open.ts";
import { daystreakOn } from "../rivals/daystreak.ts";
import { limitOnPostgres } from "../rivals/limit-postgres.ts";
import { limitOnSqlite } from "../rivals/limit-sqlite.ts";
import type { Rival } from "../rivals/rival.ts";
import { seedOnPostgres } from "../rivals/seed-postgres.ts";
import { seedOnSqlite } from "../rivals/seed-sqlite.ts";
import type { BarResult } from "../support/bar.ts";
import type { BenchCase, BenchContext } from "../support/bench-case.ts";
import { syncMicros } from "../support/disk.ts";
import { shuffled } from "../support/people.ts";
import { interleave } from "../support/rounds.ts";
import { checksumOfPostgres, checksumOfSqlite } from "../support/same-rows.ts";
import { estimate, perRound } from "../support/statistics.ts";

const NOON = Date.UTC(2026, 0, 12, 12);
const LEVELS = [64, 512] as const;

/** Those who take the same requests, each with a database of its own. */
interface Field {
  readonly ours: Rival;
  readonly seed: Rival;
  /** Ways to write the rows by hand; the fastest one is the limit. */
  readonly limits: Readonly<Record<string, Rival>>;
  /** One checksum a database that must hold the same rows. */
  checksums(): Promise<string[]>;
}

/** First requests of the day on SQLite. */
export const firstRequestSqlite: BenchCase = async (context) => {
  const path = (name: string): string => join(context.folder, `${name}.db`);
  return compare(context, {
    ours: await daystreakOn(await openStore(`sqlite:${path("ours")}`), NOON),
    seed: seedOnSqlite(path("seed"), NOON),
    limits: { "a prepared loop": limitOnSqlite(path("limit"), NOON) },
    checksums: () => Promise.all(["ours", "limit"].map((name) => checksumOfSqlite(path(name)))),
  });
};

/** First requests of the day on PostgreSQL. */
export const firstRequestPostgres: BenchCase = async (context) => {
  const [ours, seed, one, two] = await Promise.all([0, 1, 2, 3].map(() => context.newDatabase()));
  const databases = [ours, one, two] as string[];
  return compare(context, {
    ours: await daystreakOn(await openStore(ours as string), NOON),
    seed: await seedOnPostgres(seed as string, NOON),
    limits: {
      "unnest, one connection": await limitOnPostgres(one as string, NOON, 1),
      "unnest, two connections": await limitOnPostgres(two as string, NOON, 2),
    },
    checksums: () => Promise.all(databases.map(checksumOfPostgres)),
  });
};

async function compare({ name, sizes, note, folder }: BenchContext, field: Field): Promise<BarResult[]> {
  const all = shuffled(sizes.users);
  const few = all.slice(0, sizes.rivals);
  const contenders = Object.fromEntries([
    ["sync", () => syncMicros(folder)],
    ...LEVELS.flatMap((level) => [
      [`ours ${level}`, () => field.ours.nextDay(all, level)],
      [`seed ${level}`, () => field.seed.nextDay(few, level)],
      ...Object.entries(field.limits).map(([way, limit]) => [`${way} ${level}`, () => limit.nextDay(all, level)]),
    ]),
  ]) as Record<string, () => number | Promise<number>>;
  const rates = await interleave(sizes.rounds, contenders);
  for (const rival of [field.ours, field.seed, ...Object.values(field.limits)]) await rival.close();
  const sums = new Set(await field.checksums());
  if (sums.size !== 1) throw new Error(`the rows differ: ${[...sums].join(" | ")}`);
  note("every row of ours and of the limit is the same");
  const sync = estimate(rates.sync as number[]);
  return [
    ...LEVELS.flatMap((level) => resultsOf(name, level, rates, Object.keys(field.limits))),
    { name, what: "8 kB made durable by this disk", unit: "µs", measured: sync },
  ];
}

function resultsOf(
  name: string,
  level: number,
  rates: Readonly<Record<string, number[]>>,
  ways: readonly string[],
): BarResult[] {
  const of = (who: string): number[] => rates[`${who} ${level}`] as number[];
  const ours = of("ours");
  const limits = ways.map((way) => ({ way, rates: of(way) }));
  const limit = limits.reduce((a, b) => (estimate(a.rates).median >= estimate(b.rates).median ? a : b));
  const ratio = (to: readonly number[]): number[] => perRound(ours, to, (a, b) => a / b);
  const detail = {
    limit: limit.way,
    rates: Object.fromEntries(limits.map(({ way, rates }) => [way, estimate(rates)])),
  };
  const at = `${level} in flight`;
  return [
    {
      name,
      what: `ours against the original's logic, ${at}`,
      bar: { kind: "at least", value: 5 },
      unit: "×",
      measured: estimate(ratio(of("seed"))),
    },
    {
      name,
      what: `ours against hand-written batches, ${at}`,
      bar: { kind: "at least", value: 0.5 },
      unit: "×",
      measured: estimate(ratio(limit.rates)),
      detail,
    },
    {
      name,
      what: `hand-written batches against the original's logic, ${at}`,
      unit: "×",
      measured: estimate(perRound(limit.rates, of("seed"), (a, b) => a / b)),
    },
    { name, what: `ours, ${at}`, unit: "users/s", measured: estimate(ours) },
    { name, what: `the original's logic, ${at}`, unit: "users/s", measured: estimate(of("seed")) },
    { name, what: `${limit.way}, ${at}`, unit: "users/s", measured: estimate(limit.rates) },
  ];
}
