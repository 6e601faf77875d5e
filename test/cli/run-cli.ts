import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const MAIN = new URL("../../src/cli/main.ts", import.meta.url).pathname;

/** How a run of the command line ended. */
export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The standard output as JSON. */
  json<T>(): T;
}

/** A folder of the test file's own, removed after it. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "daystreak-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts `daystreak` as users do: a process of its own, in a folder without settings. */
export function startCli(args: readonly string[], cwd: string, env: Record<string, string> = {}): ChildProcess {
  const { PATH = "" } = process.env;
  return spawn(process.execPath, ["--conditions=daystreak-src", MAIN, ...args], { cwd, env: { PATH, ...env } });
}

/** Runs `daystreak` to its end. */
export async function cli(
  args: readonly string[],
  cwd: string,
  options: { env?: Record<string, string>; stdin?: string | Uint8Array } = {},
): Promise<CliResult> {
  const child = startCli(args, cwd, options.env);
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(options.stdin ?? "");
  return await ended(child);
}

/** Collects what a started process still says and waits for its end. */
export async function ended(child: ChildProcess): Promise<CliResult> {
  let [out, err] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, out, err, json: <T>() => JSON.parse(out) as T };
}

/** The address at which a started `serve` listens, as its log says. */
export function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      const found = /"url":"(http:[^"]+)"/.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("close", () => reject(new Error(`serve ended before it listened: ${log}`)));
  });
}
