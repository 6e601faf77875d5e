import { afterEach, describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { openPostgresStore } from "../../src/storage/postgres/open.ts";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { createSweep } from "../../src/tracker/sweep.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { freshDatabase } from "../support/fresh-database.ts";

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A tracker whose clock stands at `clock.now`. */
async function trackerOn(store: Store, clock: { now: number }, rules = {}): Promise<Tracker> {
  const tracker = await createTracker({ store, rules, clock: () => clock.now });
  open.push(() => tracker.close());
  return tracker;
}

const at = (text: string): number => Date.parse(text);
const kindsOf = async (tracker: Tracker, userId: string): Promise<string[]> =>
  ((await tracker.feed(userId, 100))?.facts ?? []).map(
    ({ kind, data }) => `${kind}${data.streak === undefined ? "" : ` ${data.streak}`}`,
  );

const stores: [string, () => Promise<Store>][] = [
  ["memory", async () => createMemoryStore()],
  ["SQLite", () => openSqliteStore({ path: ":memory:" })],
  ["PostgreSQL", async () => openPostgresStore({ url: (await freshDatabase()).url })],
];

describe.each(stores)("a sweep on %s", (_, openStore) => {
  it("concludes a break as soon as the date is over, once, and then has nothing to do", async () => {
    const clock = { now: at("2026-03-01T12:00:00Z") };
    const tracker = await trackerOn(await openStore(), clock);
    for (let user = 0; user < 300; user++) await tracker.record({ userId: `u${user}`, type: "request" });
    const sweep = createSweep({ tracker, step: 50 });
    clock.now = at("2026-03-02T23:59:59Z");
    expect((await sweep.round()).users).toBe(0);
    clock.now = at("2026-03-03T00:00:00Z");
    expect(await sweep.round()).toEqual({ users: 300, parts: 16 });
    expect((await sweep.round()).users).toBe(0);
    for (const userId of ["u0", "u299"]) {
      expect(await kindsOf(tracker, userId)).toEqual(["streak.broken presence", "streak.started presence"]);
      expect((await tracker.state(userId))?.presence.current).toBe(0);
    }
  });

  it("spends freezes and keeps the streak, waiting for the end of the next missed date", async () => {
    const clock = { now: at("2026-03-01T12:00:00Z") };
    const tracker = await trackerOn(await openStore(), clock, { freezes: { initial: 1, earnEvery: 0, cap: 1 } });
    await tracker.record({ userId: "ada", type: "request", zone: "Asia/Tokyo" });
    const sweep = createSweep({ tracker });
    clock.now = at("2026-03-02T15:00:00Z");
    await sweep.round();
    expect(await kindsOf(tracker, "ada")).toContain("freeze.consumed");
    expect(await tracker.state("ada")).toMatchObject({ presence: { current: 1 }, freezesHeld: 0 });
    expect((await tracker.state("ada"))?.wakeAt).toBe(at("2026-03-03T15:00:00Z"));
  });

  it("takes over excused dates that another process stored", async () => {
    const clock = { now: at("2026-03-01T12:00:00Z") };
    const tracker = await trackerOn(await openStore(), clock);
    await tracker.record({ userId: "ada", type: "request" });
    clock.now = at("2026-03-03T12:00:00Z");
    expect(await tracker.streak("ada")).toMatchObject({ current_streak: 0, state: "broken" });
    await tracker.store.shared.excuse(20514, "outage");
    await createSweep({ tracker }).round();
    expect(await tracker.streak("ada")).toMatchObject({ current_streak: 1, state: "at_risk" });
  });
});

it("forgets erasures once no late batch can arrive any more", async () => {
  const clock = { now: at("2026-03-01T12:00:00Z") };
  const tracker = await trackerOn(await openSqliteStore({ path: ":memory:" }), clock);
  await tracker.record({ userId: "ada", type: "request" });
  await tracker.change("ada", [{ kind: "erase" }]);
  const late = { userId: "ada", type: "problem_solved", id: "p1", at: clock.now - 3_600_000 };
  clock.now += 7 * 86_400_000;
  await createSweep({ tracker }).round();
  expect(await tracker.record(late, { source: "key" })).toMatchObject({ status: "rejected", code: "user_erased" });
  clock.now += 1;
  await createSweep({ tracker }).round();
  expect(await tracker.record(late, { source: "key" })).toMatchObject({ status: "accepted" });
});

describe("several sweeps", () => {
  it("share the parts of one database, and take over from one that stopped answering", async () => {
    const clock = { now: at("2026-03-01T12:00:00Z") };
    const { url } = await freshDatabase();
    const [one, two] = await Promise.all([
      trackerOn(await openPostgresStore({ url }), clock),
      trackerOn(await openPostgresStore({ url }), clock),
    ]);
    for (let user = 0; user < 200; user++) await one.record({ userId: `u${user}`, type: "request" });
    clock.now = at("2026-03-03T00:00:01Z");
    // One process leased everything and then stopped: nothing moves until its leases run out.
    for (let part = 0; part < 16; part++)
      await one.store.shared.lease(`sweep/${part}`, "gone", clock.now, clock.now + 30_000);
    const sweeps = [createSweep({ tracker: one }), createSweep({ tracker: two })];
    expect((await Promise.all(sweeps.map((sweep) => sweep.round()))).map(({ parts }) => parts)).toEqual([0, 0]);
    clock.now += 30_001;
    const rounds = await Promise.all(sweeps.map((sweep) => sweep.round()));
    expect(rounds.reduce((sum, { users }) => sum + users, 0)).toBeGreaterThanOrEqual(200);
    for (let user = 0; user < 200; user++) {
      expect((await kindsOf(one, `u${user}`)).filter((kind) => kind === "streak.broken presence")).toHaveLength(1);
    }
    await Promise.all(sweeps.map((sweep) => sweep.stop()));
    expect(await one.store.shared.lease("sweep/0", "next", clock.now, clock.now + 1)).toBe(true);
  });

  it("conclude once even where two of them hold the same part", async () => {
    const clock = { now: at("2026-03-01T12:00:00Z") };
    const { url } = await freshDatabase();
    const one = await trackerOn(await openPostgresStore({ url }), clock);
    const two = await trackerOn(await openPostgresStore({ url }), clock);
    for (let user = 0; user < 100; user++) await one.record({ userId: `u${user}`, type: "request" });
    clock.now = at("2026-03-03T00:00:01Z");
    const ticks = Array.from({ length: 100 }, (_, user) => ({
      userId: `u${user}`,
      changes: [{ kind: "tick" as const }],
    }));
    await Promise.all([one.applyAll(ticks), two.applyAll(ticks)]);
    for (let user = 0; user < 100; user++) {
      expect((await kindsOf(one, `u${user}`)).filter((kind) => kind === "streak.broken presence")).toHaveLength(1);
    }
  });
});

it("runs rounds by its timer until it is stopped, and reports what fails", async () => {
  const clock = { now: at("2026-03-01T12:00:00Z") };
  const tracker = await trackerOn(createMemoryStore(), clock);
  await tracker.record({ userId: "ada", type: "request" });
  const rounds: (() => void)[] = [];
  const waiting = Promise.withResolvers<void>();
  const sweep = createSweep({
    tracker,
    timer: (run) => {
      rounds.push(run);
      waiting.resolve();
      return () => rounds.splice(0);
    },
  });
  sweep.start();
  await waiting.promise;
  expect(rounds).toHaveLength(1);
  await sweep.stop();
  expect(rounds).toHaveLength(0);
});
