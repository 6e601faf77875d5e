/**
 * `npm run build` (in `dashboard/`): builds the pages into dist/dashboard. `node scripts/build.ts FOLDER` builds
 * elsewhere.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, glob, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const dashboard = fileURLToPath(new URL("..", import.meta.url));
const root = join(dashboard, "..");
const cache = join(root, "node_modules/.cache");

/** What the pages are made of. */
const SOURCES = [
  "dashboard/{index.html,vite.config.ts,package.json}",
  "dashboard/{src,public}/**/*.*",
  "client/src/**/*.*",
  "package-lock.json",
];

/** Builds the pages into a folder, which is emptied before. @throws Error with what Vite said */
export async function buildDashboard(folder: string): Promise<void> {
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const args = [vite, "build", dashboard, "--outDir", folder, "--emptyOutDir", "--logLevel", "warn"];
  await run(process.execPath, args, { cwd: dashboard, env: { ...process.env, NODE_ENV: "production" } });
}

/**
 * The folder with the pages as their sources are now, built where they have changed. Several processes may ask at once.
 * @throws Error with what Vite said
 */
export async function freshDashboard(): Promise<string> {
  const folder = join(cache, `dashboard-${await fingerprint()}`);
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (isThere) return folder;
  await mkdir(cache, { recursive: true });
  const made = await mkdtemp(join(cache, "dashboard-new-"));
  await buildDashboard(made);
  await rename(made, folder).catch(() => rm(made, { recursive: true })); // another process was first
  return folder;
}

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  const files: string[] = [];
  for await (const file of glob(SOURCES, { cwd: root })) files.push(file);
  for (const file of files.sort()) hash.update(`${file}\n`).update(await readFile(join(root, file)));
  return hash.digest("hex").slice(0, 16);
}

if (import.meta.main) await buildDashboard(resolve(process.argv[2] ?? join(root, "dist/dashboard")));
