import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../../scripts/build.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

/** The command as users run it: out of `dist` where `npm run build` has made it, else bundled for the bench. */
export async function builtMain(): Promise<string> {
  const dist = join(ROOT, "dist/cli/main.js");
  if (existsSync(dist)) return dist;
  const folder = join(ROOT, "bench/results/dist");
  await bundle(folder);
  // The program reads its version beside the folder it was built into.
  cpSync(join(ROOT, "package.json"), join(folder, "../package.json"));
  return join(folder, "cli/main.js");
}
