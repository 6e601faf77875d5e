import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Ended {
  code: number;
  lines: string[];
}

/** Runs a command to its end; what it printed as lines. */
function run(command: string, args: string[], env = process.env): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd: root, env, maxBuffer: 1 << 24 }, (error, stdout) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), lines: stdout.trimEnd().split("\n") });
    });
  });
}

describe("the CI command", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "daystreak-ci-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** .ci/run with an npm whose `ci` and `test` do as given. */
  async function ci(install: string, tests: string): Promise<Ended> {
    const npm = join(folder, "npm");
    await writeFile(npm, `#!/bin/sh\nif [ "$1" = ci ]; then ${install}; else ${tests}; fi\n`);
    await chmod(npm, 0o755);
    return run("bash", [".ci/run"], { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` });
  }

  test("passes with the summary of the tests as its last line", async () => {
    const { code, lines } = await ci("true", "echo all well; echo 12 passed, 0 failed");
    expect([code, lines]).toEqual([0, ["all well", "12 passed, 0 failed"]]);
  });

  test("fails with the summary of the tests", async () => {
    const { code, lines } = await ci("true", "echo 11 passed, 1 failed; exit 1");
    expect([code, lines]).toEqual([1, ["11 passed, 1 failed"]]);
  });

  test.each([
    ["the installation fails", "exit 7", "echo 12 passed, 0 failed"],
    ["the tests end without a summary", "true", "echo all well"],
    ["the tests crash in the middle", "true", "echo 12 passed; kill -9 $$"],
    ["the tests print nothing", "true", "true"],
    ["nothing ran", "true", "echo 0 passed, 0 failed"],
    ["code and summary disagree", "true", "echo 12 passed, 0 failed; exit 3"],
    ["summary and code disagree", "true", "echo 12 passed, 2 failed"],
  ])("fails with a line that says so when %s", async (_when, install, tests) => {
    const { code, lines } = await ci(install, tests);
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe("0 passed, 1 failed");
  });
});

test("the test command fails when no test is found", async () => {
  const { code, lines } = await run(process.execPath, ["scripts/test.ts", "test/there-is-no-such-folder"]);
  expect(code).toBe(1);
  expect(lines.slice(-2)).toEqual(["✗ tests: none ran", "0 passed, 1 failed"]);
});
