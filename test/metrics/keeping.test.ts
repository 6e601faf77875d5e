import { afterEach, describe, expect, it } from "vitest";
import type { Instant } from "../../src/core/calendar.ts";
import { createFollower, type Follower, NEWS_KEPT_MS } from "../../src/metrics/follower.ts";
import { createKeeper, type Keeper } from "../../src/metrics/keeper.ts";
import { underMetricsLease } from "../../src/metrics/metrics-lease.ts";
import { rebuildMetrics } from "../../src/metrics/rebuild-metrics.ts";
import { countUsers } from "../../src/metrics/user-bits.ts";
import { openStore } from "../../src/storage/open.ts";
import type { MetricTables, Store } from "../../src/storage/store.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";

const START = Date.UTC(2026, 2, 2, 12);
const DATE = Math.floor(START / 86_400_000);
const MINUTE = 60_000;

interface Scene {
  readonly store: Store;
  readonly tracker: Tracker;
  /** A process of its own: a keeper and what it follows, over the store or over tables that stand before it. */
  process(metrics?: MetricTables): { readonly follower: Follower; readonly keeper: Keeper };
  pass(ms: number): void;
  now(): Instant;
}

const open: Tracker[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((tracker) => tracker.close()));
});

async function scene(url: string): Promise<Scene> {
  const store = await openStore(url);
  let time = START;
  const now = (): Instant => time;
  const tracker = await createTracker({ store, clock: now });
  open.push(tracker);
  return {
    store,
    tracker,
    now,
    pass(ms) {
      time += ms;
    },
    process(metrics = store.metrics) {
      const before = { ...store, metrics };
      const follower = createFollower({ store: before, book: () => tracker.book, now });
      const onError = (error: unknown): void => expect.fail(String(error));
      return { follower, keeper: createKeeper({ store: before, follower, book: () => tracker.book, now, onError }) };
    },
  };
}

/** Each of them solves one problem. */
async function solve({ tracker }: Scene, ...users: string[]): Promise<void> {
  await tracker.recordMany(users.map((userId) => ({ userId, type: "problem_solved", ref: "p", zone: "UTC" })));
}

/** What a process that starts now knows: the active users of the date, and the problems they solved. */
async function known(at: Scene): Promise<{ active: number; problems: number }> {
  const { follower } = at.process();
  const sets = await follower.sets();
  const totals = await follower.totals(DATE, DATE);
  const problems = totals.filter(({ name }) => name === "problems_solved");
  return {
    active: countUsers(sets.part(0).users("active", DATE)),
    problems: problems.reduce((sum, { value }) => sum + value, 0),
  };
}

/** Tables that count what is written to them. */
function watched(tables: MetricTables): { readonly tables: MetricTables; saves: number } {
  const watch = {
    saves: 0,
    tables: {
      ...tables,
      save(work: Parameters<MetricTables["save"]>[0]) {
        watch.saves++;
        return tables.save(work);
      },
    },
  };
  return watch;
}

describe.each(["memory:", "sqlite::memory:"])("keeping reports on %s", (url) => {
  it("is done by one process at a time, and by another one once the first has died", async () => {
    const at = await scene(url);
    await solve(at, "ada");
    const { keeper } = at.process();
    const { lease } = at.store.shared;
    expect(await lease("metrics", "another process", at.now(), at.now() + 5 * MINUTE)).toBe(true);
    expect(await keeper.round()).toBe(false);
    expect(await known(at)).toEqual({ active: 1, problems: 1 });
    at.pass(5 * MINUTE);
    expect(await keeper.round()).toBe(true);
    expect(await known(at)).toEqual({ active: 1, problems: 1 });
  });

  it("counts once what two processes count at the same time", async () => {
    const at = await scene(url);
    await solve(at, "ada", "ben");
    const [one, other] = [at.process(), at.process()];
    await Promise.all([one.follower.sets(), other.follower.sets()]);
    const rounds = await Promise.all([one.keeper.round(), other.keeper.round()]);
    expect(rounds.filter(Boolean).length).toBeGreaterThanOrEqual(1);
    await solve(at, "cy");
    await Promise.all([other.keeper.round(), one.keeper.round()]);
    expect(await known(at)).toEqual({ active: 3, problems: 3 });
  });

  it("loses and doubles nothing where it ends between sets and totals", async () => {
    const at = await scene(url);
    await solve(at, "ada", "ben");
    const ending: MetricTables = {
      ...at.store.metrics,
      async save(work) {
        if (work.sets.length === 0) throw new Error("the process ended here");
        await at.store.metrics.save(work);
      },
    };
    await expect(at.process(ending).keeper.round()).rejects.toThrow("the process ended here");
    expect(await known(at)).toEqual({ active: 2, problems: 2 });
    await solve(at, "cy");
    const { keeper } = at.process();
    expect(await keeper.round()).toBe(true);
    await keeper.round();
    expect(await known(at)).toEqual({ active: 3, problems: 3 });
    at.pass(NEWS_KEPT_MS + MINUTE);
    await keeper.round();
    expect(await at.store.metrics.newsSince(0)).toEqual([]);
    expect(await known(at)).toEqual({ active: 3, problems: 3 });
  });

  it("forgets news after a quarter of an hour, and only what is counted", async () => {
    const at = await scene(url);
    await solve(at, "ada");
    await at.process().keeper.round();
    at.pass(NEWS_KEPT_MS + 1);
    await solve(at, "ben");
    const { metrics } = at.store;
    // Somebody else's round, that has not seen the newer news.
    await metrics.save({ sets: [], totals: [], hasErasures: false, forgetBefore: at.now() + MINUTE });
    expect((await metrics.newsSince(0)).map(({ isCounted }) => isCounted)).toEqual([false]);
    expect(await known(at)).toEqual({ active: 2, problems: 2 });
  });

  it("writes nothing where nothing happened", async () => {
    const at = await scene(url);
    const watch = watched(at.store.metrics);
    const { keeper } = at.process(watch.tables);
    expect([await keeper.round(), watch.saves]).toEqual([false, 0]);
    await solve(at, "ada");
    expect(await keeper.round()).toBe(true);
    const written = watch.saves;
    for (let minute = 1; minute <= 15; minute++) {
      at.pass(MINUTE);
      expect(await keeper.round()).toBe(false);
    }
    expect(watch.saves).toBe(written);
    at.pass(MINUTE);
    expect(await keeper.round()).toBe(true);
    expect(await keeper.round()).toBe(false);
  });

  it("makes everything from the users' rows where nobody has, and processes that followed begin anew", async () => {
    const at = await scene(url);
    await at.store.metrics.leaveNews(false);
    await solve(at, "ada", "ben");
    await at.store.metrics.leaveNews(true);
    await at.store.metrics.reset();
    const [one, other] = [at.process(), at.process()];
    const active = async (): Promise<number> => countUsers((await other.follower.sets()).part(0).users("active", DATE));
    expect(await active()).toBe(0);
    expect(await one.keeper.round()).toBe(true);
    expect(await active()).toBe(2);
    expect(await known(at)).toEqual({ active: 2, problems: 2 });
  });

  it("breaks a rebuild off whose lease is lost, and the next round makes it whole", async () => {
    const at = await scene(url);
    await solve(at, "ada");
    const { store, tracker, now } = at;
    const broken = underMetricsLease({ shared: store.shared, holder: "slow", now }, (renew) =>
      rebuildMetrics({
        store,
        book: () => tracker.book,
        now,
        async onPage() {
          at.pass(6 * MINUTE);
          await store.shared.lease("metrics", "another", now(), now() + MINUTE);
          await renew();
        },
      }),
    );
    await expect(broken).rejects.toMatchObject({ code: "conflict" });
    expect(await store.metrics.builtAt()).toBeUndefined();
    at.pass(MINUTE);
    expect(await at.process().keeper.round()).toBe(true);
    expect(await known(at)).toEqual({ active: 1, problems: 1 });
  });
});
