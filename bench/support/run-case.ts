/** The process of one case: `run-case.ts NAME SIZES POSTGRES_URL`; sends its results to the process that started it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDatabase } from "../../test/support/make-database.ts";
import { CASES } from "../cases.ts";
import type { Sizes } from "./sizes.ts";

const [name = "", sizes = "{}", server = ""] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "daystreak-bench-"));
const drops: (() => Promise<void>)[] = [];
const run = await CASES[name]?.load();
if (run === undefined) throw new Error(`there is no case ${name}`);
try {
  const results = await run({
    name,
    sizes: JSON.parse(sizes) as Sizes,
    folder,
    async newDatabase() {
      const database = await makeDatabase(server);
      drops.push(database.drop);
      return database.url;
    },
    note: (text) => console.error(`  ${text}`),
  });
  process.send?.(results);
} finally {
  for (const drop of drops) await drop();
  rmSync(folder, { recursive: true, force: true });
  process.disconnect?.();
}
