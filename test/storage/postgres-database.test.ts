import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defineRules } from "../../src/core/rules-check.ts";
import { openPostgresStore, type PostgresOptions } from "../../src/storage/postgres/open.ts";
import { SCHEMA_VERSION } from "../../src/storage/schema/migrations.ts";
import type { Store } from "../../src/storage/store.ts";
import { DAY, NOON, seen, solved, TODAY } from "../../src/testing/store-samples.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";

let database: FreshDatabase;
let admin: pg.Client;
let opened: Store[];

const open = async (options: Omit<PostgresOptions, "url"> = {}): Promise<Store> => {
  const store = await openPostgresStore({ url: database.url, ...options });
  opened.push(store);
  await store.useRules(defineRules(), "UTC", NOON);
  return store;
};
const everyone = (count: number, change: (i: number) => ReturnType<typeof seen>) =>
  Array.from({ length: count }, (_, i) => ({ userId: `user ${i}`, changes: [change(i)] }));

beforeEach(async () => {
  database = await freshDatabase();
  admin = new pg.Client({ connectionString: database.url });
  // The tests themselves end connections.
  admin.on("error", () => {});
  await admin.connect();
  opened = [];
});
afterEach(async () => {
  for (const store of opened) await store.close();
  await admin.end();
  await database.drop();
});

describe("a PostgreSQL database", () => {
  const counterOf =
    (store: Store) =>
    async (work: () => Promise<unknown>): Promise<number> => {
      const before = store.stats().statements;
      await work();
      return store.stats().statements - before;
    };

  it("gets at most two reads and one write a batch, and none that nothing asks for", async () => {
    const store = await open({ rememberedStates: 0 });
    const count = counterOf(store);
    const newcomers = everyone(300, (i) => solved(`p${i}`));
    expect(await count(() => store.apply(newcomers, NOON)), "newcomers: states, erasures, write").toBe(3);
    expect(await count(() => store.apply(newcomers, NOON)), "all known: states, load").toBe(2);
    const mixed = everyone(300, (i) => (i % 2 === 0 ? seen(NOON + DAY) : solved(`q${i}`, NOON + DAY)));
    expect(await count(() => store.apply(mixed, NOON + DAY)), "states, load, write").toBe(3);
    const elsewhere = everyone(300, (i) => solved(`r${i}`, NOON, { zone: "Asia/Tokyo" }));
    expect(await count(() => store.apply(elsewhere, NOON + DAY)), "with zone history").toBe(3);
    const some = everyone(400, (i) => solved(`s${i}`, NOON + 2 * DAY));
    expect(await count(() => store.apply(some, NOON + 2 * DAY)), "known and new ones together").toBe(3);
    expect(await count(() => store.apply([], NOON))).toBe(0);
    expect(await count(() => store.state("user 1"))).toBe(1);
  });

  it("gets one write and no read for whoever was written before", async () => {
    const store = await open({ rememberedStates: 300 });
    const count = counterOf(store);
    const day = (i: number) => everyone(300, () => seen(NOON + i * DAY));
    const write = (i: number) => count(() => store.apply(day(i), NOON + i * DAY));
    await write(0);
    expect(await write(1), "the second day").toBe(1);
    expect(await write(2), "the third day").toBe(1);
    expect(await write(2), "nothing to write: states, load").toBe(2 + 1);
    const others = everyone(301, () => seen(NOON + 3 * DAY)).slice(300);
    await store.apply(others, NOON + 3 * DAY);
    expect(await write(3), "the one written longest ago is forgotten").toBe(2);
    expect((await store.users(500)).filter(({ presence }) => presence.current === 4)).toHaveLength(300);
  });

  it("can be read with psql: the words of the design, dates as dates", async () => {
    const store = await open();
    await store.apply([{ userId: "ann", changes: [solved("p1"), solved("p2"), solved("p3")] }], NOON);
    const { rows } = await admin.query(
      `SELECT s.current_streak, s.max_streak, s.last_activity_date::text AS last, s.goal_current_streak AS goal,
         d.date::text AS date, d.status, d.problems_solved, d.problem_ids, a.id
       FROM user_state s JOIN daily_activity d USING (user_id) JOIN activity a USING (user_id) ORDER BY a.id LIMIT 1`,
    );
    expect(rows).toEqual([
      {
        current_streak: 1,
        max_streak: 1,
        last: "2026-01-12",
        goal: 1,
        date: "2026-01-12",
        status: "complete",
        problems_solved: 3,
        problem_ids: ["p1", "p2", "p3"],
        id: "~/problem_solved/2026-01-12/p1",
      },
    ]);
  });

  it("keeps to its schema where one is named", async () => {
    const [one, two] = [await open({ schema: "One schema" }), await open({ schema: "two" })];
    await one.apply([{ userId: "ann", changes: [seen()] }], NOON);
    expect(await one.users(10)).toHaveLength(1);
    expect(await two.users(10)).toHaveLength(0);
    const { rows } = await admin.query("SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'");
    expect(rows).toEqual([{ n: 0 }]);
  });

  it("is migrated once by processes that open it at the same time", async () => {
    const stores = await Promise.all(Array.from({ length: 5 }, () => open()));
    await Promise.all(stores.map((store, i) => store.apply([{ userId: "ann", changes: [solved(`p${i}`)] }], NOON)));
    expect((await stores[0]?.days("ann", TODAY, TODAY))?.[0]?.problemIds).toHaveLength(5);
    const migrated = Array.from({ length: SCHEMA_VERSION }, (_, i) => ({ version: i + 1 }));
    expect((await admin.query("SELECT version FROM schema_version ORDER BY version")).rows).toEqual(migrated);
    expect((await admin.query("SELECT name FROM secret")).rows).toEqual([{ name: "user_hash" }]);
    expect((await admin.query("SELECT version FROM rules")).rows).toEqual([{ version: 1 }]);
  });

  it("is shared by processes: 800 problems of 20 users from four of them, none lost and none twice", async () => {
    const child = fileURLToPath(new URL("./share-child.ts", import.meta.url));
    const run = async (name: string): Promise<void> => {
      const args = ["--conditions=daystreak-src", child, database.url, name];
      const [code] = await once(spawn(process.execPath, args, { stdio: "inherit" }), "exit");
      expect(code).toBe(0);
    };
    await Promise.all(["a", "b", "c", "d"].map(run));
    const { rows } = await admin.query(
      "SELECT (SELECT sum(problems_solved)::int FROM daily_activity) AS problems, (SELECT count(*)::int FROM activity) AS logged",
    );
    expect(rows).toEqual([{ problems: 800, logged: 800 }]);
  });

  it("is refused where a newer Daystreak has migrated it", async () => {
    await open();
    await admin.query("INSERT INTO schema_version (version) VALUES (999)");
    await expect(open()).rejects.toMatchObject({ code: "schema_too_new" });
  });

  it("is refused where it cannot hold every text", async () => {
    const plain = await freshDatabase("SQL_ASCII");
    await expect(openPostgresStore({ url: plain.url })).rejects.toMatchObject({ code: "config_invalid" });
    await plain.drop();
  });

  it("answers overloaded, with nothing written, where a row stays locked", async () => {
    const store = await open();
    await store.apply(
      everyone(3, () => seen()),
      NOON,
    );
    await admin.query("BEGIN");
    await admin.query("SELECT 1 FROM user_state WHERE user_id = 'user 1' FOR UPDATE");
    const started = performance.now();
    const late = store.apply(
      everyone(3, () => seen(NOON + DAY)),
      NOON + DAY,
    );
    await expect(late).rejects.toMatchObject({ name: "DaystreakError", code: "overloaded" });
    expect(performance.now() - started).toBeLessThan(3_000);
    await admin.query("ROLLBACK");
    expect((await store.users(10)).map(({ version }) => version)).toEqual([1, 1, 1]);
    const again = await store.apply(
      everyone(3, () => seen(NOON + DAY)),
      NOON + DAY,
    );
    expect(again.map(({ state }) => state.presence.current)).toEqual([2, 2, 2]);
  });

  it("goes on after its connections were ended", async () => {
    const store = await open();
    for (let round = 0; round < 3; round++) {
      const pending = Array.from({ length: 8 }, (_, i) =>
        store.apply([{ userId: `user ${round}-${i}`, changes: [seen()] }], NOON).catch((error: unknown) => error),
      );
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()",
      );
      for (const failure of (await Promise.all(pending)).filter((result) => result instanceof Error)) {
        expect(failure).toMatchObject({ name: "DaystreakError", code: "storage_unavailable" });
      }
    }
    const applied = await store.apply([{ userId: "ann", changes: [seen()] }], NOON);
    expect(applied[0]?.outcomes).toEqual([{ status: "accepted" }]);
  });

  it("takes thousands of rows in one batch", async () => {
    const store = await open();
    const batch = Array.from({ length: 20 }, (_, user) => ({
      userId: `user ${user}`,
      changes: Array.from({ length: 500 }, (_, i) => solved(`p${i}`, NOON - (i % 100) * DAY)),
    }));
    await store.apply(batch, NOON);
    expect((await store.days("user 7", 0, TODAY)).map(({ problemIds }) => problemIds.length)).toEqual(
      new Array(100).fill(5),
    );
    expect((await admin.query("SELECT count(*)::int AS n FROM activity")).rows).toEqual([{ n: 10_000 }]);
  });
});
