/**
 * Imports a real Django database through the command line, killed ten times on the way and run again, and compares every
 * user with numbers that were computed without Daystreak.
 *
 *   node --conditions=daystreak-src scripts/check-legacy-data.ts --data DIR --name legacy-a
 *
 * DIR holds NAME.sqlite3.gz, NAME.facts.json (`counts`, `sums`) and NAME.expected.csv.gz (`user_id`, `active_days`,
 * `longest_run`, `stored_current`, `stored_max`, …).
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { openStore } from "../src/storage/open.ts";

const CLI = new URL("../src/cli/main.ts", import.meta.url).pathname;
const KILLS = 10;
/** Bytes by which the log of the database grows before a run is killed. */
const GROWTH = 600_000;

interface Report {
  readonly tables: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly sums: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly changed: number;
}
interface Facts {
  readonly counts: Readonly<Record<string, number>>;
  readonly sums: Readonly<Record<string, number>>;
}

const { values } = parseArgs({ options: { data: { type: "string" }, name: { type: "string", default: "legacy-a" } } });
if (values.data === undefined) {
  process.stderr.write("say where the data is: --data DIR\n");
  process.exit(2);
}
const base = join(values.data, values.name);
const folder = mkdtempSync(join(tmpdir(), "daystreak-legacy-"));
const problems: string[] = [];
try {
  await killed();
  const again = JSON.parse(await run(["--write", "--json"])) as Report;
  expect("users changed by one more run", again.changed, 0);
  checkAccounts(again, JSON.parse(readFileSync(`${base}.facts.json`, "utf8")) as Facts);
  await checkUsers();
} finally {
  rmSync(folder, { recursive: true });
}
for (const problem of problems) console.log(`FAIL ${problem}`);
console.log(problems.length === 0 ? "all is as it should be" : `${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** Every run is killed once it has written something new; the last one may finish. */
async function killed(): Promise<void> {
  const log = join(folder, "daystreak.db-wal");
  const size = (): number => (existsSync(log) ? statSync(log).size : 0);
  let kills = 0;
  for (; kills < KILLS; kills++) {
    const before = size();
    const child = spawn(process.execPath, args(["--write"]), { stdio: "ignore", cwd: folder });
    const watcher = watch(folder, () => {
      if (size() > before + GROWTH) child.kill("SIGKILL");
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    watcher.close();
    if (code === 0) break;
  }
  console.log(`killed ${kills} times`);
  await run(["--write", "--json"]);
}

function checkAccounts({ tables, sums }: Report, facts: Facts): void {
  for (const [name, table] of Object.entries(tables)) {
    const { imported = 0, repaired = 0, set_aside = 0, compared = 0, all = 0 } = table;
    console.log(`${name}: ${all} = ${imported} imported + ${repaired} repaired + ${set_aside} set aside`);
    expect(`accounts of ${name}`, imported + repaired + set_aside + compared, all);
  }
  for (const [name, count] of [
    ["users", "auth_user"],
    ["streaks", "core_streak"],
    ["days", "core_dailyactivity"],
  ] as const) {
    expect(`rows of ${name}`, tables[name]?.all, facts.counts[count]);
  }
  for (const name of ["problems_solved", "current_streak", "max_streak"]) {
    expect(`sum of ${name}`, sums[name]?.all, facts.sums[name]);
  }
}

async function checkUsers(): Promise<void> {
  const [head = "", ...lines] = gunzipSync(readFileSync(`${base}.expected.csv.gz`))
    .toString()
    .trimEnd()
    .split("\n");
  const columns = head.split(",");
  const store = await openStore(`sqlite:${join(folder, "daystreak.db")}`);
  let days = 0;
  for (const line of lines) {
    const row = Object.fromEntries(line.split(",").map((cell, i) => [columns[i], cell]));
    const id = row.user_id ?? "";
    const state = await store.state(id);
    const records = await store.days(id, 0, 40_000);
    const imported = records.filter(({ source }) => source === "legacy").length;
    days += imported;
    expect(`active days of ${id}`, imported, Number(row.active_days));
    const longest = Math.max(Number(row.longest_run), Number(row.stored_max), Number(row.stored_current));
    if ((state?.presence.max ?? -1) < longest)
      problems.push(`longest of ${id}: ${state?.presence.max}, not ${longest}`);
  }
  await store.close();
  console.log(`${lines.length} users with ${days} active days compared`);
}

function args(flags: readonly string[]): string[] {
  const database = `sqlite:${join(folder, "daystreak.db")}`;
  return [
    "--conditions=daystreak-src",
    CLI,
    "import",
    "django",
    `${base}.sqlite3.gz`,
    "--database",
    database,
    ...flags,
  ];
}

async function run(flags: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args(flags), { stdio: ["ignore", "pipe", "inherit"], cwd: folder });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(`exit code of ${flags.join(" ")}`, code, 0);
  return out;
}

function expect(what: string, is: unknown, shouldBe: unknown): void {
  if (is !== shouldBe) problems.push(`${what}: ${is}, not ${shouldBe}`);
}
