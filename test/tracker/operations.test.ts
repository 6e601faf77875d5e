import { describe, expect, it } from "vitest";
import { createApi } from "../../src/api/create-api.ts";
import { metricsOf } from "../../src/api/metrics-of.ts";
import { durationBelow, quietMinute } from "../../src/core/minute-counts.ts";
import { operationRow } from "../../src/core/operation-rows.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { MINUTES_KEPT } from "../../src/tracker/operations.ts";
import { createRequestActivity } from "../../src/tracker/request-activity.ts";
import { createSweep } from "../../src/tracker/sweep.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";

const MINUTE = 60_000;
const START = "2026-03-01T10:00:00Z";
const ADMIN = { kind: "user", userId: "root", isAdmin: true } as const;

async function rowsOf(tracker: Tracker): Promise<Record<string, unknown>[]> {
  const { minutes } = await tracker.operations.report(tracker.now());
  return minutes.map((minute) => operationRow(minute, tracker.now()));
}

describe("what a process does, minute by minute", () => {
  it("is counted in the minute in which it happens", async () => {
    const clock = createFakeClock(START);
    const tracker = await createTracker({ store: createMemoryStore(), clock: clock.now });
    for (let i = 0; i < 3; i++) await tracker.record({ userId: "ada", type: "request", zone: "UTC" });
    clock.advance(2 * MINUTE);
    await tracker.record({ userId: "ben", type: "problem_solved", ref: "a" });
    await tracker.record({ userId: "ben", type: "problem_solved", ref: "a" });
    await tracker.record({ userId: "ben", type: "nonsense" });
    clock.advance(6_000);
    expect(await rowsOf(tracker)).toMatchObject([
      {
        at: "2026-03-01T10:00:00.000Z",
        activities: 3,
        per_second: 0.05,
        accepted: 1,
        marked: 2,
        hit_rate: 0.667,
        writes: 1,
      },
      { at: "2026-03-01T10:02:00.000Z", activities: 3, per_second: 0.5, duplicates: 1, rejected: 1, hit_rate: null },
    ]);
    await tracker.close();
  });

  it("is kept for three hours", async () => {
    const clock = createFakeClock(START);
    const tracker = await createTracker({ store: createMemoryStore(), clock: clock.now });
    for (let i = 0; i < MINUTES_KEPT + 20; i++) {
      await tracker.record({ userId: "ada", type: "problem_solved", ref: `p${i}` });
      clock.advance(MINUTE);
    }
    expect((await rowsOf(tracker)).length).toBeLessThanOrEqual(MINUTES_KEPT + 1);
    await tracker.close();
  });

  it("is added up over the processes that tell of themselves, by their sweeps", async () => {
    const clock = createFakeClock(START);
    const store = createMemoryStore();
    const [here, there] = [
      await createTracker({ store, clock: clock.now }),
      await createTracker({ store, clock: clock.now }),
    ];
    for (const tracker of [here, there]) await tracker.record({ userId: "ada", type: "problem_solved", ref: "p" });
    expect(await rowsOf(here)).toMatchObject([{ activities: 1 }]);
    await createSweep({ tracker: there }).round();
    expect(await rowsOf(here)).toMatchObject([{ activities: 2, accepted: 1, duplicates: 1, writes: 2 }]);
    const { processes } = await here.operations.report(clock.now());
    expect(processes.map(({ isOwn }) => isOwn)).toEqual([true, false]);
    expect(await here.activeNow()).toBe(1);
    clock.advance(6 * MINUTE);
    expect((await here.operations.report(clock.now())).processes).toHaveLength(1);
    await here.close();
  });

  it("says what calls and requests took", async () => {
    const clock = createFakeClock(START);
    const tracker = await createTracker({ store: createMemoryStore(), clock: clock.now });
    const api = createApi({ tracker, authenticate: async () => ADMIN });
    const { answered } = createRequestActivity<string>(tracker, () => undefined, { user: (request) => request });
    for (let i = 0; i < 65; i++) answered("ada", "GET", "/page", clock.now(), 200);
    await tracker.flush();
    await api(new Request("https://app.example/api/admin/overview/"));
    await api(new Request("https://app.example/api/streak/?as_of=never"));
    const answer = await api(new Request("https://app.example/api/admin/operations/"));
    const { rows, processes, own, columns } = JSON.parse((await answer?.text()) ?? "");
    expect(rows).toMatchObject([{ activities: 65, calls: 2, call_errors: 0 }]);
    expect(rows[0].middleware_us).toBeGreaterThan(0);
    expect(rows[0].call_ms_p95).toBeGreaterThan(0);
    expect(Object.keys(rows[0])).toEqual(["at", ...Object.keys(columns)]);
    expect(processes).toMatchObject([{ is_own: true, since: "2026-03-01T10:00:00.000Z" }]);
    expect(own).toMatchObject({ store: "memory", queued_users: 0 });
    const table = await api(new Request("https://app.example/api/admin/operations/?format=csv"));
    expect((await table?.text())?.split("\r\n")[0]).toBe(Object.keys(rows[0]).join(","));
    const others = await api(new Request("https://app.example/api/admin/operations/?format=csv&table=processes"));
    expect((await others?.text())?.split("\r\n").map((line) => line.split(",").slice(1))).toEqual([
      ["since", "seen_at", "is_own"],
      ["2026-03-01T10:00:00.000Z", expect.any(String), "1"],
      [],
    ]);
    const series = await metricsOf(tracker).series("operations");
    expect(series.rows).toMatchObject([{ at: "2026-03-01T10:00:00.000Z", activities: 65 }]);
    await tracker.close();
  });
});

describe("durations", () => {
  it("are told by the end of the step in which a share of them lies", () => {
    const { writeSteps } = quietMinute(0);
    expect(durationBelow(writeSteps, 0.5)).toBeNull();
    writeSteps[1] = 90;
    writeSteps[6] = 10;
    expect([durationBelow(writeSteps, 0.5), durationBelow(writeSteps, 0.95)]).toEqual([1, 50]);
  });
});
