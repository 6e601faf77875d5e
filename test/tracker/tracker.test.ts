import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createTracker, type Tracker, type TrackerOptions } from "../../src/index.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createFakeClock, type FakeClock } from "../../src/testing/fake-clock.ts";
import { createFaultyStore } from "../../src/testing/faulty-store.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const cleanups: (() => Promise<void>)[] = [];

async function play(
  options: TrackerOptions = { database: "memory:" },
): Promise<{ tracker: Tracker; clock: FakeClock }> {
  const clock = createFakeClock("2026-03-02T12:00:00Z");
  const tracker = await createTracker({ clock: clock.now, ...options });
  cleanups.push(() => tracker.close());
  return { tracker, clock };
}

/** A tracker on a SQLite file, which counts its statements. */
async function playOnFile(): Promise<{ tracker: Tracker; clock: FakeClock }> {
  const folder = await mkdtemp(join(tmpdir(), "daystreak-"));
  const scene = await play({ database: `sqlite:${join(folder, "daystreak.db")}` });
  cleanups.push(() => rm(folder, { recursive: true }));
  return scene;
}

afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

describe("record", () => {
  test("1,000 requests a minute make one write an hour, and the first of a day is never dropped (S43)", async () => {
    const { tracker, clock } = await playOnFile();
    clock.set("2026-03-02T22:00:00Z");
    for (let minute = 0; minute < 240; minute++) {
      for (let i = 0; i < 1000; i++) void tracker.record({ userId: "ada", type: "request", zone: "Europe/Paris" });
      await tracker.record({ userId: "ada", type: "course_view", zone: "Europe/Paris" });
      clock.advance(MINUTE_MS);
    }
    expect(tracker.stats()).toMatchObject({ accepted: 4, batches: 4, marked: 240 * 1001 - 4 });
    const days = await tracker.store.days("ada", 0, 99_999);
    expect(days.map(({ firstAt, hours }) => [new Date(firstAt).toISOString(), hours])).toEqual([
      ["2026-03-02T22:00:00.000Z", 1 << 23],
      ["2026-03-02T23:00:00.000Z", 0b111],
    ]);
  });

  test("a request of a known user sends no statement", async () => {
    const { tracker } = await playOnFile();
    const users = Array.from({ length: 50 }, (_, i) => `user-${i}`);
    await Promise.all(users.map((userId) => tracker.record({ userId, type: "request", zone: "Asia/Kolkata" })));
    const { statements } = tracker.store.stats();
    expect(statements).toBeGreaterThan(0);
    for (let i = 0; i < 100; i++) {
      await Promise.all(users.map((userId) => tracker.record({ userId, type: "lesson_view" })));
    }
    expect(tracker.store.stats().statements).toBe(statements);
  });

  test("a repeat makes no promise of its own", async () => {
    const { tracker } = await play();
    await tracker.record({ userId: "ada", type: "request" });
    const repeat = tracker.record({ userId: "ada", type: "request" });
    expect(tracker.record({ userId: "ada", type: "course_view" })).toBe(repeat);
  });

  test("a repeat in another zone is recorded, and one in the former zone again", async () => {
    const { tracker, clock } = await play();
    for (const zone of ["Asia/Tokyo", "Asia/Seoul", "Asia/Tokyo", "Asia/Tokyo"]) {
      clock.advance(1000);
      await tracker.record({ userId: "ada", type: "request", zone });
    }
    expect(tracker.stats()).toMatchObject({ accepted: 3, marked: 1 });
    expect((await tracker.store.zoneChanges("ada")).map(({ zone }) => zone)).toEqual([
      "Asia/Tokyo",
      "Asia/Seoul",
      "Asia/Tokyo",
    ]);
  });

  test("late evidence of a zone ends a mark that was made without one", async () => {
    const { tracker, clock } = await play();
    clock.set("2026-03-02T23:30:00Z");
    await tracker.record({ userId: "ada", type: "request" });
    await tracker.record({ userId: "ada", type: "heartbeat", at: clock.now() - 5 * HOUR_MS, zone: "Asia/Tokyo" });
    await tracker.record({ userId: "ada", type: "request" });
    expect((await tracker.calendar("ada", {}))?.days.map(({ date, zone }) => [date, zone])).toContainEqual([
      "2026-03-03",
      "Asia/Tokyo",
    ]);
  });

  test("a mark is set only by what was committed", async () => {
    const clock = createFakeClock("2026-03-02T12:00:00Z");
    const store = createFaultyStore(createMemoryStore());
    const tracker = await createTracker({ store, clock: clock.now, onError: () => undefined });
    store.failWith(() => new Error("no"));
    await expect(tracker.record({ userId: "ada", type: "request" })).rejects.toMatchObject({ code: "internal" });
    store.failWith(undefined);
    await tracker.record({ userId: "ada", type: "request" });
    expect((await tracker.streak("ada"))?.current_streak).toBe(1);
  });

  test("a server's clock that was a month ahead leaves no mark behind (S47)", async () => {
    const { tracker, clock } = await play();
    await tracker.record({ userId: "ada", type: "request" });
    clock.advance(30 * DAY_MS);
    await tracker.record({ userId: "ada", type: "request" });
    clock.advance(-29 * DAY_MS);
    await tracker.record({ userId: "ada", type: "request" });
    expect(await tracker.streak("ada")).toMatchObject({ date: "2026-03-03", current_streak: 2 });
  });

  test("heartbeats of one slot write once, those of the next again", async () => {
    const { tracker, clock } = await play();
    for (let i = 0; i < 60; i++) {
      await tracker.record({ userId: "ada", type: "heartbeat" });
      clock.advance(MINUTE_MS / 4);
    }
    expect(tracker.stats()).toMatchObject({ accepted: 3, marked: 57 });
    expect((await tracker.explain("ada"))?.evidence.active_minutes).toBe(15);
  });

  test("a view is logged once a ref and date, without a second write, also while presence is known", async () => {
    const { tracker } = await play();
    await tracker.record({ userId: "ada", type: "request" });
    expect(await tracker.record({ userId: "ada", type: "lesson_view", ref: "1" })).toEqual({ status: "accepted" });
    expect(await tracker.record({ userId: "ada", type: "lesson_view", ref: "2" })).toEqual({ status: "accepted" });
    const { batches } = tracker.stats();
    expect(await tracker.record({ userId: "ada", type: "lesson_view", ref: "1" })).toEqual({ status: "duplicate" });
    expect(tracker.stats().batches).toBe(batches);
    expect(await tracker.store.activities("ada", 0, 99_999)).toHaveLength(2);
  });

  test("a repeated view of the hour after changes nothing and hides no presence of that hour", async () => {
    const { tracker, clock } = await play();
    await tracker.record({ userId: "ada", type: "lesson_view", ref: "1" });
    clock.advance(HOUR_MS);
    expect(await tracker.record({ userId: "ada", type: "lesson_view", ref: "1" })).toEqual({ status: "duplicate" });
    expect((await tracker.explain("ada"))?.evidence.hours).toEqual([12]);
    await tracker.record({ userId: "ada", type: "request" });
    expect((await tracker.explain("ada"))?.evidence.hours).toEqual([12, 13]);
    await tracker.record({ userId: "ada", type: "lesson_view", ref: "1" });
    const { batches } = tracker.stats();
    expect(await tracker.record({ userId: "ada", type: "lesson_view", ref: "1" })).toEqual({ status: "duplicate" });
    expect(tracker.stats().batches).toBe(batches);
  });

  test("the same id twice is a success both times and counts once (S45)", async () => {
    const { tracker } = await play();
    const solved = { userId: "ada", type: "problem_solved", id: "a-1", ref: "two-sum" };
    expect(await tracker.record(solved)).toEqual({ status: "accepted" });
    expect(await tracker.record(solved)).toEqual({ status: "duplicate" });
    expect(await tracker.recordMany([solved, solved])).toEqual([{ status: "duplicate" }, { status: "duplicate" }]);
    expect((await tracker.streak("ada"))?.today.problems_solved).toBe(1);
  });

  test("a milestone reached, more work and a retry make one fact (S42)", async () => {
    const { tracker, clock } = await play({ database: "memory:", rules: { milestones: [2] } });
    for (let day = 0; day < 2; day++) {
      await tracker.record({ userId: "ada", type: "problem_solved", id: `p-${day}` });
      clock.advance(DAY_MS);
    }
    clock.advance(-DAY_MS);
    await tracker.record({ userId: "ada", type: "problem_solved", id: "p-1" });
    await tracker.record({ userId: "ada", type: "problem_solved", id: "p-2" });
    const kinds = (await tracker.feed("ada", 100))?.facts.map(({ kind }) => kind);
    expect(kinds?.filter((kind) => kind === "milestone.reached")).toHaveLength(1);
  });

  test.each([
    [null, "activity_invalid"],
    [{ userId: "", type: "request" }, "user_id_invalid"],
    [{ userId: 7, type: "request" }, "user_id_invalid"],
    [{ userId: "ada", type: "dancing" }, "type_unknown"],
    [{ userId: "ada" }, "type_invalid"],
    [{ userId: "ada", type: "problem_solved" }, "id_or_ref_required"],
    [{ userId: "ada", type: "request", at: "yesterday" }, "at_invalid"],
    [{ userId: "ada", type: "request", at: Number.NaN }, "at_invalid"],
    [{ userId: "ada", type: "request", zone: "Mars/Olympus" }, "zone_invalid"],
  ])("%j is refused as %s and nothing is written, also where the user is known", async (input, code) => {
    const { tracker } = await play();
    await tracker.record({ userId: "bob", type: "request" });
    const refused = await tracker.record(input as unknown as { userId: string; type: string });
    expect(refused).toMatchObject({ status: "rejected", code });
    expect(tracker.stats()).toMatchObject({ rejected: 1, batches: 1 });
    await tracker.record({ userId: "ada", type: "request" });
    const again = await tracker.record(input as unknown as { userId: string; type: string });
    expect(again).toMatchObject({ status: "rejected", code });
  });

  test("an activity of a user who switched tracking off is refused, live marks included", async () => {
    const { tracker } = await play();
    await tracker.record({ userId: "ada", type: "request" });
    await tracker.change("ada", [{ kind: "attributes", switches: { tracking: false } }]);
    const refused = await tracker.record({ userId: "ada", type: "request" });
    expect(refused).toMatchObject({ status: "rejected", code: "tracking_off" });
  });
});

describe("recordMany", () => {
  test("answers in the order of the inputs, one bad activity stopping no other", async () => {
    const { tracker } = await play();
    const outcomes = await tracker.recordMany([
      { userId: "ada", type: "problem_solved", ref: "1" },
      { userId: "ada", type: "dancing" },
      { userId: "bob", type: "problem_solved", ref: "1" },
      { userId: "ada", type: "problem_solved", ref: "1" },
      { userId: "bob", type: "request" },
    ]);
    expect(outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.code : outcome.status))).toEqual([
      "accepted",
      "type_unknown",
      "accepted",
      "duplicate",
      "accepted",
    ]);
    expect(tracker.stats().batches).toBe(1);
  });

  test("20,000 activities of 4,000 users stay within a queue of a quarter of them", async () => {
    const { tracker } = await play({ database: "memory:", maxQueued: 5_000 });
    const inputs = Array.from({ length: 20_000 }, (_, i) => {
      return { userId: `user-${i % 4_000}`, type: "problem_solved", ref: String(i) };
    });
    const outcomes = await tracker.recordMany(inputs, { source: "key" });
    expect(outcomes.every(({ status }) => status === "accepted")).toBe(true);
    expect((await tracker.streak("user-3999"))?.today).toMatchObject({ status: "complete", problems_solved: 5 });
  });

  test("a user whose write fails for good is rejected alone", async () => {
    const clock = createFakeClock("2026-03-02T12:00:00Z");
    const store = createFaultyStore(createMemoryStore());
    const tracker = await createTracker({ store, clock: clock.now, onError: () => undefined });
    store.failWith((users) => (users.includes("bob") ? new Error("poison") : undefined));
    const outcomes = await tracker.recordMany(
      ["ada", "bob", "cyd"].map((userId) => ({ userId, type: "problem_solved", ref: "1" })),
    );
    expect(outcomes).toMatchObject([
      { status: "accepted" },
      { status: "rejected", code: "internal" },
      { status: "accepted" },
    ]);
  });
});

describe("reads", () => {
  test("see what the process has recorded for the user, though nobody waited for it", async () => {
    const { tracker } = await playOnFile();
    void tracker.record({ userId: "ada", type: "problem_solved", ref: "1" });
    expect((await tracker.streak("ada"))?.today.problems_solved).toBe(1);
    void tracker.record({ userId: "ada", type: "problem_solved", ref: "2" });
    expect((await tracker.calendar("ada", {}))?.days[0]?.problems_solved).toBe(2);
    void tracker.record({ userId: "ada", type: "problem_solved", ref: "3" });
    expect((await tracker.explain("ada"))?.evidence.problem_ids).toEqual(["1", "2", "3"]);
    void tracker.record({ userId: "bob", type: "request" });
    expect((await tracker.feed("bob", 1))?.facts).toHaveLength(1);
    void tracker.record({ userId: "cyd", type: "request" });
    expect((await tracker.state("cyd"))?.presence.current).toBe(1);
  });

  test("do not wait for other users", async () => {
    const store = createFaultyStore(createMemoryStore());
    const clock = createFakeClock("2026-03-02T12:00:00Z");
    const tracker = await createTracker({ store, clock: clock.now });
    await tracker.record({ userId: "ada", type: "request" });
    store.hang();
    const waiting = tracker.record({ userId: "bob", type: "request" });
    await store.hanging();
    expect((await tracker.streak("ada"))?.current_streak).toBe(1);
    store.release();
    await waiting;
  });

  test("give nothing for a user never seen", async () => {
    const { tracker } = await play();
    const answers = [tracker.streak("x"), tracker.calendar("x", {}), tracker.explain("x"), tracker.feed("x", 5)];
    expect(await Promise.all([...answers, tracker.state("x")])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("as of a past instant show what was known to have happened by then (S21)", async () => {
    const { tracker, clock } = await play();
    for (let day = 0; day < 5; day++) {
      await tracker.record({ userId: "ada", type: "problem_solved", ref: `p-${day}` });
      clock.advance(DAY_MS);
    }
    const third = Date.parse("2026-03-04T13:00:00Z");
    expect(await tracker.streak("ada", third)).toMatchObject({
      date: "2026-03-04",
      current_streak: 3,
      state: "active",
    });
    expect(await tracker.streak("ada", third - 2 * HOUR_MS)).toMatchObject({ current_streak: 2, state: "at_risk" });
    expect((await tracker.calendar("ada", {}, third))?.days).toHaveLength(3);
    expect((await tracker.explain("ada", undefined, third))?.evidence.problem_ids).toEqual(["p-2"]);
    expect(await tracker.streak("ada", Date.parse("2026-02-01T00:00:00Z"))).toMatchObject({
      current_streak: 0,
      state: "none",
    });
  });

  test("page through the feed, newest first", async () => {
    const { tracker, clock } = await play();
    for (let day = 0; day < 5; day++) {
      await tracker.record({ userId: "ada", type: "request" });
      clock.advance(DAY_MS);
    }
    const all = (await tracker.feed("ada", 100))?.facts.map(({ key }) => key) ?? [];
    const paged: string[] = [];
    let page = await tracker.feed("ada", 2);
    while (page !== undefined) {
      paged.push(...page.facts.map(({ key }) => key));
      page = page.next === undefined ? undefined : await tracker.feed("ada", 2, page.next);
    }
    expect(paged).toEqual(all);
    expect(new Set(all).size).toBe(5);
  });
});

describe("createTracker", () => {
  test("keeps stored rules where none are given", async () => {
    const store = createMemoryStore();
    const clock = createFakeClock("2026-03-02T12:00:00Z");
    await createTracker({ store, rules: { goal: { problems: 1 } }, clock: clock.now });
    const tracker = await createTracker({ store, clock: clock.now });
    expect(tracker.rules.goal).toEqual({ problems: 1 });
  });

  test.each([
    [{ database: "mysql://x" }, "config_invalid"],
    [{ database: "memory:", defaultZone: "Mars/Olympus" }, "zone_invalid"],
    [{ database: "memory:", rules: { dayStart: "25:00" } }, "rules_invalid"],
  ])("refuses %j as %s", async (options, code) => {
    await expect(createTracker(options)).rejects.toMatchObject({ code });
  });

  test("a login without a person moves last_login alone", async () => {
    const { tracker, clock } = await play();
    expect(await tracker.recordLogin("ada")).toEqual({ status: "accepted" });
    expect(await tracker.state("ada")).toMatchObject({ lastLogin: clock.now(), presence: { current: 0 } });
    expect(await tracker.recordLogin("")).toMatchObject({ status: "rejected", code: "user_id_invalid" });
  });

  test("applyAll writes changes of many users in slices, results in order", async () => {
    const { tracker, clock } = await play({ database: "memory:", maxBatchUsers: 2 });
    const at = clock.now();
    const users = ["a", "b", "c", "d", "e"].map((userId) => ({ userId, changes: [{ kind: "login", at } as const] }));
    expect(await tracker.applyAll(users)).toEqual(users.map(() => [{ status: "accepted" }]));
    expect(tracker.stats().batches).toBe(3);
  });
});
