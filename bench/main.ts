/**
 * `npm run bench`: measures what the project promises, side by side in one run, and says what holds.
 *
 * `npm run bench -- NAME…` runs some cases · `--list` names them · `--quick` takes small sizes · `--users 50000` and the
 * like set one size · `--profile` keeps CPU profiles.
 */
import { fork } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type PostgresServer, startPostgres } from "../test/support/postgres-server.ts";
import { CASES } from "./cases.ts";
import type { BarResult } from "./support/bar.ts";
import { describeMachine } from "./support/machine.ts";
import { tableOf, writeResults } from "./support/report.ts";
import { FULL, QUICK, type Sizes } from "./support/sizes.ts";

const RESULTS = join(import.meta.dirname, "results");
/** After this long a case is stuck, not slow. */
const STUCK_AFTER_MS = 60 * 60_000;

const sizeFlags = Object.fromEntries(Object.keys(FULL).map((name) => [name, { type: "string" as const }]));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { ...sizeFlags, quick: { type: "boolean" }, list: { type: "boolean" }, profile: { type: "boolean" } },
});

if (values.list === true) {
  for (const [name, { about }] of Object.entries(CASES)) console.log(`${name.padEnd(16)}${about}`);
} else await measure(positionals.length === 0 ? Object.keys(CASES) : positionals);

async function measure(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => CASES[name] === undefined);
  if (unknown !== undefined) throw new Error(`there is no case ${unknown}; there are ${Object.keys(CASES).join(", ")}`);
  const sizes = readSizes();
  const needsPostgres = names.some((name) => CASES[name]?.postgres === true);
  const postgres = needsPostgres ? await openPostgres() : undefined;
  const machine = describeMachine(postgres?.name ?? "not used");
  const results: BarResult[] = [];
  const failures: string[] = [];
  try {
    for (const name of names) {
      console.error(`${name}: ${CASES[name]?.about}`);
      try {
        results.push(...(await runCase(name, sizes, postgres?.url ?? "")));
      } catch (error) {
        failures.push(`${name}: ${(error as Error).message}`);
      }
    }
  } finally {
    await postgres?.stop();
  }
  const { cpu, cores, memoryGb, node, sqlite, load } = machine;
  console.log(`\n${cpu}, ${cores} cores, ${memoryGb} GB, load ${load} · Node ${node} · SQLite ${sqlite}`);
  console.log(`PostgreSQL: ${machine.postgres} · zones ${machine.zoneData} · ${machine.commit}\n`);
  console.log(tableOf(results));
  console.log(`\n${writeResults(RESULTS, machine, results)}`);
  for (const failure of failures) console.error(`could not be measured: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}

function readSizes(): Sizes {
  const base: Sizes = values.quick === true ? QUICK : FULL;
  const given = Object.entries(values).flatMap(([name, value]) => {
    if (!Object.hasOwn(FULL, name)) return [];
    const size = Number(value);
    if (!Number.isSafeInteger(size) || size < 1) throw new Error(`--${name} must be a whole number, at least 1`);
    return [[name, size] as const];
  });
  return { ...base, ...Object.fromEntries(given) };
}

/** `DAYSTREAK_TEST_POSTGRES` names a server, as for the tests; else a throw-away one is started, which syncs its log. */
async function openPostgres(): Promise<Pick<PostgresServer, "url" | "name" | "stop">> {
  const wanted = process.env.DAYSTREAK_TEST_POSTGRES ?? "any";
  if (/^postgres(ql)?:/.test(wanted)) return { url: wanted, name: "given by its URL", stop: async () => undefined };
  return startPostgres(wanted === "installed" || wanted === "embedded" ? wanted : "any");
}

/** A case gets a process of its own: no heap, no compiled code and no worker of another case is in its way. */
function runCase(name: string, sizes: Sizes, postgresUrl: string): Promise<BarResult[]> {
  const profiling = ["--cpu-prof", `--cpu-prof-dir=${join(RESULTS, "profiles", name)}`];
  const execArgv = ["--conditions=daystreak-src", "--expose-gc", ...(values.profile === true ? profiling : [])];
  const args = [name, JSON.stringify(sizes), postgresUrl];
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, "support/run-case.ts"), args, { execArgv });
    const stuck = setTimeout(() => child.kill("SIGKILL"), STUCK_AFTER_MS);
    let results: BarResult[] | undefined;
    child.on("message", (message) => {
      results = message as BarResult[];
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      clearTimeout(stuck);
      if (results !== undefined) resolve(results);
      else reject(new Error(`ended with ${signal ?? `code ${code}`}`));
    });
  });
}
