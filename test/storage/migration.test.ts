import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { SCHEMA_VERSION } from "../../src/storage/schema/migrations.ts";
import type { Store } from "../../src/storage/store.ts";
import { RICH_LIFE } from "../../src/testing/store-life.ts";
import { everythingOf, NOON, seen } from "../../src/testing/store-samples.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { type DatabaseInTime, postgresInTime, sqliteInTime } from "./database-in-time.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function onSqlite(): Promise<DatabaseInTime> {
  const folder = await mkdtemp(join(tmpdir(), "daystreak-migration-"));
  cleanups.push(() => rm(folder, { recursive: true }));
  return sqliteInTime(join(folder, "daystreak.db"));
}

async function onPostgres(): Promise<DatabaseInTime> {
  const database = await freshDatabase();
  cleanups.push(() => database.drop());
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  cleanups.push(() => admin.end());
  return postgresInTime(database.url, admin);
}

/** What later versions added to the state of a user: not known of those from before. */
const ADDED = [
  { version: 3, state: { steadySince: null } },
  { version: 5, state: {}, days: { legacy: [] } },
  { version: 10, state: { notices: null } },
];

/** The versions that brought changes which earlier ones could not keep. */
const BROUGHT: Readonly<Record<string, number>> = { notices: 10, subscribe: 10, unsubscribe: 10, notice_mark: 10 };

/** A life as a version could keep it. */
function lifeOf(version: number): typeof RICH_LIFE {
  return RICH_LIFE.map(({ changes, now }) => {
    return { changes: changes.filter(({ kind }) => (BROUGHT[kind] ?? 1) <= version), now };
  }).filter(({ changes }) => changes.length > 0);
}

async function opened(url: string): Promise<Store> {
  const store = await openStore(url);
  cleanups.push(() => store.close());
  await store.useRules(undefined, "UTC", NOON);
  return store;
}

describe.each([
  ["SQLite", onSqlite],
  ["PostgreSQL", onPostgres],
])("a database of an earlier Daystreak: %s", (_, open) => {
  it.each(Array.from({ length: SCHEMA_VERSION - 1 }, (_, i) => i + 1))(
    "is brought up to date when it is opened, and keeps everything: from version %i",
    async (version) => {
      const old = await open();
      const first = await opened(old.url);
      for (const { changes, now } of lifeOf(version)) await first.apply([{ userId: "ann", changes }], now);
      const before = await everythingOf(first, "ann");
      await first.close();
      await old.putBackTo(version);
      expect(await old.all("SELECT version FROM schema_version ORDER BY version")).toHaveLength(version);

      const stores = await Promise.all([openStore(old.url), openStore(old.url), openStore(old.url)]);
      for (const store of stores) cleanups.push(() => store.close());
      const [one, two] = stores as [Store, Store, Store];
      for (const store of stores) await store.useRules(undefined, "UTC", NOON);
      expect(await old.all("SELECT version FROM schema_version ORDER BY version")).toHaveLength(SCHEMA_VERSION);
      const unknown = ADDED.filter((added) => added.version > version);
      const known = before.state as { days: object };
      const state = Object.assign({}, known, ...unknown.map((added) => added.state), {
        days: Object.assign({}, known.days, ...unknown.map((added) => added.days)),
      });
      expect(await everythingOf(one, "ann")).toEqual({ ...before, state });
      expect(await old.all("SELECT name FROM secret"), "made once").toEqual(["user_hash"]);
      expect(await one.shared.lease("sweep", "a", NOON, NOON + 1)).toBe(true);
      await one.apply([{ userId: "ann", changes: [{ kind: "erase" }] }], NOON);
      const late = await two.apply([{ userId: "ann", changes: [seen(NOON - 1)] }], NOON);
      expect(late[0]?.outcomes, "every process hashes with the same key").toMatchObject([{ code: "user_erased" }]);
    },
  );

  it("is refused by an earlier Daystreak once it is up to date, and by none that is newer", async () => {
    const { url, all } = await open();
    const store = await opened(url);
    await store.apply([{ userId: "ann", changes: [seen()] }], NOON);
    await store.close();
    await all(`INSERT INTO schema_version (version) VALUES (${SCHEMA_VERSION + 1})`);
    await expect(openStore(url)).rejects.toMatchObject({ code: "schema_too_new" });
    await all(`DELETE FROM schema_version WHERE version = ${SCHEMA_VERSION + 1}`);
    expect((await (await opened(url)).state("ann"))?.version).toBe(1);
  });
});
