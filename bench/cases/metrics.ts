import { deepStrictEqual } from "node:assert";
import { fork } from "node:child_process";
import { join } from "node:path";
import type { DaySets } from "../../src/metrics/day-sets.ts";
import { PartSums } from "../../src/metrics/part-sums.ts";
import { openDuckdb } from "../rivals/screen-duckdb.ts";
import { openPostgresRows } from "../rivals/screen-postgres.ts";
import type { ScreenRival } from "../rivals/screen-rival.ts";
import { answerOf } from "../support/answer-of.ts";
import { type BarResult, exactly } from "../support/bar.ts";
import type { BenchCase, BenchContext } from "../support/bench-case.ts";
import { countScreen, numbersOf, type ScreenNumbers } from "../support/first-screen.ts";
import type { ManyUsers } from "../support/many-users-process.ts";
import { type ReportsChild, startReports } from "../support/reports-child.ts";
import { interleave } from "../support/rounds.ts";
import { estimate, perRound } from "../support/statistics.ts";
import { fillDatabase } from "../support/year-database.ts";
import { newUserDays, setsOfYears, type UserDay } from "../support/year-of-users.ts";

/** Processes that begin cold, one after the other. */
const COLD = 7;
/** A round of the rivals takes minutes. */
const RIVAL_ROUNDS = 3;
const WARM_UPS = 2;

/** An engine's database, full, and the process that answers from it. */
interface Subject {
  readonly engine: string;
  readonly url: string;
  readonly child: ReportsChild;
}

/**
 * The first screen of reports about a year of many users: from sets with nothing remembered, after one activity today and
 * one in the past, and cold from each database; beside it the same answers by SQL on PostgreSQL and on DuckDB. All answers
 * must be equal. Last, ten times as many users without a database.
 */
export const metricsCase: BenchCase = async (context) => {
  const { sizes, folder, newDatabase, note } = context;
  const users = sizes.registered;
  const pairs = newUserDays(users, sizes.rounds + WARM_UPS);
  const { sets, userDays } = setsOfYears(users);
  note(`${users} users, ${userDays} user-days`);
  const before = await numbersFrom(sets);
  const urls = { SQLite: `sqlite:${join(folder, "year.db")}`, PostgreSQL: await newDatabase() };
  const later = new Set(pairs.flat().map(([user]) => user));
  for (const [engine, url] of Object.entries(urls)) {
    const seconds = await fillDatabase(url, sets, users, later);
    note(`${engine}: filled in ${Math.round(seconds)} s`);
  }
  for (const [user, day] of pairs.flat()) sets.set("active", day, user, true);
  const after = await numbersFrom(sets);

  const results: BarResult[] = [];
  const subjects: Subject[] = [];
  for (const [engine, url] of Object.entries(urls)) {
    const cold = await startCold(engine, url, before, context);
    subjects.push({ engine, url, child: cold.child });
    results.push(cold.result, ...(await measureWarm({ engine, url, child: cold.child }, pairs, after, context)));
  }
  const rivals = [await openDuckdb(folder, sets), await openPostgresRows(await newDatabase(), sets)];
  results.push(...(await measureRivals(subjects, rivals, after, context)));
  for (const { child } of subjects) await child.close();
  for (const rival of rivals) await rival.close();
  return [...results, ...(await manyUsers(context))];
};

async function numbersFrom(sets: DaySets): Promise<ScreenNumbers> {
  const source = {
    parts: sets.parts,
    first: sets.first,
    sums: new PartSums(),
    totals: async () => [],
    keyTotals: async () => new Map(),
    group: "",
  };
  return numbersOf(await countScreen(async () => source));
}

/** Begins a process at a time; the last one stays. */
async function startCold(
  engine: string,
  url: string,
  expected: ScreenNumbers,
  { name, folder }: BenchContext,
): Promise<{ child: ReportsChild; result: BarResult }> {
  const milliseconds: number[] = [];
  await (await startReports(url, compiledIn(folder))).close();
  for (;;) {
    const child = await startReports(url, compiledIn(folder));
    const answer = await child.ask({ do: "anew" });
    deepStrictEqual(answer.numbers, expected, `${engine} gives other numbers than the sets it was filled with`);
    milliseconds.push(answer.milliseconds);
    if (milliseconds.length < COLD) {
      await child.close();
      continue;
    }
    const what = `${engine}: cold from the database`;
    return { child, result: { name, what, bar: atMost(1_500), unit: "ms", measured: estimate(milliseconds) } };
  }
}

async function measureWarm(
  { engine, url, child }: Subject,
  pairs: readonly (readonly UserDay[])[],
  expected: ScreenNumbers,
  { name, sizes, folder }: BenchContext,
): Promise<BarResult[]> {
  const cpu: number[] = [];
  let pair = 0;
  const { anew, after } = await interleave(
    sizes.rounds,
    {
      async anew() {
        const { milliseconds, cpuMilliseconds } = await child.ask({ do: "anew" });
        cpu.push(cpuMilliseconds);
        return milliseconds;
      },
      after: async () => (await child.ask({ do: "after", userDays: pairs[pair++] ?? [] })).milliseconds,
    },
    WARM_UPS,
  );
  const { numbers } = await child.ask({ do: "save" });
  deepStrictEqual(numbers, expected, `${engine} gives other numbers than the sets with all user-days`);
  const stranger = await startReports(url, compiledIn(folder));
  const cold = await stranger.ask({ do: "anew" });
  await stranger.close();
  deepStrictEqual(cold.numbers, expected, `${engine} gives other numbers once the sets were written`);
  const { peakMb } = await child.ask({ do: "anew" });
  const line = (what: string, bar: number, unit: string, measured: BarResult["measured"]): BarResult => {
    return { name, what: `${engine}: ${what}`, bar: atMost(bar), unit, measured };
  };
  return [
    { ...line("nothing remembered", 250, "ms", estimate(anew)), detail: { cpu: estimate(cpu.slice(WARM_UPS)) } },
    line("after one user-day today and one in the past", 50, "ms", estimate(after)),
    line("the process, at its peak", 400, "MB", exactly(Math.round(peakMb))),
  ];
}

async function measureRivals(
  subjects: readonly Subject[],
  rivals: readonly ScreenRival[],
  expected: ScreenNumbers,
  { name, sizes, note }: BenchContext,
): Promise<BarResult[]> {
  for (const { name: rival, loadSeconds } of rivals) note(`${rival} by SQL: loaded in ${Math.round(loadSeconds)} s`);
  const ours = subjects.map(({ engine, child }) => {
    return [engine, async () => (await child.ask({ do: "anew" })).milliseconds] as const;
  });
  const theirs = rivals.map((rival) => {
    const ask = async (): Promise<number> => {
      const startedAt = performance.now();
      const numbers = await rival.ask();
      const milliseconds = performance.now() - startedAt;
      deepStrictEqual(numbers, expected, `${rival.name} gives other numbers by SQL`);
      return milliseconds;
    };
    return [`${rival.name} by SQL`, ask] as const;
  });
  const rounds = Math.min(RIVAL_ROUNDS, sizes.rounds);
  const measured = await interleave(rounds, Object.fromEntries([...ours, ...theirs]), 0);
  return rivals.flatMap(({ name: rival, loadSeconds, ratio }) => {
    const times = measured[`${rival} by SQL`] as number[];
    const detail = { loadSeconds, rounds: times };
    return [
      { name, what: `${rival} by SQL`, unit: "ms", measured: estimate(times), detail },
      { name, what: `${rival} by SQL: loading`, unit: "s", measured: exactly(loadSeconds) },
      ...subjects.map(({ engine }): BarResult => {
        const ratios = perRound(times, measured[engine] as number[], (a, b) => a / b);
        const what = `Daystreak on ${engine} against ${rival} by SQL`;
        return { name, what, bar: { kind: "at least", value: ratio }, unit: "×", measured: estimate(ratios) };
      }),
    ];
  });
}

async function manyUsers({ name, sizes }: BenchContext): Promise<BarResult[]> {
  const script = join(import.meta.dirname, "../support/many-users-process.ts");
  const args = [String(sizes.many), String(sizes.rounds)];
  const child = fork(script, args, { execArgv: ["--conditions=daystreak-src"] });
  const { userDays, milliseconds, peakMb } = (await answerOf(child)) as ManyUsers;
  const detail = { users: sizes.many, userDays };
  const what = `${sizes.many.toLocaleString("en-US")} users, without a database`;
  return [
    { name, what: `${what}: nothing remembered`, unit: "ms", measured: estimate(milliseconds), detail },
    {
      name,
      what: `${what}: the process, at its peak`,
      bar: atMost(1_500),
      unit: "MB",
      measured: exactly(Math.round(peakMb)),
    },
  ];
}

function compiledIn(folder: string): string {
  return join(folder, "compiled");
}

function atMost(value: number): { kind: "at most"; value: number } {
  return { kind: "at most", value };
}
