/**
 * `npm run build` (in `client/`): bundles every entry into dist, one minified file each, writes the types, and says how
 * large the entries are. Fails where one is larger than promised. `node scripts/build.ts FOLDER` builds elsewhere.
 */
import { execFileSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { ENTRIES } from "./entries.ts";
import { shrinkCss } from "./shrink-css.ts";

const client = fileURLToPath(new URL("..", import.meta.url));
const tsc = join(client, "../node_modules/typescript/bin/tsc");

/** An entry and what it weighs. */
export interface Built {
  readonly file: string;
  /** Minified and gzipped. */
  readonly bytes: number;
  /** What it may weigh at most. */
  readonly limit: number | undefined;
}

/** Bundles every entry into a folder. */
export async function bundle(folder: string): Promise<Built[]> {
  const built: Built[] = [];
  for (const { input, file, limit, global } of ENTRIES) {
    const bundle = await rolldown({
      input: join(client, "src", input),
      external: ["react"],
      platform: "browser",
      plugins: [shrinkCss()],
      treeshake: { moduleSideEffects: false },
    });
    await bundle.write({
      file: join(folder, file),
      format: global === undefined ? "es" : "iife",
      ...(global !== undefined && { name: global }),
      minify: true,
      generatedCode: { symbols: false },
      // An entry is one file that registers what it holds: there is nothing left to shake out of it.
      comments: { annotation: false },
      sourcemap: true,
    });
    await bundle.close();
    built.push({ file, limit, bytes: gzipSync(await readFile(join(folder, file)), { level: 9 }).length });
  }
  return built;
}

/** Bundles every entry into a folder and writes its types there. */
export async function build(folder: string): Promise<Built[]> {
  const args = [tsc, "-p", "tsconfig.build.json", "--outDir", join(folder, "types")];
  execFileSync(process.execPath, args, { cwd: client, stdio: "inherit" });
  return bundle(folder);
}

if (import.meta.main) {
  const out = resolve(process.argv[2] ?? join(client, "dist"));
  await rm(out, { recursive: true, force: true });
  for (const { file, bytes, limit } of await build(out)) {
    console.log(`${file.padEnd(24)}${String(bytes).padStart(7)} bytes${limit === undefined ? "" : ` of ${limit}`}`);
    if (bytes > (limit ?? bytes)) process.exitCode = 1;
  }
}
