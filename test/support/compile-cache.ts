import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/**
 * Fills Node's compile cache (see vitest.config.ts) before any test starts a process or a SQLite worker: from then on
 * none of them strips types, which is slow, and which many threads at once do not survive every time.
 */
export async function setup(): Promise<void> {
  const script = fileURLToPath(new URL("compile-all.ts", import.meta.url));
  await promisify(execFile)(process.execPath, ["--conditions=daystreak-src", script]);
}
