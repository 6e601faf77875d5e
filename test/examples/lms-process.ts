import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The reference learning platform as a process of its own, as `npm start` runs it, in an empty folder. */
export interface Lms {
  /** Where it keeps `data/`. */
  readonly folder: string;
  /** Such as `http://localhost:43123`. */
  readonly address: string;
  /** Everything it has printed. */
  printed(): string;
  /** Ends it as an operator would and resolves to its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** An empty folder that is removed by the returned function. */
export async function temporaryFolder(): Promise<[folder: string, remove: () => Promise<void>]> {
  const folder = await mkdtemp(join(tmpdir(), "daystreak-lms-"));
  return [folder, () => rm(folder, { recursive: true, force: true })];
}

/** Starts the platform; rejects with what it printed where it ends instead of listening. */
export async function startLms(folder: string, env: Record<string, string> = {}): Promise<Lms> {
  const child = spawn(process.execPath, ["--conditions=daystreak-src", join(root, "examples/lms/main.ts")], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const address = await new Promise<string>((resolve, reject) => {
    const read = (chunk: string): void => {
      printed += chunk;
      const found = /(http:\/\/\S+?)\/\n.*stops it\.\n/s.exec(printed);
      if (found?.[1] !== undefined) resolve(found[1]);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.on("close", (code) => reject(new Error(`ended with code ${code}: ${printed}`)));
  });
  return { folder, address, printed: () => printed, stop: (signal = "SIGTERM") => end(child, signal) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const closed = once(child, "close");
  child.kill(signal);
  await closed;
  return child.exitCode;
}

/** The platform that the tests of a file call, in a folder of its own. */
export interface LmsStage {
  /** The one that runs at the moment. */
  readonly lms: Lms;
  start(): Promise<void>;
  /** Starts it again over the data of the one before, which has ended. */
  startAgain(env?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
}

/** Makes a stage: `start` and `stop` are hooks. */
export function createLmsStage(): LmsStage {
  let folder: string;
  let remove: () => Promise<void>;
  let lms: Lms;
  return {
    get lms() {
      return lms;
    },
    async start() {
      [folder, remove] = await temporaryFolder();
      lms = await startLms(folder);
    },
    async startAgain(env) {
      lms = await startLms(folder, env);
    },
    async stop() {
      await lms.stop();
      await remove();
    },
  };
}
