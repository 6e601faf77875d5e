import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = new URL("../..", import.meta.url).pathname;

/** Files that hold one import each: the layer rules must refuse the first list and accept the second. */
const refused: readonly [file: string, specifier: string][] = [
  ["src/core/a.ts", "node:fs"],
  ["src/core/a.ts", "node:crypto"],
  ["src/core/a.ts", "pg"],
  ["src/core/a.ts", "../storage/store.ts"],
  ["src/core/a.ts", "../tracker/tracker.ts"],
  ["src/storage/a.ts", "../tracker/tracker.ts"],
  ["src/storage/a.ts", "../index.ts"],
  ["src/storage/sqlite/a.ts", "../../tracker/tracker.ts"],
  ["src/storage/sqlite/a.ts", "../../api/handler.ts"],
  ["src/storage/postgres/a.ts", "fastify"],
  ["src/tracker/a.ts", "../storage/sqlite/store.ts"],
  ["src/tracker/a.ts", "../storage/memory.ts"],
  ["src/tracker/a.ts", "../api/handler.ts"],
  ["src/tracker/a.ts", "pg"],
  ["src/live/a.ts", "../tracker/tracker.ts"],
  ["src/live/a.ts", "../storage/memory.ts"],
  ["src/live/a.ts", "../api/handler.ts"],
  ["src/tracker/a.ts", "../live/live.ts"],
  ["src/notices/a.ts", "../tracker/tracker.ts"],
  ["src/live/a.ts", "../notices/channel.ts"],
  ["src/notices/a.ts", "../storage/memory.ts"],
  ["src/notices/a.ts", "../api/handler.ts"],
  ["src/notices/channels/a.ts", "../../api/handler.ts"],
  ["src/notices/channels/a.ts", "pg"],
  ["src/core/a.ts", "../notices/channel.ts"],
  ["src/api/a.ts", "../storage/store.ts"],
  ["src/api/routes/a.ts", "../../storage/store.ts"],
  ["src/api/routes/a.ts", "../../server/main.ts"],
  ["src/api/a.ts", "express"],
  ["src/adapters/a.ts", "../api/routes/streak.ts"],
  ["src/adapters/a.ts", "../storage/store.ts"],
  ["src/adapters/a.ts", "../server/main.ts"],
  ["src/importers/a.ts", "../api/handler.ts"],
  ["src/importers/a.ts", "../storage/sqlite/store.ts"],
  ["src/testing/a.ts", "../adapters/express.ts"],
  ["src/testing/a.ts", "../storage/postgres/store.ts"],
  ["src/server/a.ts", "../cli/main.ts"],
  ["src/cli/a.ts", "../adapters/express.ts"],
  ["src/a.ts", "./server/main.ts"],
  ["client/src/a.ts", "../../src/core/answers.ts"],
  ["client/src/a.ts", "react"],
  ["client/src/a.ts", "./react/provider.ts"],
  ["client/src/react/a.ts", "../../../src/core/answers.ts"],
  ["client/src/react/a.ts", "react-dom"],
  ["client/src/elements/a.ts", "react"],
  ["examples/lms/a.ts", "../../src/index.ts"],
  ["dashboard/src/shell/a.ts", "../../../src/core/answers.ts"],
  ["dashboard/src/a.ts", "node:fs"],
  ["dashboard/src/a.ts", "daystreak"],
  ["dashboard/src/a.ts", "../../src/core/answers.ts"],
  ["dashboard/src/users/a.ts", "../../../client/src/elements/index.ts"],
  ["dashboard/src/a.ts", "daystreak/api"],
  ["dashboard/src/a.ts", "node:fs"],
];

const accepted: readonly [file: string, specifier: string][] = [
  ["src/core/b.ts", "./calendar.ts"],
  ["src/storage/b.ts", "../core/state.ts"],
  ["src/storage/b.ts", "./store.ts"],
  ["src/storage/b.ts", "node:fs/promises"],
  ["src/storage/sqlite/b.ts", "../../core/state.ts"],
  ["src/storage/sqlite/b.ts", "../store.ts"],
  ["src/storage/postgres/b.ts", "pg"],
  ["src/notices/b.ts", "../live/live.ts"],
  ["src/notices/channels/b.ts", "../channel.ts"],
  ["src/testing/b.ts", "../notices/channel.ts"],
  ["src/tracker/b.ts", "../core/decide.ts"],
  ["src/tracker/b.ts", "../storage/store.ts"],
  ["src/live/b.ts", "../core/view.ts"],
  ["src/live/b.ts", "../storage/store.ts"],
  ["src/notices/b.ts", "../core/view.ts"],
  ["src/notices/b.ts", "../live/live.ts"],
  ["src/notices/b.ts", "../storage/store.ts"],
  ["src/notices/channels/b.ts", "../../core/errors.ts"],
  ["src/notices/channels/b.ts", "../channel.ts"],
  ["src/notices/channels/b.ts", "nodemailer"],
  ["src/api/b.ts", "../notices/channel.ts"],
  ["src/api/b.ts", "../live/live.ts"],
  ["src/api/b.ts", "../tracker/tracker.ts"],
  ["src/api/routes/b.ts", "../contract.ts"],
  ["src/api/routes/b.ts", "../../core/errors.ts"],
  ["src/adapters/b.ts", "../api/handler.ts"],
  ["src/importers/b.ts", "../storage/store.ts"],
  ["src/testing/b.ts", "../api/handler.ts"],
  ["src/server/b.ts", "../storage/postgres/store.ts"],
  ["src/cli/b.ts", "../server/main.ts"],
  ["client/src/b.ts", "./wire.ts"],
  ["client/src/react/b.ts", "react"],
  ["client/src/react/b.ts", "../source.ts"],
  ["client/src/elements/b.ts", "../source.ts"],
  ["client/src/elements/texts/b.ts", "../dates.ts"],
  ["examples/lms/b.ts", "daystreak/express"],
  ["dashboard/src/shell/b.ts", "../words/dates.ts"],
  ["dashboard/src/users/b.ts", "@daystreak/client/elements"],
  ["dashboard/src/b.ts", "react"],
  ["dashboard/src/users/b.ts", "../api/call.ts"],
  ["dashboard/src/users/b.ts", "@daystreak/client/elements"],
];

let folder: string;
let restricted: Set<string>;
let cyclic: Set<string>;

interface Diagnostic {
  category: string;
  location: { path: string | { file: string } };
}

function nameOf(file: string, specifier: string): string {
  return join(dirname(file), `${[...specifier].map((c) => (/\w/.test(c) ? c : "-")).join("")}-of.ts`);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "daystreak-layers-"));
  await copyFile(join(root, "biome.json"), join(folder, "biome.json"));
  const put = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  };
  for (const [file, specifier] of [...refused, ...accepted])
    await put(nameOf(file, specifier), `export { x } from "${specifier}";\n`);
  await put("src/core/hen.ts", `import { egg } from "./egg.ts";\nexport const hen = (): unknown => egg;\n`);
  await put("src/core/egg.ts", `import { hen } from "./hen.ts";\nexport const egg = (): unknown => hen;\n`);
  const report = await lint(folder);
  const filesWith = (category: string): Set<string> =>
    new Set(report.filter((d) => d.category === category).map((d) => pathOf(d)));
  restricted = filesWith("lint/style/noRestrictedImports");
  cyclic = filesWith("lint/suspicious/noImportCycles");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("imports point down only", () => {
  test.each(refused)("%s may not import %s", (file, specifier) => {
    expect(restricted).toContain(nameOf(file, specifier));
  });

  test.each(accepted)("%s may import %s", (file, specifier) => {
    expect(restricted).not.toContain(nameOf(file, specifier));
  });

  test("two files that import each other are refused", () => {
    expect(cyclic).toEqual(new Set(["src/core/hen.ts", "src/core/egg.ts"]));
  });
});

function pathOf(diagnostic: Diagnostic): string {
  const path = diagnostic.location.path;
  return (typeof path === "string" ? path : path.file).replace(/^\.\//, "");
}

function lint(cwd: string): Promise<Diagnostic[]> {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", "."];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 1 << 26 }, (_error, stdout, stderr) => {
      try {
        resolve((JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics);
      } catch (cause) {
        reject(new Error(`biome gave no report: ${stderr || stdout}`, { cause }));
      }
    });
  });
}
