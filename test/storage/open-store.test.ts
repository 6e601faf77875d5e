import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { freshDatabase } from "../support/fresh-database.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "daystreak-open-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("openStore", () => {
  it("opens the engine that the scheme names", async () => {
    const database = await freshDatabase();
    const urls = {
      "memory:": "memory",
      "sqlite::memory:": "sqlite",
      [`sqlite:${join(folder, "one", "a.db")}`]: "sqlite",
      [`sqlite://${join(folder, "two", "b.db")}`]: "sqlite",
      [database.url]: "postgres",
      [database.url.replace("postgres:", "postgresql:")]: "postgres",
    };
    for (const [url, kind] of Object.entries(urls)) {
      const store = await openStore(url);
      expect(store.kind).toBe(kind);
      await store.ping();
      await store.close();
    }
    expect(existsSync(join(folder, "one", "a.db"))).toBe(true);
    expect(existsSync(join(folder, "two", "b.db"))).toBe(true);
    await database.drop();
  });

  it("says which URLs it takes where it is given another", async () => {
    for (const url of ["", "mysql://localhost/db", "./data/daystreak.db", "sqlite:", "sqlite://host/a.db"]) {
      await expect(openStore(url), url).rejects.toMatchObject({ code: "config_invalid" });
    }
  });

  it("says what to install where the PostgreSQL driver is missing", async () => {
    const hooks = `import { registerHooks } from "node:module";
      registerHooks({ resolve(name, context, next) {
        if (name === "pg") throw Object.assign(new Error("Cannot find package 'pg'"), { code: "ERR_MODULE_NOT_FOUND" });
        return next(name, context);
      } });`;
    const open = new URL("../../src/storage/open.ts", import.meta.url).href;
    const script = `const { openStore } = await import(${JSON.stringify(open)});
      await openStore("postgres://127.0.0.1/x").catch(({ code, message }) => console.log(code, message));`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      `--import=data:text/javascript,${encodeURIComponent(hooks)}`,
      "--input-type=module",
      "--eval",
      script,
    ]);
    expect(stdout).toContain("config_invalid PostgreSQL needs the package pg: run `npm install pg`");
  });

  it("says that PostgreSQL cannot be reached where nothing listens", async () => {
    await expect(openStore("postgres://nobody@127.0.0.1:1/none")).rejects.toMatchObject({
      code: "storage_unavailable",
    });
  });
});
