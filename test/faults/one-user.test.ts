import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import type { DaystreakError } from "../../src/core/errors.ts";
import { openStore } from "../../src/storage/open.ts";
import { createFakeClock, type FakeClock } from "../../src/testing/fake-clock.ts";
import { createFaultyStore, type FaultyStore } from "../../src/testing/faulty-store.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { freshDatabase } from "../support/fresh-database.ts";

const DAY_MS = 86_400_000;
const USERS = Array.from({ length: 200 }, (_, i) => `user ${i}`);
const POISONED = "user 37";
const OTHERS = USERS.filter((userId) => userId !== POISONED);

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Scene {
  readonly url: string;
  readonly tracker: Tracker;
  readonly store: FaultyStore;
  readonly clock: FakeClock;
  readonly errors: DaystreakError[];
}

async function play(url: string): Promise<Scene> {
  const store = createFaultyStore(await openStore(url));
  const clock = createFakeClock("2026-02-10T12:00:00Z");
  const errors: DaystreakError[] = [];
  const onError = (error: DaystreakError): void => void errors.push(error);
  const tracker = await createTracker({ store, clock: clock.now, onError, rules: {} });
  cleanups.push(() => tracker.close());
  return { url, tracker, store, clock, errors };
}

async function onPostgres(): Promise<Scene> {
  const database = await freshDatabase();
  cleanups.push(() => database.drop());
  return play(database.url);
}

async function onSqlite(): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), "daystreak-poison-"));
  cleanups.push(() => rm(folder, { recursive: true }));
  return play(`sqlite:${join(folder, "daystreak.db")}`);
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  cleanups.push(() => client.end());
  return client;
}

const solve = (tracker: Tracker, userId: string, ref: string): Promise<{ status: string }> =>
  tracker.record({ userId, type: "problem_solved", ref });
const codeOf = (solving: Promise<unknown>): Promise<unknown> =>
  solving.then(
    () => "done",
    (error: unknown) => (error as DaystreakError).code,
  );

/** As an app does whose database is slow: it sends again what was refused for that. */
async function solveInTheEnd(tracker: Tracker, userId: string, ref: string): Promise<void> {
  let code: unknown;
  do code = await codeOf(solve(tracker, userId, ref));
  while (code === "overloaded");
  expect(code).toBe("done");
}

describe("a user's row that another transaction holds", () => {
  it.each([
    ["their state", "SELECT 1 FROM user_state WHERE user_id = $1 FOR UPDATE"],
    ["a day of theirs", "SELECT 1 FROM daily_activity WHERE user_id = $1 FOR UPDATE"],
  ])("stalls only that user, until it is free: %s", async (_, statement) => {
    const { url, tracker, store, clock, errors } = await onPostgres();
    await Promise.all(USERS.map((userId) => solve(tracker, userId, "before")));
    clock.advance(1_000);
    const holder = await connect(url);
    await holder.query("BEGIN");
    await holder.query(statement, [POISONED]);

    const events: string[] = [];
    const solving = USERS.map((userId) =>
      solve(tracker, userId, "held").then(
        () => events.push(`${userId} written`),
        (error: DaystreakError) => events.push(`${userId} ${error.code}`),
      ),
    );
    await Promise.all(solving);
    const told = events.indexOf(`${POISONED} overloaded`);
    expect(
      events.slice(told).filter((event) => event.endsWith("written")),
      "nobody waited for the one",
    ).toEqual([]);
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(["overloaded"]));
    await Promise.all(OTHERS.map((userId) => solveInTheEnd(tracker, userId, "held")));

    const before = store.batches.length;
    const stuck = codeOf(solve(tracker, POISONED, "again"));
    await Promise.all(OTHERS.map((userId) => solveInTheEnd(tracker, userId, "again")));
    expect(await stuck).toBe("overloaded");
    const later = store.batches.slice(before);
    for (const batch of later) if (batch.includes(POISONED)) expect(batch, "written alone").toEqual([POISONED]);

    await holder.query("ROLLBACK");
    expect(await codeOf(solve(tracker, POISONED, "held"))).toBe("done");
    expect(await codeOf(solve(tracker, POISONED, "again"))).toBe("done");
    for (const userId of USERS) {
      const [day] = await store.days(userId, 0, 40_000);
      expect(day?.problemIds.sort(), userId).toEqual(["again", "before", "held"]);
    }
    clock.advance(DAY_MS);
    const batches = store.batches.length;
    await Promise.all(USERS.map((userId) => solveInTheEnd(tracker, userId, "next")));
    const next = store.batches.slice(batches).find((batch) => batch.includes(POISONED));
    expect(next?.length, "written with the others again").toBeGreaterThan(1);
  });
});

describe("an activity that the database refuses", () => {
  it.each([
    [
      "PostgreSQL",
      onPostgres,
      async ({ url }: Scene) => {
        const admin = await connect(url);
        await admin.query("ALTER TABLE activity ADD CONSTRAINT no_poison CHECK (ref <> 'poison')");
        return () => admin.query("ALTER TABLE activity DROP CONSTRAINT no_poison");
      },
    ],
    [
      "SQLite",
      onSqlite,
      async ({ url }: Scene) => {
        const admin = new DatabaseSync(url.slice("sqlite:".length));
        cleanups.push(async () => admin.close());
        admin.exec(
          `CREATE TRIGGER no_poison BEFORE INSERT ON activity WHEN NEW.ref = 'poison'
           BEGIN SELECT RAISE(ABORT, 'no poison'); END`,
        );
        return async () => admin.exec("DROP TRIGGER no_poison");
      },
    ],
  ])("fails alone: %s", async (_, open, poison) => {
    const scene = await open();
    const { tracker, store, errors } = scene;
    const cure = await poison(scene);
    const inputs = USERS.flatMap((userId) => [
      { userId, type: "problem_solved", ref: "one" },
      { userId, type: "problem_solved", ref: userId === POISONED ? "poison" : "two" },
      { userId, type: "problem_solved", ref: "three" },
    ]);
    const outcomes = await tracker.recordMany(inputs);
    const refused = outcomes.flatMap((outcome, i) => (outcome.status === "accepted" ? [] : [{ i, outcome }]));
    expect(refused).toEqual([
      {
        i: inputs.findIndex(({ ref }) => ref === "poison"),
        outcome: { status: "rejected", code: "internal", detail: expect.stringContaining("refused") },
      },
    ]);
    expect(errors.map(({ code }) => code)).toEqual(["internal"]);
    for (const userId of USERS) {
      const [day] = await store.days(userId, 0, 40_000);
      expect(day?.problemIds.sort()).toEqual(userId === POISONED ? ["one", "three"] : ["one", "three", "two"]);
    }
    await cure();
    expect(await solve(tracker, POISONED, "poison")).toEqual({ status: "accepted" });
  });
});
