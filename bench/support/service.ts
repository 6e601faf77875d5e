import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

const ROOT = new URL("../..", import.meta.url).pathname;
/** The key that the services of the bench take. */
export const KEY = "bench_key";

/** `daystreak serve` in a process of its own. */
export interface ServiceProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** Milliseconds from the start of the process to the first 200 of `/readyz`. */
  readonly readyAfterMs: number;
  stop(): Promise<void>;
}

/** Starts the service on a free port of loopback. `main` is the command's file, built or source. */
export async function startService(database: string, folder: string, main: string): Promise<ServiceProcess> {
  const { PATH = "" } = process.env;
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["--conditions=daystreak-src", main, "serve"], {
    cwd: folder,
    env: { PATH, PORT: "0", DATABASE_URL: database, DAYSTREAK_JWT_SECRET: KEY.repeat(4), DAYSTREAK_API_KEY: KEY },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  try {
    const url = await listening(child);
    const answer = await fetch(`${url}/readyz`);
    if (answer.status !== 200) throw new Error(`/readyz answered ${answer.status}`);
    const readyAfterMs = performance.now() - startedAt;
    return {
      url,
      process: child,
      readyAfterMs,
      async stop() {
        child.kill("SIGTERM");
        await gone;
      },
    };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

/** The source of the command. */
export const SOURCE_MAIN: string = `${ROOT}src/cli/main.ts`;

/** The address in the line that says that the service listens; every other line is read and dropped. */
export function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) return reject(new Error("the service has no output"));
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.includes('"listening"')) resolve((JSON.parse(line) as { url: string }).url);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the service ended with code ${code}`)));
  });
}
