import { execFileSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { extname, join } from "node:path";

const ROOT = new URL("../..", import.meta.url).pathname;

/** The command as users run it: out of `dist` where `npm run build` has made it, else built for the bench. */
export function builtMain(): string {
  const dist = join(ROOT, "dist/cli/main.js");
  if (existsSync(dist)) return dist;
  const folder = join(ROOT, "bench/results/dist");
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  // Types are the tests' business: a tree that is being worked on can be measured, too.
  const args = [tsc, "-p", "tsconfig.build.json", "--noCheck", "--outDir", folder];
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
  // The program reads its version beside the folder it was built into.
  cpSync(join(ROOT, "package.json"), join(folder, "../package.json"));
  cpSync(join(ROOT, "src"), folder, { recursive: true, filter: (path) => extname(path) !== ".ts" });
  return join(folder, "cli/main.js");
}
