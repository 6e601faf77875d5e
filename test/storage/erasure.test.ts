import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { RICH_LIFE } from "../../src/testing/store-life.ts";
import { DAY, NOON, solved } from "../../src/testing/store-samples.ts";
import { freshDatabase } from "../support/fresh-database.ts";

/** Found nowhere else: not in a word, not in a number. */
const USER = "0b7f-erika.mustermann@example.org";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A whole life, other users beside it, an act of support, and the end of it all. */
async function liveAndErase(store: Store, isNamed: () => Promise<string[]>): Promise<void> {
  await store.useRules(undefined, "UTC", NOON);
  for (const { changes, now } of RICH_LIFE) {
    await store.apply(
      [USER, "other"].map((userId) => ({ userId, changes })),
      now,
    );
  }
  const act = { id: "one", at: NOON, actor: "key", action: "freezes.granted", reason: "", data: {} };
  await store.shared.addAudit({ ...act, userId: USER });
  expect(await isNamed(), "the scan finds what is there").toEqual(
    expect.arrayContaining(["user_state", "daily_activity", "activity", "fact", "protection", "freeze_grant", "audit"]),
  );
  const now = NOON + 40 * DAY;
  const [erased] = await store.apply([{ userId: USER, changes: [solved("p", now), { kind: "erase" }] }], now);
  expect(erased?.outcomes).toEqual([{ status: "accepted" }, { status: "accepted" }]);
  const [late] = await store.apply([{ userId: USER, changes: [solved("p", now - DAY), solved("q", now)] }], now + DAY);
  expect(late?.outcomes).toMatchObject([{ code: "user_erased" }, { code: "user_erased" }]);
  expect(await isNamed()).toEqual([]);
}

test("no table of a SQLite file names a user who was erased, nor does the file itself", async () => {
  const folder = await mkdtemp(join(tmpdir(), "daystreak-erasure-"));
  cleanups.push(() => rm(folder, { recursive: true }));
  const path = join(folder, "daystreak.db");
  const store = await openStore(`sqlite:${path}`);
  const db = new DatabaseSync(path);
  await liveAndErase(store, async () => {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return tables
      .map(({ name }) => name as string)
      .filter((name) => JSON.stringify(db.prepare(`SELECT * FROM ${name}`).all()).includes(USER));
  });
  db.close();
  await store.close();
  for (const file of await readdir(folder)) {
    expect((await readFile(join(folder, file))).includes(USER), `${file}, every page of it`).toBe(false);
  }
});

test("no table of a PostgreSQL database names a user who was erased", async () => {
  const database = await freshDatabase();
  cleanups.push(() => database.drop());
  const store = await openStore(database.url);
  cleanups.push(() => store.close());
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  cleanups.push(() => admin.end());
  await liveAndErase(store, async () => {
    const { rows } = await admin.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    );
    const named: string[] = [];
    for (const { name } of rows) {
      const found = await admin.query(`SELECT 1 FROM ${name} AS row WHERE row::text LIKE $1 LIMIT 1`, [`%${USER}%`]);
      if (found.rows.length > 0) named.push(name);
    }
    return named;
  });
});
