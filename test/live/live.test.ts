import { describe, expect, it } from "vitest";
import { createLive, type Live, type LiveOptions, type Update } from "../../src/live/live.ts";
import { updatesOf } from "../../src/live/updates.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import type { Bell, Store } from "../../src/storage/store.ts";
import { createFakeClock, type FakeClock } from "../../src/testing/fake-clock.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";

interface Scene {
  readonly live: Live;
  readonly tracker: Tracker;
  readonly store: Store;
  readonly clock: FakeClock;
  /** How often rows were read. */
  readonly reads: { state: number };
  /** Bells that listen to the store. */
  readonly bells: Set<Bell>;
  /** Lets so many seconds pass. */
  seconds(count: number): Promise<void>;
  readonly waits: () => boolean;
}

/** A store in which another process may seem to write: `quiet` commits ring no bell. */
async function scene(options: Partial<LiveOptions> = {}): Promise<Scene> {
  const clock = createFakeClock("2026-03-01T10:00:00Z");
  const inner = createMemoryStore();
  const bells = new Set<Bell>();
  const reads = { state: 0 };
  const store: Store = {
    ...inner,
    listen(bell) {
      bells.add(bell);
      const stop = inner.listen(bell);
      return () => {
        bells.delete(bell);
        stop();
      };
    },
    state(userId) {
      reads.state++;
      return inner.state(userId);
    },
  };
  const tracker = await createTracker({ store: inner, clock: clock.now, rules: { milestones: [2] } });
  let run: (() => void) | undefined;
  const timer = (next: () => void): (() => void) => {
    run = next;
    return () => {
      run = undefined;
    };
  };
  const live = createLive({ store, book: () => tracker.book, now: clock.now, timer, ...options });
  return {
    live,
    tracker,
    store,
    clock,
    reads,
    bells,
    waits: () => run !== undefined,
    async seconds(count) {
      for (let i = 0; i < count; i++) {
        clock.advance(1_000);
        run?.();
        await turn();
      }
    },
  };
}

/** Lets everything go on that waits for nothing but its turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Follower {
  readonly updates: Update[];
  readonly ends: string[];
  readonly leave: (why?: "overloaded") => void;
}

async function follow(live: Live, userId: string, since?: number): Promise<Follower> {
  const updates: Update[] = [];
  const ends: string[] = [];
  const leave = live.follow(userId, since, {
    update: (update) => updates.push(update),
    end: (reason) => ends.push(reason),
  });
  await turn();
  return { updates, ends, leave };
}

const kindsOf = (update: Update | undefined): unknown[] | undefined => update?.facts.map(({ kind }) => kind);

describe("following a user", () => {
  it("shows the whole state at once, also of a user never seen", async () => {
    const { live, tracker } = await scene();
    await tracker.record({ userId: "ada", type: "problem_solved", ref: "a" });
    const [ada, bob] = [await follow(live, "ada"), await follow(live, "bob")];
    expect(ada.updates).toEqual([{ streak: await tracker.streak("ada"), facts: [] }]);
    expect(bob.updates[0]?.streak).toMatchObject({ user_id: "bob", state: "none", version: 0 });
  });

  it("shows each change made here, with its facts, without reading anything", async () => {
    const { live, tracker, reads } = await scene();
    const { updates } = await follow(live, "ada");
    const before = reads.state;
    await tracker.record({ userId: "ada", type: "problem_solved", ref: "a" });
    await tracker.record({ userId: "ada", type: "problem_solved", ref: "b" });
    expect(updates.map(({ streak }) => [streak.version, streak.today.problems_solved])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    expect(updates[2]?.streak).toEqual(await tracker.streak("ada"));
    expect(kindsOf(updates[1])).toEqual(["streak.started"]);
    expect(kindsOf(updates[2])).toEqual([]);
    expect(reads.state).toBe(before);
  });

  it("shows nothing where nothing changed, and nothing of anybody else", async () => {
    const { live, tracker } = await scene();
    await tracker.record({ userId: "ada", type: "problem_solved", ref: "a" });
    const { updates } = await follow(live, "ada");
    await tracker.record({ userId: "ada", type: "problem_solved", ref: "a" });
    await tracker.record({ userId: "bob", type: "problem_solved", ref: "a" });
    await turn();
    expect(updates).toHaveLength(1);
  });

  it("reads today's record where a change did not touch it", async () => {
    const { live, tracker } = await scene();
    await tracker.record({ userId: "ada", type: "problem_solved", ref: "a" });
    const { updates } = await follow(live, "ada");
    await tracker.change("ada", [{ kind: "grant", id: "g", freezes: 1, reason: "kind", by: "key" }]);
    await turn();
    expect(updates[1]?.streak).toMatchObject({ today: { problems_solved: 1 }, freezes: { held: 1 } });
    expect(kindsOf(updates[1])).toEqual(["freeze.granted"]);
  });

  it("brings the facts that came after a version, oldest first", async () => {
    const { live, tracker, clock } = await scene();
    await tracker.record({ userId: "ada", type: "request" });
    const version = (await tracker.streak("ada"))?.version as number;
    clock.advance(86_400_000);
    await tracker.record({ userId: "ada", type: "request" });
    const all = await follow(live, "ada", 0);
    const newer = await follow(live, "ada", version);
    const ahead = await follow(live, "ada", 99);
    expect(kindsOf(all.updates[0])).toEqual(["streak.started", "milestone.reached", "streak.extended"]);
    expect(kindsOf(newer.updates[0])).toEqual(["milestone.reached", "streak.extended"]);
    expect(kindsOf(ahead.updates[0])).toEqual([]);
    await tracker.change("ada", [{ kind: "grant", id: "g", freezes: 1, reason: "kind", by: "key" }]);
    await turn();
    for (const { updates } of [all, newer, ahead]) expect(kindsOf(updates[1])).toEqual(["freeze.granted"]);
  });

  it("shows the fresh view when the date ends, under the same version", async () => {
    const { live, tracker, clock, seconds } = await scene();
    await tracker.record({ userId: "ada", type: "request" });
    const { updates } = await follow(live, "ada");
    clock.set("2026-03-01T23:59:58Z");
    await seconds(1);
    expect(updates).toHaveLength(1);
    await seconds(1);
    expect(updates[1]).toMatchObject({ streak: { date: "2026-03-02", state: "at_risk", version: 1 }, facts: [] });
    clock.set("2026-03-02T23:59:59Z");
    await seconds(1);
    expect(updates[2]).toMatchObject({ streak: { state: "broken", current_streak: 0 }, facts: [] });
    await seconds(3);
    expect(updates).toHaveLength(3);
  });

  it("listens, and has a timer, only while somebody follows", async () => {
    const { live, bells, waits } = await scene();
    expect([bells.size, waits()]).toEqual([0, false]);
    const [first, second] = [await follow(live, "ada"), await follow(live, "bob")];
    first.leave();
    expect([bells.size, waits()]).toEqual([1, true]);
    second.leave("overloaded");
    second.leave();
    expect([bells.size, waits(), live.stats()]).toEqual([0, false, { open: 0, updates: 2, cutOff: 1 }]);
  });

  it("lets in only so many of a user and of all", async () => {
    const { live } = await scene({ perUser: 2, total: 3 });
    const [first] = [await follow(live, "ada"), await follow(live, "ada")];
    await expect(follow(live, "ada")).rejects.toMatchObject({ code: "rate_limited" });
    await follow(live, "bob");
    await expect(follow(live, "cleo")).rejects.toMatchObject({ code: "overloaded" });
    first?.leave();
    await follow(live, "ada");
  });

  it("ends when the user is erased, and when the store is closed", async () => {
    const { live, tracker } = await scene();
    await tracker.record({ userId: "ada", type: "request" });
    const [ada, bob] = [await follow(live, "ada"), await follow(live, "bob")];
    await tracker.change("ada", [{ kind: "erase" }]);
    expect([ada.ends, bob.ends]).toEqual([["user_erased"], []]);
    await tracker.close();
    expect([ada.ends, bob.ends]).toEqual([["user_erased"], ["closed"]]);
    await expect(follow(live, "bob")).rejects.toMatchObject({ code: "closed" });
  });
});

describe("changes made elsewhere", () => {
  /** Commits that no bell here tells of. */
  async function quietly(at: Scene, change: () => Promise<unknown>): Promise<void> {
    const bells = [...at.bells];
    const calls = bells.map((bell) => bell.committed);
    for (const bell of bells) bell.committed = () => undefined;
    await change();
    for (const [i, bell] of bells.entries()) bell.committed = calls[i] as Bell["committed"];
  }
  const ring = (at: Scene, call: (bell: Bell) => void): Promise<void> => {
    for (const bell of at.bells) call(bell);
    return turn();
  };

  it("are read when the doorbell names the user", async () => {
    const at = await scene();
    const { updates } = await follow(at.live, "ada");
    await quietly(at, () => at.tracker.record({ userId: "ada", type: "problem_solved", ref: "a" }));
    await ring(at, (bell) => bell.changed(["bob", "ada", "ada"]));
    await ring(at, (bell) => bell.changed(["ada"]));
    expect(updates.map(({ streak }) => streak.version)).toEqual([0, 1]);
    expect(kindsOf(updates[1])).toEqual(["streak.started"]);
  });

  it("are found after a doorbell was lost, and within a minute where nothing rang at all", async () => {
    const at = await scene();
    const { updates } = await follow(at.live, "ada");
    await quietly(at, () => at.tracker.record({ userId: "ada", type: "problem_solved", ref: "a" }));
    await ring(at, (bell) => bell.lost());
    expect(updates).toHaveLength(2);
    await quietly(at, () => at.tracker.record({ userId: "ada", type: "problem_solved", ref: "b" }));
    await at.seconds(60);
    expect(updates[2]?.streak.today.problems_solved).toBe(2);
    const reads = at.reads.state;
    await ring(at, (bell) => bell.lost());
    expect(at.reads.state).toBe(reads);
  });

  it("bring the facts of a commit that was missed along with the next one", async () => {
    const at = await scene();
    const { updates } = await follow(at.live, "ada");
    await quietly(at, () => at.tracker.record({ userId: "ada", type: "request" }));
    at.clock.advance(86_400_000);
    await at.tracker.record({ userId: "ada", type: "request" });
    await turn();
    expect(kindsOf(updates[1])).toEqual(["streak.started", "milestone.reached", "streak.extended"]);
  });

  it("end the following where the user was erased, also where they are back", async () => {
    const at = await scene();
    for (const userId of ["ada", "bob"]) {
      await at.tracker.record({ userId, type: "problem_solved", ref: "a" });
      await at.tracker.record({ userId, type: "problem_solved", ref: "b" });
    }
    const [ada, bob] = [await follow(at.live, "ada"), await follow(at.live, "bob")];
    await quietly(at, async () => {
      for (const userId of ["ada", "bob"]) await at.tracker.change(userId, [{ kind: "erase" }]);
      at.clock.advance(1_000);
      await at.tracker.record({ userId: "bob", type: "problem_solved", ref: "a" });
    });
    await ring(at, (bell) => bell.lost());
    expect([ada.ends, bob.ends]).toEqual([["user_erased"], ["user_erased"]]);
    expect(at.live.stats().open).toBe(0);
  });

  it("are read again every second while the store does not answer", async () => {
    const failures: unknown[] = [];
    const at = await scene({ onError: (error) => failures.push(error) });
    const { state } = at.store;
    (at.store as { state: Store["state"] }).state = () => Promise.reject(new Error("away"));
    const { updates } = await follow(at.live, "ada");
    await at.seconds(2);
    expect([updates.length, failures.length]).toEqual([0, 3]);
    (at.store as { state: Store["state"] }).state = state;
    await at.seconds(1);
    expect(updates).toHaveLength(1);
  });
});

describe("updates to wait for", () => {
  it("come one by one, as one where several came meanwhile, and say how they ended", async () => {
    const { live, tracker } = await scene();
    const updates = updatesOf(live, "ada");
    expect((await updates.next()).value).toMatchObject({ streak: { version: 0 }, facts: [] });
    await tracker.record({ userId: "ada", type: "problem_solved", ref: "a" });
    await tracker.change("ada", [{ kind: "grant", id: "g", freezes: 1, reason: "kind", by: "key" }]);
    await turn();
    const { value } = await updates.next();
    expect((value as Update).streak).toMatchObject({ version: 2, freezes: { held: 1 } });
    expect(kindsOf(value as Update)).toEqual(["streak.started", "freeze.granted"]);
    await tracker.change("ada", [{ kind: "erase" }]);
    expect(await updates.next()).toEqual({ done: true, value: "user_erased" });
  });

  it("are over for whoever stops waiting", async () => {
    const { live } = await scene();
    for await (const { streak } of updatesOf(live, "ada")) {
      expect([streak.version, live.stats().open]).toEqual([0, 1]);
      break;
    }
    expect(live.stats().open).toBe(0);
  });
});
