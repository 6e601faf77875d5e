import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, type DayNumber } from "../../src/core/calendar.ts";
import { SET_NAMES } from "../../src/metrics/day-sets.ts";
import { createFollower, type Follower } from "../../src/metrics/follower.ts";
import { createKeeper } from "../../src/metrics/keeper.ts";
import { rebuildMetrics } from "../../src/metrics/rebuild-metrics.ts";
import { usersOf } from "../../src/metrics/user-bits.ts";
import { openStore } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { freshDatabase } from "../support/fresh-database.ts";

const START = Date.UTC(2026, 2, 2, 12);

type Step =
  | { readonly do: "solve"; readonly user: number; readonly back: number; readonly ref: number }
  | { readonly do: "wait"; readonly days: number }
  | { readonly do: "keep" }
  | { readonly do: "look" }
  | { readonly do: "erase"; readonly user: number }
  | { readonly do: "pause"; readonly user: number; readonly days: number };

interface Scene {
  readonly store: Store;
  readonly tracker: Tracker;
  readonly follower: Follower;
  now: number;
}

async function scene(url: string): Promise<Scene> {
  const store = await openStore(url);
  const at: { now: number } = { now: START };
  const tracker = await createTracker({
    store,
    clock: () => at.now,
    rules: { freezes: { initial: 1, earnEvery: 0, cap: 2 } },
  });
  const follower = followerOf(store, tracker);
  return {
    store,
    tracker,
    follower,
    get now() {
      return at.now;
    },
    set now(value) {
      at.now = value;
    },
  };
}

function followerOf(store: Store, tracker: Tracker): Follower {
  return createFollower({ store, book: () => tracker.book, now: () => tracker.now() });
}

/** Every set with users, by user id. */
async function picture({ store }: Scene, follower: Follower): Promise<Record<string, string[]>> {
  const sets = await follower.sets();
  const ids = (await store.users(1_000)).map(({ userId }) => userId);
  const ordinals = await store.metrics.ordinals(ids);
  const names = new Map([...ordinals].map(([id, ordinal]) => [ordinal, id]));
  const all: Record<string, string[]> = {};
  for (const name of SET_NAMES) {
    for (const day of sets.part(0).days(name)) {
      const users = [...usersOf(sets.part(0).users(name, day))].map(
        (ordinal) => names.get(ordinal) ?? `nobody ${ordinal}`,
      );
      if (users.length > 0) all[`${day} ${name}`] = users.sort();
    }
  }
  return all;
}

async function totals(follower: Follower): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { date, name, key, value } of await follower.totals(0, 30_000)) {
    sums[`${date} ${name} ${key}`] = (sums[`${date} ${name} ${key}`] ?? 0) + value;
  }
  // Who moved on from a step leaves a zero there.
  return Object.fromEntries(Object.entries(sums).filter(([, value]) => value !== 0));
}

/** Back-dated dates by user and date of arrival, of users who are stored. */
async function backDated({ store }: Scene, follower: Follower): Promise<Record<string, number>> {
  const stored = new Set((await store.users(1_000)).map(({ userId }) => userId));
  const sums: Record<string, number> = {};
  for (const { userId, date, value } of await follower.oddities("back_dated", 0, 30_000)) {
    if (stored.has(userId)) sums[`${userId} ${date}`] = (sums[`${userId} ${date}`] ?? 0) + value;
  }
  return sums;
}

/** What the users' own rows say. */
async function expected({ store }: Scene): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  const add = (day: DayNumber, name: string, user: string): void => {
    const key = `${day} ${name}`;
    all[key] = [...(all[key] ?? []), user];
  };
  for (const { userId } of await store.users(1_000)) {
    for (const { date, status } of await store.days(userId, 0, 30_000)) {
      add(date, "active", userId);
      if (status === "complete") add(date, "complete", userId);
    }
  }
  for (const users of Object.values(all)) users.sort();
  return all;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant("solve" as const),
        user: fc.integer({ min: 0, max: 4 }),
        back: fc.integer({ min: 0, max: 6 }),
        ref: fc.integer({ min: 0, max: 5 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("keep" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("look" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("erase" as const), user: fc.integer({ min: 0, max: 4 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("pause" as const),
        user: fc.integer({ min: 0, max: 4 }),
        days: fc.integer({ min: 1, max: 3 }),
      }),
    },
  ),
  { minLength: 1, maxLength: 25 },
);

async function play(at: Scene, story: readonly Step[]): Promise<void> {
  const keeper = createKeeper({
    store: at.store,
    follower: at.follower,
    book: () => at.tracker.book,
    now: () => at.now,
    onError: (error) => expect.fail(String(error)),
  });
  for (const step of story) {
    at.now += 1_000;
    if (step.do === "wait") at.now += step.days * DAY_MS;
    else if (step.do === "keep") await keeper.round();
    else if (step.do === "look") await at.follower.sets();
    else if (step.do === "erase") await at.tracker.change(`u${step.user}`, [{ kind: "erase" }]);
    else if (step.do === "pause") {
      const today = Math.floor(at.now / DAY_MS);
      const pause = { id: `${at.now}`, from: today - step.days, to: today + step.days, reason: "away", by: "test" };
      await at.tracker.change(`u${step.user}`, [{ kind: "protect", protection: "paused", ...pause }]);
    } else {
      await at.tracker.recordMany(
        [{ userId: `u${step.user}`, type: "problem_solved", ref: `p${step.ref}`, at: at.now - step.back * DAY_MS }],
        { source: "import" },
      );
    }
  }
}

interface Place {
  readonly url: string;
  readonly drop?: () => Promise<void>;
}

/** Engines, and how many stories are played on each: databases of PostgreSQL take their time. */
const engines: readonly [string, number, () => Promise<Place>][] = [
  ["memory", 25, async () => ({ url: "memory:" })],
  ["SQLite", 15, async () => ({ url: "sqlite::memory:" })],
  ["PostgreSQL", 5, () => freshDatabase()],
];

/** A story on a database of its own: what is followed must be what the users' rows say, and survive. */
async function check({ url, drop }: Place, story: readonly Step[]): Promise<void> {
  const at = await scene(url);
  try {
    await play(at, story);
    const followed = await picture(at, at.follower);
    const seen = Object.fromEntries(Object.entries(followed).filter(([key]) => !key.endsWith("kept")));
    expect(seen).toEqual(await expected(at));
    // What was added up of an erased user stays: nobody can tell whose it was.
    const isWhole = story.every((step) => step.do !== "erase");
    const sums = async (follower: Follower): Promise<Record<string, number>> => (isWhole ? totals(follower) : {});
    const summed = await sums(at.follower);
    const odd = await backDated(at, at.follower);
    const restarted = followerOf(at.store, at.tracker);
    expect(await picture(at, restarted), "after a restart").toEqual(followed);
    expect(await sums(restarted), "after a restart").toEqual(summed);
    expect(await backDated(at, restarted), "after a restart").toEqual(odd);
    await rebuildMetrics({ store: at.store, book: () => at.tracker.book, now: () => at.now });
    const rebuilt = followerOf(at.store, at.tracker);
    expect(await picture(at, rebuilt), "made again").toEqual(followed);
    expect(await sums(rebuilt), "made again").toEqual(summed);
    expect(await backDated(at, rebuilt), "made again").toEqual(odd);
  } finally {
    await at.tracker.close();
    await drop?.();
  }
}

describe.each(engines)("reports that follow what is recorded, on %s", (_, runs, place) => {
  it("know at every moment what the users' rows know, and the same as when made again from them", async () => {
    const numRuns = Number(process.env.DAYSTREAK_PROPERTY_RUNS ?? runs);
    await fc.assert(
      fc.asyncProperty(steps, async (story) => check(await place(), story)),
      { numRuns },
    );
  });
});
