import { describe, expect, test } from "vitest";
import { DaystreakError } from "../../src/core/errors.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { createFaultyStore, type FaultyStore } from "../../src/testing/faulty-store.ts";
import { createTracker, type StoreTrackerOptions } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";

const MINUTE_MS = 60_000;

interface Scene {
  tracker: Tracker;
  store: FaultyStore;
  clock: ReturnType<typeof createFakeClock>;
  errors: DaystreakError[];
}

async function play(options: Partial<StoreTrackerOptions> = {}): Promise<Scene> {
  const clock = createFakeClock("2026-03-02T12:00:00Z");
  const store = createFaultyStore(createMemoryStore());
  const errors: DaystreakError[] = [];
  const onError = (error: DaystreakError): void => void errors.push(error);
  const tracker = await createTracker({ store, clock: clock.now, onError, ...options });
  return { tracker, store, clock, errors };
}

/** Brings a first write under way that waits; what comes next gathers behind it. */
async function occupy({ tracker, store }: Scene): Promise<void> {
  store.hang();
  void tracker.record({ userId: "first", type: "request" });
  await store.hanging();
}

const solve = (userId: string, ref: string): Parameters<Tracker["record"]>[0] => ({
  userId,
  type: "problem_solved",
  ref,
});

describe("the batch", () => {
  test("writes at once what comes to an idle tracker", async () => {
    const { tracker, store } = await play();
    expect(await tracker.record({ userId: "ada", type: "request" })).toEqual({ status: "accepted" });
    expect(store.batches).toEqual([["ada"]]);
  });

  test("gathers what comes while a write is under way into one write", async () => {
    const scene = await play();
    const { tracker, store } = scene;
    await occupy(scene);
    for (let i = 0; i < 100; i++) void tracker.record({ userId: `user-${i}`, type: "request" });
    expect(tracker.stats().queued).toBe(100);
    store.release();
    await tracker.flush();
    expect(store.batches.map((users) => users.length)).toEqual([1, 100]);
    expect(tracker.stats()).toMatchObject({ accepted: 101, batches: 2, queued: 0 });
  });

  test("never names more users in a write than it may", async () => {
    const scene = await play({ maxBatchUsers: 30 });
    await occupy(scene);
    for (let i = 0; i < 100; i++) void scene.tracker.record({ userId: `user-${i}`, type: "request" });
    scene.store.release();
    await scene.tracker.flush();
    expect(scene.store.batches.map((users) => users.length)).toEqual([1, 30, 30, 30, 10]);
  });

  test("spreads what waits over the writes that may be under way, and keeps few users together", async () => {
    const { tracker, store } = await play({ writes: 2 });
    for (let i = 0; i < 100; i++) void tracker.record({ userId: `user-${i}`, type: "request" });
    await tracker.flush();
    for (let i = 100; i < 130; i++) void tracker.record({ userId: `user-${i}`, type: "request" });
    await tracker.flush();
    expect(store.batches.map((users) => users.length)).toEqual([50, 50, 30]);
  });

  test("keeps one line of presence for a user, whatever happens meanwhile", async () => {
    const scene = await play({ maxQueued: 3 });
    await occupy(scene);
    const promises = Array.from({ length: 1000 }, () => scene.tracker.record({ userId: "ada", type: "request" }));
    expect(new Set(promises).size).toBe(1);
    scene.store.release();
    expect(await promises[999]).toEqual({ status: "accepted" });
    expect(scene.tracker.stats()).toMatchObject({ accepted: 2, marked: 999, failed: 0 });
  });

  test("coalesces no presence of another minute, zone or 5-minute slot", async () => {
    const scene = await play();
    const { tracker, clock } = scene;
    await occupy(scene);
    const zone = "Asia/Tokyo";
    const promises = [
      tracker.record({ userId: "ada", type: "request" }),
      tracker.record({ userId: "ada", type: "heartbeat" }),
    ];
    promises.push(tracker.record({ userId: "ada", type: "request", zone }));
    clock.advance(MINUTE_MS);
    promises.push(tracker.record({ userId: "ada", type: "request" }));
    expect(new Set(promises).size).toBe(4);
    scene.store.release();
    await tracker.flush();
    expect(tracker.stats().accepted).toBe(5);
  });

  test("a login that joins waiting presence still moves last_login", async () => {
    const scene = await play();
    await occupy(scene);
    const request = scene.tracker.record({ userId: "ada", type: "request" });
    expect(scene.tracker.record({ userId: "ada", type: "session" })).toBe(request);
    scene.store.release();
    expect((await scene.tracker.state("ada"))?.lastLogin).toBe(scene.clock.now());
  });

  test("coalesces no learning activity", async () => {
    const scene = await play();
    await occupy(scene);
    const promises = ["a", "b", "a"].map((ref) => scene.tracker.record(solve("ada", ref)));
    expect(new Set(promises).size).toBe(3);
    scene.store.release();
    expect(await Promise.all(promises)).toEqual([
      { status: "accepted" },
      { status: "accepted" },
      { status: "duplicate" },
    ]);
    expect(await scene.tracker.streak("ada")).toMatchObject({ today: { problems_solved: 2 } });
  });

  test("refuses what the queue has no room for, counts it and takes more once there is room", async () => {
    const scene = await play({ maxQueued: 2 });
    const { tracker, store, errors } = scene;
    await occupy(scene);
    const taken = ["a", "b"].map((ref) => tracker.record(solve("ada", ref)));
    await expect(tracker.record(solve("ada", "c"))).rejects.toMatchObject({ code: "overloaded" });
    await expect(tracker.recordMany([solve("bob", "a")])).rejects.toMatchObject({ code: "overloaded" });
    expect(errors.map(({ code }) => code)).toEqual(["overloaded", "overloaded"]);
    expect(tracker.stats().failed).toBe(2);
    store.release();
    await Promise.all(taken);
    expect(await tracker.record(solve("ada", "c"))).toEqual({ status: "accepted" });
  });

  test("a failing user fails alone, with 99 others in the batch", async () => {
    const scene = await play();
    const { tracker, store, errors } = scene;
    await occupy(scene);
    store.failWith((users) => (users.includes("user-42") ? new Error("poison") : undefined));
    const users = Array.from({ length: 100 }, (_, i) => `user-${i}`);
    const settled = Promise.allSettled(users.map((userId) => tracker.record({ userId, type: "request" })));
    store.release();
    const failed = (await settled).flatMap(({ status }, index) => (status === "rejected" ? [users[index]] : []));
    expect(failed).toEqual(["user-42"]);
    expect(errors.map(({ code, cause }) => [code, (cause as Error).message])).toEqual([["internal", "poison"]]);
    expect((await tracker.streak("user-99"))?.current_streak).toBe(1);
    expect(await tracker.streak("user-42")).toBeUndefined();
    store.failWith(undefined);
    expect(await tracker.record({ userId: "user-42", type: "request" })).toEqual({ status: "accepted" });
  });

  test("a database that cannot be reached fails the batch once, without another attempt", async () => {
    const scene = await play();
    const { tracker, store, errors } = scene;
    await occupy(scene);
    store.failWith(() => new DaystreakError("storage_unavailable", "gone"));
    const settled = Promise.allSettled(["a", "b", "c"].map((userId) => tracker.record({ userId, type: "request" })));
    store.release();
    expect((await settled).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    // The write under way fails by itself, the batch behind it as one.
    expect(errors.map(({ code }) => code)).toEqual(["storage_unavailable", "storage_unavailable"]);
    expect(store.batches).toEqual([["first"], ["a", "b", "c"]]);
  });

  test("a failure that nobody waits for reaches onError and breaks nothing", async () => {
    const { tracker, store, errors } = await play();
    store.failWith(() => new DaystreakError("storage_unavailable", "gone"));
    void tracker.record({ userId: "ada", type: "request" });
    await tracker.flush();
    expect(errors).toHaveLength(1);
  });

  test("an error handler that throws breaks nothing", async () => {
    const { tracker, store } = await play({
      onError: () => {
        throw new Error("broken handler");
      },
    });
    store.failWith(() => new DaystreakError("storage_unavailable", "gone"));
    await expect(tracker.record({ userId: "ada", type: "request" })).rejects.toMatchObject({
      code: "storage_unavailable",
    });
    expect(tracker.stats().failed).toBe(1);
  });

  test("no user is in two writes at once, and their order is kept", async () => {
    const scene = await play({ writes: 4 });
    const { tracker, store } = scene;
    store.hang();
    const first = tracker.record(solve("ada", "1"));
    await store.hanging();
    const later = tracker.record(solve("ada", "2"));
    const other = tracker.record(solve("bob", "1"));
    await new Promise((turn) => setImmediate(turn));
    expect(store.batches).toEqual([["ada"], ["bob"]]);
    store.release();
    await Promise.all([first, later, other]);
    expect(store.batches).toEqual([["ada"], ["bob"], ["ada"]]);
  });

  test("close finishes what was accepted and takes nothing more", async () => {
    const scene = await play();
    const { tracker, store } = scene;
    await occupy(scene);
    const waiting = tracker.record(solve("ada", "1"));
    const closed = tracker.close();
    await expect(tracker.record(solve("ada", "2"))).rejects.toMatchObject({ code: "closed" });
    await expect(tracker.recordMany([solve("ada", "3")])).rejects.toMatchObject({ code: "closed" });
    store.release();
    await closed;
    expect(await waiting).toEqual({ status: "accepted" });
  });
});
