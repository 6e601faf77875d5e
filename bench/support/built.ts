import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const ROOT = new URL("../..", import.meta.url).pathname;

/** The command as users run it: out of `dist` where `npm run build` has made it, else built for the bench. */
export function builtMain(): string {
  const dist = join(ROOT, "dist/cli/main.js");
  if (existsSync(dist)) return dist;
  const folder = join(ROOT, "bench/results/dist");
  execFileSync(process.execPath, [join(ROOT, "scripts/build.ts"), folder], { stdio: "pipe" });
  return join(folder, "cli/main.js");
}
