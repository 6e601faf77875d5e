/**
 * `npm run build`: compiles src into dist, copies what the compiler does not emit (vectors, pages), and builds the
 * dashboard.
 * `node scripts/build.ts FOLDER` builds into another folder.
 */
import { execFileSync } from "node:child_process";
import { cp, rm } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildDashboard } from "../dashboard/scripts/build.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const src = join(root, "src");
const out = resolve(process.argv[2] ?? join(root, "dist"));
const tsc = join(root, "node_modules/typescript/bin/tsc");

await rm(out, { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", out], { cwd: root, stdio: "inherit" });
await cp(src, out, { recursive: true, filter: (path) => extname(path) !== ".ts" });
await buildDashboard(join(out, "dashboard"));
