/**
 * `npm test`: lint, types, unused code, then every test. The last line is always `N passed, N failed`.
 *
 * With arguments (`npm test -- test/core`) only those tests run, without the checks before them.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Tally } from "./tally.ts";
import { tallyOfReport } from "./tally.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (path: string): string => join(root, "node_modules", path);

/** After this long a test run is stuck, not slow. */
const STUCK_AFTER_MS = 25 * 60_000;

const checks: readonly [name: string, script: string, ...args: string[]][] = [
  ["lint and layers", bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."],
  ["types", bin("typescript/bin/tsc"), "--noEmit"],
  ["types of the client", bin("typescript/bin/tsc"), "--noEmit", "-p", "client"],
  ["types of the dashboard", bin("typescript/bin/tsc"), "--noEmit", "-p", "dashboard"],
  ["types of the client's pages", bin("typescript/bin/tsc"), "--noEmit", "-p", "test/client/pages"],
  ["types of the widgets' tests", bin("typescript/bin/tsc"), "--noEmit", "-p", "test/client/elements"],
  ["unused code", bin("knip/bin/knip.js")],
];

/** Runs a script with this Node and everything it prints shown; resolves to its exit code (128 + n for a signal). */
function run(script: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    const stuck = setTimeout(() => child.kill("SIGKILL"), STUCK_AFTER_MS);
    const finish = (code: number): void => {
      clearTimeout(stuck);
      resolve(code);
    };
    child.on("error", (error) => {
      console.error(`cannot run ${script}: ${error.message}`);
      finish(127);
    });
    child.on("exit", (code, signal) => finish(code ?? 128 + (constants.signals[signal ?? "SIGKILL"] ?? 0)));
  });
}

async function runChecks(): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, complaints: [], triedAgain: [] };
  for (const [name, script, ...args] of checks) {
    console.log(`\n— ${name}`);
    const code = await run(script, args);
    if (code === 0) tally.passed += 1;
    else {
      tally.failed += 1;
      tally.complaints.push(`${name}: ended with code ${code}`);
    }
  }
  return tally;
}

async function runTests(filters: readonly string[]): Promise<Tally> {
  console.log("\n— tests");
  const folder = await mkdtemp(join(tmpdir(), "daystreak-test-"));
  const report = join(folder, "report.json");
  try {
    const code = await run(bin("vitest/vitest.mjs"), [
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...filters,
    ]);
    return tallyOfReport(await readFile(report, "utf8").catch(() => undefined), code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

let passed = 0;
let failed = 0;
try {
  const filters = process.argv.slice(2);
  const tallies = filters.length === 0 ? [await runChecks()] : [];
  tallies.push(await runTests(filters));
  console.log();
  for (const tally of tallies) {
    passed += tally.passed;
    failed += tally.failed;
    for (const name of tally.triedAgain) console.log(`~ passed only when tried again: ${name}`);
    for (const complaint of tally.complaints) console.log(`✗ ${complaint}`);
  }
} catch (error) {
  console.error(error);
  failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
