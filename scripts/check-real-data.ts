/**
 * Imports real activity logs through the command line, shuffled and with every seventh row twice, and compares every
 * streak and every report with numbers that were computed without Daystreak.
 *
 *   node --conditions=daystreak-src scripts/check-real-data.ts --data DIR [--seed N]
 *
 * DIR holds `git_commits_tz.csv.gz` (event_id, user_id, ts, tz_offset_min, kind), `oulad_studentVle_AAA_2013J.csv.gz` and,
 * for the latter, `truth/` with the expected streaks and reports. The numbers of the commits are computed here.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { createRandom } from "../src/cli/simulation/random.ts";
import { DAY_MS, requireDate } from "../src/core/calendar.ts";
import { openStore } from "../src/storage/open.ts";
import { createTracker } from "../src/tracker/create-tracker.ts";
import type { Tracker } from "../src/tracker/tracker.ts";
import { compareAuthors } from "./commit-reports.ts";
import { type Commit, commitNumbers, type Numbers, runsOf } from "./commit-streaks.ts";
import { compareCourse, compareUsers } from "./course-reports.ts";

const CLI = new URL("../src/cli/main.ts", import.meta.url).pathname;
const COURSE = "oulad_studentVle_AAA_2013J.csv.gz";
const COURSE_START = "2013-10-01";
const COURSE_FIRST_DAY = -10;
const COURSE_LAST_DAY = 268;
const GIT_SECONDS = 10;
/** Earlier instants at which the commits' streaks are compared too, as shares of the time from first to last. */
const GIT_SHARES = [0.1, 0.3, 0.5, 0.7, 0.9, 1];

const { values } = parseArgs({ options: { data: { type: "string" }, seed: { type: "string", default: "1" } } });
if (values.data === undefined) {
  process.stderr.write("say where the data is: --data DIR\n");
  process.exit(2);
}
const data = values.data;
const seed = values.seed;
const folder = mkdtempSync(join(tmpdir(), "daystreak-real-"));
const verdicts: { check: string; compared: number; differences: string[] }[] = [];
try {
  await checkCommits();
  await checkCourse();
} finally {
  rmSync(folder, { recursive: true });
}
report();

async function checkCommits(): Promise<void> {
  const { header, rows } = readCsv("git_commits_tz.csv.gz");
  const rules = join(folder, "rules.json");
  writeFileSync(rules, JSON.stringify({ bridgeTravel: false }));
  const database = `sqlite:${join(folder, "git.db")}`;
  const columns = ["--at", "ts", "--unit", "s", "--offset-minutes", "tz_offset_min", "--id", "event_id"];
  const args = [...columns, "--type-value", "request", "--rules", rules, "--database", database];
  const seconds = importTwice("commits", header, rows, args, rows.length);
  verdict(
    `commits: imported within ${GIT_SECONDS} s (${seconds.toFixed(1)} s)`,
    1,
    seconds > GIT_SECONDS ? ["too slow"] : [],
  );
  const commits = rows.map((row): Commit => {
    const [id, user, ts, offset] = row.split(",") as [string, string, string, string];
    return { id, user, ts: Number(ts), offset: Number(offset) };
  });
  await withTracker(database, async (tracker) => {
    const first = commits.reduce((least, { ts }) => Math.min(least, ts), Number.POSITIVE_INFINITY);
    const last = commits.reduce((most, { ts }) => Math.max(most, ts), 0);
    for (const share of GIT_SHARES) {
      const asOf = Math.floor(first + (last - first) * share);
      await compare(
        tracker,
        `commits as of ${new Date(asOf * 1000).toISOString()}`,
        commitNumbers(commits, asOf),
        asOf * 1000,
      );
    }
    await compareDays(tracker, "commits: stored dates", commitNumbers(commits, last));
    const { check, compared, differences } = await compareAuthors(tracker, commits);
    verdict(check, compared, differences);
  });
}

async function checkCourse(): Promise<void> {
  const { header, rows } = readCsv(COURSE);
  const database = `sqlite:${join(folder, "course.db")}`;
  const columns = ["--user", "id_student", "--day", "date", "--start", COURSE_START, "--ref", "id_site"];
  const distinct = new Set(rows.map((row) => row.split(",").slice(2, 5).join(","))).size;
  const seconds = importTwice(
    "course",
    header,
    rows,
    [...columns, "--type-value", "course_view", "--database", database],
    distinct,
  );
  verdict(`course: ${rows.length} rows in ${seconds.toFixed(1)} s`, 1, []);
  const start = requireDate(COURSE_START);
  const truth = readCsv("truth/oulad_AAA_2013J_users.csv.gz");
  await withTracker(database, async (tracker) => {
    const asOf = (start + COURSE_LAST_DAY + 1) * DAY_MS - 1;
    const cells: string[] = [];
    const distribution = new Map<number, { runs: number; users_max: number; users_current: number }>();
    const at = (length: number): { runs: number; users_max: number; users_current: number } => {
      const entry = distribution.get(length) ?? { runs: 0, users_max: 0, users_current: 0 };
      distribution.set(length, entry);
      return entry;
    };
    for (const row of truth.rows) {
      const want = Object.fromEntries(truth.header.split(",").map((name, i) => [name, row.split(",")[i] as string]));
      const user = want.user as string;
      const [answer, state] = [await tracker.streak(user, asOf), await tracker.state(user)];
      const days = [...(state?.days.active ?? [])];
      const runs = runsOf(days);
      const have: Record<string, number | undefined> = {
        first_day: (days[0] ?? 0) - start,
        last_day: (days.at(-1) ?? 0) - start,
        active_days: days.length,
        runs: runs.length,
        max_streak: answer?.max_streak,
        current_streak: answer?.current_streak,
      };
      for (const [name, value] of Object.entries(have)) {
        if (String(value) !== want[name]) cells.push(`user ${user}, ${name}: ${value}, expected ${want[name]}`);
      }
      for (const run of runs) at(run).runs++;
      at(answer?.max_streak ?? -1).users_max++;
      at(answer?.current_streak ?? -1).users_current++;
    }
    verdict("course: streaks of every user", truth.rows.length * 6, cells);
    const users = await tracker.store.users(100_000);
    verdict(
      "course: users",
      1,
      users.length === truth.rows.length ? [] : [`${users.length}, expected ${truth.rows.length}`],
    );
    compareDistribution(distribution);
    const { compared, differences } = await compareUsers(tracker, start, COURSE_LAST_DAY, truth);
    verdict("course: users by the API", compared, differences);
  });
  await compareReports(database, "course: reports by the API");
  daystreak(["rebuild", "--metrics", "--database", database, "--json"]);
  await compareReports(database, "course: reports made again");
}

async function compareReports(database: string, check: string): Promise<void> {
  const truth = {
    start: requireDate(COURSE_START),
    firstDay: COURSE_FIRST_DAY,
    lastDay: COURSE_LAST_DAY,
    daily: readCsv("truth/oulad_AAA_2013J_daily.csv"),
    cohorts: readCsv("truth/oulad_AAA_2013J_retention_cohorts.csv"),
    distribution: readCsv("truth/oulad_AAA_2013J_streak_distribution.csv"),
  };
  await withTracker(database, async (tracker) => {
    for (const { check: what, compared, differences } of await compareCourse(tracker, truth)) {
      verdict(`${check}, ${what}`, compared, differences);
    }
  });
}

function compareDistribution(have: ReadonlyMap<number, Readonly<Record<string, number>>>): void {
  const { header, rows } = readCsv("truth/oulad_AAA_2013J_streak_distribution.csv");
  const names = header.split(",").slice(1);
  const want = new Map(rows.map((row) => [Number(row.split(",")[0]), row.split(",").slice(1).map(Number)]));
  const cells: string[] = [];
  for (const length of new Set([...have.keys(), ...want.keys()])) {
    for (const [i, name] of names.entries()) {
      const [is, shouldBe] = [have.get(length)?.[name] ?? 0, want.get(length)?.[i] ?? 0];
      if (is !== shouldBe) cells.push(`length ${length}, ${name}: ${is}, expected ${shouldBe}`);
    }
  }
  verdict("course: distribution of streaks", want.size * names.length, cells);
}

/** Shuffles rows, every seventh twice, imports the file, then imports it again. Gives the seconds of the first import. */
function importTwice(
  name: string,
  header: string,
  rows: readonly string[],
  args: readonly string[],
  distinct: number,
): number {
  const file = join(folder, `${name}.csv`);
  const all = rows.flatMap((row, i) => (i % 7 === 6 ? [row, row] : [row]));
  const random = createRandom(seed, name);
  for (let i = all.length - 1; i > 0; i--) {
    const other = random.between(0, i);
    [all[i], all[other]] = [all[other] as string, all[i] as string];
  }
  writeFileSync(file, `${header}\n${all.join("\n")}\n`);
  const started = performance.now();
  const first = daystreak(["import", file, ...args, "--json"]);
  const seconds = (performance.now() - started) / 1000;
  const again = daystreak(["import", file, ...args, "--json"]);
  const wants: [Record<string, unknown>, string, number][] = [
    [first, "rows", all.length],
    [first, "accepted", distinct],
    [first, "duplicates", all.length - distinct],
    [again, "accepted", 0],
    [again, "duplicates", all.length],
  ];
  const differences = wants.flatMap(([answer, key, want]) =>
    answer[key] === want ? [] : [`${key}: ${answer[key]}, expected ${want}`],
  );
  verdict(`${name}: counts of both imports`, wants.length, differences);
  const database = args[args.indexOf("--database") + 1] as string;
  const { checked, wrong } = daystreak(["check", "--database", database, "--json"]) as {
    checked: number;
    wrong: unknown[];
  };
  verdict(
    `${name}: daystreak check`,
    checked,
    wrong.map((entry) => JSON.stringify(entry)),
  );
  return seconds;
}

function daystreak(args: readonly string[]): Record<string, unknown> {
  const done = spawnSync(process.execPath, ["--conditions=daystreak-src", CLI, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (done.stdout === "") throw new Error(`daystreak ${args[0]} ended with ${done.status}: ${done.stderr}`);
  return JSON.parse(done.stdout) as Record<string, unknown>;
}

async function withTracker(database: string, work: (tracker: Tracker) => Promise<void>): Promise<void> {
  const tracker = await createTracker({ store: await openStore(database) });
  try {
    await work(tracker);
  } finally {
    await tracker.close();
  }
}

async function compare(
  tracker: Tracker,
  check: string,
  expected: ReadonlyMap<string, Numbers>,
  asOf: number,
): Promise<void> {
  const differences: string[] = [];
  for (const [user, want] of expected) {
    const answer = await tracker.streak(user, asOf);
    const pairs = [
      ["current", answer?.current_streak, want.current],
      ["longest", answer?.max_streak, want.longest],
    ] as const;
    for (const [name, is, shouldBe] of pairs) {
      if (is !== shouldBe) differences.push(`user ${user}, ${name}: ${is}, expected ${shouldBe}`);
    }
  }
  verdict(check, expected.size * 2, differences);
}

async function compareDays(tracker: Tracker, check: string, expected: ReadonlyMap<string, Numbers>): Promise<void> {
  const differences: string[] = [];
  let compared = 0;
  for (const [user, want] of expected) {
    const records = await tracker.store.days(user, 0, requireDate("9999-12-31"));
    const days = records.map(({ date }) => date);
    compared += want.days.length + 1;
    if (days.join() !== want.days.join())
      differences.push(`user ${user}: ${days.length} dates, expected ${want.days.length}`);
    if (runsOf(days).length !== want.runs)
      differences.push(`user ${user}: ${runsOf(days).length} runs, expected ${want.runs}`);
  }
  verdict(check, compared, differences);
}

function readCsv(name: string): { header: string; rows: string[] } {
  const bytes = readFileSync(join(data, name));
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const [header = "", ...rows] = text.split(/\r?\n/).filter((line) => line !== "");
  return { header, rows };
}

function verdict(check: string, compared: number, differences: string[]): void {
  verdicts.push({ check, compared, differences });
}

function report(): void {
  const width = Math.max(...verdicts.map(({ check }) => check.length));
  for (const { check, compared, differences } of verdicts) {
    process.stdout.write(
      `${check.padEnd(width)}  ${String(compared).padStart(7)} compared  ${differences.length} differences\n`,
    );
    for (const difference of differences.slice(0, 10)) process.stdout.write(`    ${difference}\n`);
  }
  if (verdicts.some(({ differences }) => differences.length > 0)) process.exitCode = 1;
}
