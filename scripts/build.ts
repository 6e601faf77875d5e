/** `npm run build`: compiles src into dist, and copies what the compiler does not emit (vectors, pages). */
import { execFileSync } from "node:child_process";
import { cp, rm } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const src = join(root, "src");
const dist = join(root, "dist");

await rm(dist, { recursive: true, force: true });
execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
await cp(src, dist, { recursive: true, filter: (path) => path === src || !isSource(path) });

function isSource(path: string): boolean {
  return extname(path) === ".ts";
}
