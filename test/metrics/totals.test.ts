import { afterEach, describe, expect, it } from "vitest";
import { requireDate } from "../../src/core/calendar.ts";
import { createMetrics, type Metrics } from "../../src/metrics/metrics.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";

const open: Tracker[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((tracker) => tracker.close()));
});

interface Scene {
  readonly tracker: Tracker;
  readonly metrics: Metrics;
  /** Time passes, and the sweep concludes it. */
  at(instant: string, ...users: string[]): Promise<void>;
}

async function scene(): Promise<Scene> {
  const clock = createFakeClock("2026-03-02T09:30:00Z");
  const tracker = await createTracker({
    store: createMemoryStore(),
    clock: clock.now,
    rules: { goal: { problems: 1 }, milestones: [2] },
  });
  open.push(tracker);
  const { store, now } = tracker;
  const metrics = createMetrics({
    store,
    book: () => tracker.book,
    now,
    onError: (error) => expect.fail(String(error)),
  });
  return {
    tracker,
    metrics,
    async at(instant, ...users) {
      clock.set(instant);
      for (const user of users) await tracker.change(user, [{ kind: "tick" }]);
    },
  };
}

/** A few dates of a series that are not all zero, by their first column. */
async function rows(metrics: Metrics, name: string, period?: "week"): Promise<unknown[]> {
  const ask = { from: requireDate("2026-03-02"), to: requireDate("2026-03-09"), period };
  const { rows } = await metrics.series(name, ask);
  return rows.filter((row) =>
    Object.values(row)
      .slice(period === undefined ? 1 : 0)
      .some((value) => value !== 0),
  );
}

describe("numbers that are added up", () => {
  it("count problems and lessons once a user and date, also after a repeat", async () => {
    const { tracker, metrics } = await scene();
    for (const userId of ["ada", "ben", "ada"]) await tracker.record({ userId, type: "problem_solved", ref: "p1" });
    await tracker.record({ userId: "ada", type: "problem_solved", ref: "p2" });
    await tracker.record({ userId: "ada", type: "lesson_completed", ref: "l1" });
    expect(await rows(metrics, "problems_solved")).toEqual([{ date: "2026-03-02", problems_solved: 3 }]);
    expect(await rows(metrics, "problems_solved", "week")).toEqual([
      { date: "2026-03-02", problems_solved: 3 },
      { date: "2026-03-09", problems_solved: 0 },
    ]);
    expect(await rows(metrics, "lessons_completed")).toEqual([{ date: "2026-03-02", lessons_completed: 1 }]);
  });

  it("tell which lessons are viewed, and which of them are given up", async () => {
    const { tracker, metrics } = await scene();
    for (const userId of ["ada", "ben", "cy"]) await tracker.record({ userId, type: "lesson_view", ref: "hard" });
    await tracker.record({ userId: "ada", type: "lesson_view", ref: "hard" });
    await tracker.record({ userId: "ada", type: "lesson_completed", ref: "hard" });
    await tracker.record({ userId: "ben", type: "lesson_completed", ref: "=easy" });
    await tracker.record({ userId: "ben", type: "problem_view", ref: "p1" });
    const { rows } = await metrics.series("lesson_views");
    expect(rows).toEqual([
      { lesson: "hard", views: 3, completions: 1, abandoned: 2, abandoned_share: 0.666667 },
      { lesson: "=easy", views: 0, completions: 1, abandoned: 0, abandoned_share: null },
    ]);
  });

  it("know the hour by the clock where a user is", async () => {
    const { tracker, metrics } = await scene();
    await tracker.record({ userId: "ada", type: "request", zone: "UTC" });
    await tracker.record({ userId: "ben", type: "request", zone: "Asia/Tokyo" });
    await tracker.record({ userId: "ben", type: "lesson_view", ref: "l1", zone: "Asia/Tokyo" });
    const { rows } = await metrics.series("punch_card");
    expect(rows).toHaveLength(168);
    expect(rows.filter(({ seen }) => seen !== 0)).toEqual([
      { weekday: 1, hour: 9, seen: 1, activities: 0 },
      { weekday: 1, hour: 18, seen: 1, activities: 1 },
    ]);
  });

  it("tell of streaks that broke and were healed by what arrived late, and of milestones", async () => {
    const { tracker, metrics, at } = await scene();
    await tracker.record({ userId: "ada", type: "problem_solved", ref: "p1", zone: "UTC" });
    await at("2026-03-03T09:30:00Z");
    await tracker.record({ userId: "ada", type: "request", zone: "UTC" });
    await at("2026-03-05T09:30:00Z", "ada");
    const none = { healed: 0, goal_healed: 0, freezes_used: 0, freezes_returned: 0, freezes_earned: 0, restored: 0 };
    expect(await rows(metrics, "streak_facts")).toEqual([
      { date: "2026-03-03", broken: 0, goal_broken: 1, milestones: 1, ...none },
      { date: "2026-03-04", broken: 1, goal_broken: 0, milestones: 0, ...none },
    ]);
    await tracker.record({ userId: "ada", type: "request", zone: "UTC" });
    const late = { userId: "ada", type: "request", at: "2026-03-04T12:00:00Z", zone: "UTC" } as const;
    await tracker.record(late, { source: "key" });
    const healed = (await rows(metrics, "streak_facts")).map((row) => (row as { healed: number }).healed);
    expect(healed.reduce((sum, count) => sum + count, 0)).toBe(1);
  });
});
