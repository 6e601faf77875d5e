import { describe, expect, it } from "vitest";
import type { RulesInput } from "../../src/core/rules-check.ts";
import { createSweep } from "../../src/tracker/sweep.ts";
import { createTestApi, type TestApi } from "../api/support.ts";

/** A platform whose learners come at noon; 2 March 2026 is a Monday. */
interface Scene {
  readonly api: TestApi;
  /** Lets a learner come on some dates, and time pass to them. */
  come(userId: string, ...dates: readonly string[]): Promise<void>;
  /** Time passes, and the sweep concludes what it brings about. */
  pass(instant: string): Promise<void>;
  /** Live streaks of one date, their lengths added up, and streaks that broke. */
  on(date: string): Promise<[users: number, sum: number, broken: number]>;
  act(method: string, path: string, json?: unknown): Promise<void>;
}

async function scene(rules: RulesInput): Promise<Scene> {
  const api = await createTestApi({ now: "2026-03-02T00:00:00Z", rules });
  const sweep = createSweep({ tracker: api.tracker });
  return {
    api,
    async come(userId, ...dates) {
      for (const date of dates) {
        api.at(`${date}T12:00:00Z`);
        await api.tracker.record({ userId, type: "request", zone: "UTC" });
      }
    },
    async pass(instant) {
      api.at(instant);
      await sweep.round();
    },
    async on(date) {
      const path = `/api/admin/metrics/live_streaks/?from=${date}&to=${date}`;
      const [row] = (await api.call("GET", path, { key: "read" })).body.rows;
      return [row.live_streak_users, row.live_streak_sum, row.broken_streaks];
    },
    async act(method, path, json) {
      const { status } = await api.call(method, path, { key: "admin", ...(json !== undefined && { json }) });
      expect([path, status]).toEqual([path, 200]);
    },
  };
}

describe("dates that keep streaks in reports", () => {
  it("are the rest days of the rules, before anybody has missed them", async () => {
    const { come, on } = await scene({ restDays: [6, 7] });
    await come("ada", "2026-03-05", "2026-03-06");
    expect(await on("2026-03-08")).toEqual([1, 2, 0]);
    expect(await on("2026-03-09")).toEqual([1, 2, 0]);
    expect(await on("2026-03-10")).toEqual([0, 0, 1]);
    await come("ada", "2026-03-09");
    expect(await on("2026-03-10")).toEqual([1, 3, 0]);
  });

  it("are a learner's own rest days, for as long as the learner comes", async () => {
    const { api, act, come, on } = await scene({});
    await act("PATCH", "/v1/users/ada", { rest_days: [7] });
    for (let week = 0; week < 12; week++) {
      const monday = Date.parse("2026-03-02T12:00:00Z") + week * 7 * 86_400_000;
      for (let day = 0; day < 6; day++) {
        await come("ada", new Date(monday + day * 86_400_000).toISOString().slice(0, 10));
      }
    }
    expect(await on(new Date(api.now()).toISOString().slice(0, 10))).toEqual([1, 72, 0]);
  });

  it("are those of a pause, to its end", async () => {
    const { act, come, on } = await scene({});
    await come("ada", "2026-03-02");
    await act("POST", "/v1/users/ada/pauses", { from: "2026-03-03", to: "2026-06-30", reason: "away", id: "p" });
    expect(await on("2026-07-01")).toEqual([1, 1, 0]);
    expect(await on("2026-07-02")).toEqual([0, 0, 1]);
  });

  it("are dates excused for everyone, in past and future, until that is withdrawn", async () => {
    const { act, come, pass, on } = await scene({});
    await come("ada", "2026-03-02", "2026-03-04");
    await come("ben", "2026-03-02", "2026-03-03", "2026-03-04");
    await pass("2026-03-05T00:00:30Z");
    expect(await on("2026-03-04")).toEqual([2, 4, 1]);
    await act("POST", "/api/admin/calendar", { date: "2026-03-03", reason: "outage" });
    await act("POST", "/api/admin/calendar", { date: "2026-03-05", reason: "holiday" });
    await pass("2026-03-05T00:01:00Z");
    expect(await on("2026-03-04")).toEqual([2, 5, 0]);
    expect(await on("2026-03-06")).toEqual([2, 5, 0]);
    await act("DELETE", "/api/admin/calendar?date=2026-03-03&reason=mistake");
    await pass("2026-03-05T00:02:00Z");
    expect(await on("2026-03-04")).toEqual([2, 4, 1]);
    expect(await on("2026-03-06")).toEqual([2, 4, 0]);
    await act("DELETE", "/api/admin/calendar?date=2026-03-05&reason=mistake");
    await pass("2026-03-06T00:01:00Z");
    expect(await on("2026-03-06")).toEqual([0, 0, 2]);
  });
});
