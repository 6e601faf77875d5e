import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defineRules } from "../../src/core/rules-check.ts";
import { openChannel } from "../../src/storage/sqlite/channel.ts";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import { NOON, seen, solved, TODAY } from "../../src/testing/store-samples.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "daystreak-sqlite-"));
  path = join(folder, "daystreak.db");
});
afterEach(() => rm(folder, { recursive: true }));

describe("a SQLite file", () => {
  it("is refused with the reason where it is no database, a folder, or cannot be made", async () => {
    await writeFile(path, "these are not the pages of a database, however long one reads on in them".repeat(100));
    await expect(openSqliteStore({ path })).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringContaining("is not a SQLite database"),
    });
    await mkdir(join(folder, "taken"));
    await expect(openSqliteStore({ path: join(folder, "taken") })).rejects.toMatchObject({
      code: "storage_unavailable",
    });
    await expect(openSqliteStore({ path: join(path, "below", "a.db") })).rejects.toMatchObject({
      code: "storage_unavailable",
    });
  });

  it("says that it is damaged, and goes on answering what it can", async () => {
    const store = await openSqliteStore({ path });
    await store.useRules(defineRules(), "UTC", NOON);
    const users = Array.from({ length: 800 }, (_, i) => ({ userId: `user ${i}`, changes: [seen()] }));
    await store.apply(users, NOON);
    await store.close();
    const file = await open(path, "r+");
    const { size } = await file.stat();
    // The schema and the rules stay; every later page is noise.
    await file.write(Buffer.alloc(size - 40 * 4096, 0x5a), 0, undefined, 40 * 4096);
    await file.close();
    const damaged = await openSqliteStore({ path });
    await expect(damaged.users(1_000)).rejects.toMatchObject({ code: "storage_unavailable" });
    await damaged.ping();
    await damaged.close();
  });

  it("is refused where a newer Daystreak has migrated it", async () => {
    await (await openSqliteStore({ path })).close();
    const db = new DatabaseSync(path);
    db.exec("INSERT INTO schema_version (version) VALUES (999)");
    db.close();
    await expect(openSqliteStore({ path })).rejects.toMatchObject({
      code: "schema_too_new",
      message: expect.stringContaining("schema version 999"),
    });
  });

  it("is migrated once by processes that open it at the same time", async () => {
    const stores = await Promise.all(Array.from({ length: 5 }, () => openSqliteStore({ path })));
    for (const store of stores) await store.useRules(defineRules(), "UTC", NOON);
    await Promise.all(stores.map((store, i) => store.apply([{ userId: "ann", changes: [solved(`p${i}`)] }], NOON)));
    expect((await stores[0]?.days("ann", TODAY, TODAY))?.[0]?.problemIds).toHaveLength(5);
    for (const store of stores) await store.close();
  });

  it("is shared by processes: what one has written the other reads and adds to", async () => {
    const child = new URL("./share-child.ts", import.meta.url).pathname;
    const run = async (name: string): Promise<void> => {
      const args = ["--conditions=daystreak-src", child, `sqlite:${path}`, name];
      const [code] = await once(spawn(process.execPath, args, { stdio: "inherit" }), "exit");
      expect(code).toBe(0);
    };
    await Promise.all([run("a"), run("b")]);
    const store = await openSqliteStore({ path });
    for (let i = 0; i < 20; i++) {
      expect((await store.days(`user ${i}`, TODAY, TODAY))[0]?.problemIds).toHaveLength(20);
      expect(await store.activities(`user ${i}`, TODAY, TODAY)).toHaveLength(20);
    }
    await store.close();
  });

  it("excuses the dates of its calendar", async () => {
    const store = await openSqliteStore({ path });
    const db = new DatabaseSync(path);
    db.exec("INSERT INTO calendar (date, reason) VALUES ('2026-01-01', 'new year')");
    db.close();
    const book = await store.useRules(undefined, "UTC", NOON);
    expect(book.excused).toEqual([{ date: TODAY - 11, reason: "new year" }]);
    await store.close();
  });
});

describe("the SQLite worker", () => {
  it("rejects what waits and what comes later once it has died", async () => {
    const channel = await openChannel(path);
    // No ask of the store looks like this one: the worker cannot survive it.
    const fatal = channel.ask({ kind: "apply", batch: null as never, now: NOON, watched: [] });
    const waiting = channel.ask({ kind: "read", name: "users", values: ["", 1] });
    for (const ask of [fatal, waiting]) {
      await expect(ask).rejects.toMatchObject({
        code: "storage_unavailable",
        message: expect.stringContaining("has stopped"),
      });
    }
    await expect(channel.ask({ kind: "read", name: "users", values: ["", 1] })).rejects.toMatchObject({
      code: "storage_unavailable",
    });
    await channel.close();
  });

  it("refuses changes before it knows the rules, and changes that are no data", async () => {
    const store = await openSqliteStore({ path });
    await expect(store.apply([{ userId: "ann", changes: [] }], NOON)).rejects.toMatchObject({ code: "config_invalid" });
    const notData = [{ userId: "ann", changes: [(() => {}) as never] }];
    await expect(store.apply(notData, NOON)).rejects.toMatchObject({ code: "internal" });
    await store.close();
  });
});
