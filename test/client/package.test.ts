import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Built, build } from "../../client/scripts/build.ts";
import { ENTRIES } from "../../client/scripts/entries.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(await readFile(join(root, "client/package.json"), "utf8")) as {
  dependencies?: unknown;
  exports: Record<string, string | Record<string, string>>;
};
const modules = Object.keys(manifest.exports)
  .filter((path) => !path.endsWith(".json"))
  .map((path) => path.replace(/^\./, "@daystreak/client"));

/** An app that has the packed package in its `node_modules`. */
let app: string;
let home: string;
let built: Built[];

beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), "daystreak-client-package-"));
  home = join(app, "node_modules/@daystreak/client");
  await mkdir(home, { recursive: true });
  for (const file of ["package.json", "README.md", "LICENSE"])
    await copyFile(join(root, "client", file), join(home, file));
  built = await build(join(home, "dist"));
  for (const name of ["react", "react-dom", "scheduler", "@types", "csstype"]) {
    await symlink(join(root, "node_modules", name), join(app, "node_modules", name));
  }
}, 120_000);

afterAll(() => rm(app, { recursive: true, force: true }));

describe("the client's package", () => {
  test.each(ENTRIES.filter(({ limit }) => limit !== undefined))(
    "$file weighs at most $limit bytes",
    ({ file, limit }) => {
      expect(built.find((one) => one.file === file)?.bytes).toBeLessThanOrEqual(limit as number);
    },
  );

  test("has no fault that publint knows", async () => {
    const { messages, pkg } = await publint({ pkgDir: home, level: "suggestion" });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("brings nothing else along", () => {
    expect(manifest.dependencies).toBeUndefined();
  });

  test.each(modules)("%s can be imported where pages are rendered on a server", async (entry) => {
    const code = `console.log(Object.keys(await import("${entry}")).length)`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", code], { cwd: app });
    expect(Number(stdout)).toBeGreaterThan(0);
  });

  test("does nothing on a server, not even keep the process alive", async () => {
    const code = `import { createClient } from "@daystreak/client";
      const client = createClient({ baseUrl: "http://127.0.0.1:9", userId: "ada", token: "t", onError: console.log });
      client.subscribe(() => {});
      console.log(client.streak, client.pending, client.status);`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", code], { cwd: app });
    expect(stdout).toBe("null 0 { online: true, live: false }\n");
  });

  test("has types that an app with strict settings can use", async () => {
    await writeFile(
      join(app, "app.ts"),
      `import { createClient, DaystreakClientError, type Fact, type StreakSource } from "@daystreak/client";
       import { createClient as createSmall } from "@daystreak/client/core";
       import { createClient as createNative } from "@daystreak/client/react-native";
       import { DaystreakProvider, useCalendar, useDaystreak, useDaystreakEvent, useFeed, useStreak, useToday } from "@daystreak/client/react";
       import { createElement } from "react";
       const client = createClient({ baseUrl: "", token: () => "t", refresh: async ({ background, headers }) => (background ? headers.a : null) });
       const source: StreakSource = createSmall({ baseUrl: "", userId: 5 });
       const stop: () => void = client.on("milestone.reached", (fact: Fact) => console.log(fact.date));
       client.on("error", ({ code }) => console.log(code satisfies DaystreakClientError["code"]));
       // @ts-expect-error: there is no such event
       client.on("milestone", () => {});
       export const app = createElement(DaystreakProvider, { client });
       export const used = [useCalendar, useDaystreak, useDaystreakEvent, useFeed, useStreak, useToday, createNative, source, stop];`,
    );
    const compilerOptions = {
      module: "nodenext",
      target: "es2022",
      lib: ["es2022", "dom"],
      strict: true,
      noEmit: true,
      types: [],
    };
    await writeFile(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["app.ts"] }));
    await writeFile(join(app, "package.json"), JSON.stringify({ type: "module" }));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    await run(process.execPath, [tsc, "-p", "."], { cwd: app }).catch((error: { stdout: string }) => {
      expect(error.stdout).toBe("");
    });
  });
});
