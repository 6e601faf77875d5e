/**
 * `npm run build`: bundles src into dist, writes its types, copies what neither makes (vectors), and builds the
 * dashboard.
 * `node scripts/build.ts FOLDER` builds into another folder.
 */
import { execFileSync } from "node:child_process";
import { cp, glob, readFile, rm } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { buildDashboard } from "../dashboard/scripts/build.ts";
import manifest from "../package.json" with { type: "json" };

const root = fileURLToPath(new URL("..", import.meta.url));
const src = join(root, "src");

/**
 * Bundles src into a folder. What is loaded at the same time is in one file, since each file costs a start a third of a
 * millisecond; what several entries share is there once, so that they share its state, too.
 */
export async function bundle(folder: string): Promise<void> {
  const entries = entryNames();
  const looking = await lookingAround();
  const bundle = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, join(src, `${name}.ts`)])),
    external: (id) => !/^[./]/.test(id),
    platform: "node",
  });
  await bundle.write({
    dir: folder,
    chunkFileNames: ({ name }) => (looking.includes(name) ? `${name}.js` : "chunks/[name]-[hash].js"),
    codeSplitting: {
      groups: [{ debugName: "in place", name: (id) => looking.find((name) => id === join(src, `${name}.ts`)) ?? null }],
    },
    comments: { annotation: false, jsdoc: false },
    sourcemap: true,
  });
  await bundle.close();
}

/** What the package exports, its command, and the thread of its own. */
function entryNames(): string[] {
  const exported = Object.values(manifest.exports).flatMap((entry) => (typeof entry === "string" ? [] : entry.default));
  const files = [...exported, ...Object.values(manifest.bin)];
  return [...files.map((file) => file.replace(/^(\.\/)?dist\/|\.js$/g, "")), "storage/sqlite/worker"];
}

/** Files that look for others around themselves, and so must stay where they are. They import nothing of ours. */
async function lookingAround(): Promise<string[]> {
  const names: string[] = [];
  for await (const file of glob("**/*.ts", { cwd: src })) {
    const text = await readFile(join(src, file), "utf8");
    if (text.includes("import.meta.url")) names.push(file.slice(0, -".ts".length));
  }
  return names;
}

if (import.meta.main) {
  const out = resolve(process.argv[2] ?? join(root, "dist"));
  await rm(out, { recursive: true, force: true });
  await bundle(out);
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", out], { cwd: root, stdio: "inherit" });
  await cp(src, out, { recursive: true, filter: (path) => extname(path) !== ".ts" });
  await buildDashboard(join(out, "dashboard"));
}
