import { describe, expect, it } from "vitest";
import { ALERT_KINDS } from "../../src/metrics/alert.ts";
import { METRICS } from "../../src/metrics/registry.ts";
import { createTestApi, expectRefusal, type TestApi } from "./support.ts";

/** Ada came on three dates and met the goal on the last, Ben on the first only; it is the evening of 4 March. */
async function withTwo(): Promise<TestApi> {
  const api = await createTestApi({ now: "2026-03-04T20:00:00Z" });
  const at = (day: string): string => `${day}T12:00:00Z`;
  for (const day of ["2026-03-02", "2026-03-03"]) {
    await api.tracker.record({ userId: "ada", type: "request", at: at(day), zone: "UTC" }, { source: "key" });
  }
  await api.tracker.record({ userId: "ben", type: "request", at: at("2026-03-02"), zone: "UTC" }, { source: "key" });
  await api.tracker.record({ userId: "ada", type: "lesson_view", ref: "l1", at: at("2026-03-04") }, { source: "key" });
  for (const ref of ["a", "b", "c"]) {
    await api.tracker.record({ userId: "ada", type: "problem_solved", ref, at: at("2026-03-04") }, { source: "key" });
  }
  return api;
}

describe("GET /api/admin/metrics/", () => {
  it("lists every metric with its definition and its columns", async () => {
    const api = await withTwo();
    const { status, body } = await api.call("GET", "/api/admin/metrics/", { key: "read" });
    expect(status).toBe(200);
    expect(body.metrics.map(({ name }: { name: string }) => name)).toEqual([...METRICS.keys()]);
    for (const { definition, columns } of body.metrics) {
      expect(definition.length).toBeGreaterThan(40);
      expect(Object.keys(columns).length).toBeGreaterThan(0);
    }
  });

  it("answers with the columns it lists, whichever metric is asked", async () => {
    const api = await withTwo();
    for (const { name, columns, hasPeriods = false } of METRICS.values()) {
      for (const period of hasPeriods ? ["day", "week", "month"] : ["day"]) {
        const path = `/api/admin/metrics/${name}/?from=2026-03-01&to=2026-03-04&period=${period}`;
        const { status, body } = await api.call("GET", path, { key: "read" });
        expect([name, status]).toEqual([name, 200]);
        expect(body).toMatchObject({ name, from: "2026-03-01", to: "2026-03-04" });
        expect(body.rows.length, name).toBeGreaterThan(0);
        const [, ...given] = Object.keys(body.rows[0]);
        expect(Object.keys(columns), name).toEqual(expect.arrayContaining(given));
      }
    }
  });

  it("counts what was recorded a moment ago, and no longer who was erased", async () => {
    const api = await withTwo();
    const dau = async (): Promise<unknown> =>
      (await api.call("GET", "/api/admin/metrics/dau?from=2026-03-01", { key: "read" })).body.rows;
    expect(await dau()).toEqual([
      { date: "2026-03-01", dau: 0 },
      { date: "2026-03-02", dau: 2 },
      { date: "2026-03-03", dau: 1 },
      { date: "2026-03-04", dau: 1 },
    ]);
    await api.tracker.record({ userId: "cy", type: "request" });
    await api.tracker.change("ada", [{ kind: "erase" }]);
    expect(await dau()).toEqual([
      { date: "2026-03-01", dau: 0 },
      { date: "2026-03-02", dau: 1 },
      { date: "2026-03-03", dau: 0 },
      { date: "2026-03-04", dau: 1 },
    ]);
  });

  it("gives streaks, states and completion of the same days", async () => {
    const api = await withTwo();
    const rows = async (name: string, to = "2026-03-04"): Promise<unknown[]> =>
      (await api.call("GET", `/api/admin/metrics/${name}/?from=${to}&to=${to}`, { key: "read" })).body.rows;
    expect(await rows("current_streaks")).toEqual([
      { length: 0, users: 1 },
      { length: 3, users: 1 },
    ]);
    expect(await rows("growth_states")).toEqual([
      {
        date: "2026-03-04",
        new: 0,
        current: 1,
        reactivated: 0,
        resurrected: 0,
        atRiskWAU: 1,
        atRiskMAU: 0,
        dormant: 0,
      },
    ]);
    expect(await rows("completion_rate")).toEqual([
      { date: "2026-03-04", active_days: 1, complete_days: 1, completion_rate: 1 },
    ]);
    expect(await rows("live_streaks")).toEqual([
      { date: "2026-03-04", live_streak_users: 1, live_streak_sum: 3, live_streak_max: 3, broken_streaks: 1 },
    ]);
  });

  it("gives CSV by name and by Accept", async () => {
    const api = await withTwo();
    const path = "/api/admin/metrics/wau/?from=2026-03-03&to=2026-03-04";
    const named = await api.call("GET", `${path}&format=csv`, { key: "read" });
    expect(named.body).toBe("date,wau\r\n2026-03-03,2\r\n2026-03-04,2\r\n");
    expect(named.headers.get("content-disposition")).toBe('attachment; filename="wau-2026-03-03-2026-03-04.csv"');
    const accepted = await api.call("GET", path, { key: "read", headers: { accept: "text/csv" } });
    expect(accepted.body).toBe(named.body);
  });

  it("gives CSV with its columns also where there is nothing", async () => {
    const api = await createTestApi();
    for (const { name } of METRICS.values()) {
      const { body } = await api.call("GET", `/api/admin/metrics/${name}/?to=2026-02-09&format=csv`, { key: "read" });
      expect(body.split("\r\n")[0], name).toMatch(/^[a-z_]+(,\w+)+$/);
    }
  });

  it("counts one group, as it is known of its users", async () => {
    const api = await withTwo();
    await api.tracker.change("ben", [{ kind: "attributes", groups: ["evening"] }]);
    await api.tracker.change("ada", [{ kind: "attributes", groups: ["morning", "both"] }]);
    const dau = async (query: string): Promise<number[]> => {
      const { body } = await api.call("GET", `/api/admin/metrics/dau/?from=2026-03-02&${query}`, { key: "read" });
      return body.rows.map((row: { dau: number }) => row.dau);
    };
    expect(await dau("")).toEqual([2, 1, 1]);
    expect(await dau("group=")).toEqual([2, 1, 1]);
    expect(await dau("group=evening")).toEqual([1, 0, 0]);
    expect(await dau("group=morning")).toEqual([1, 1, 1]);
    expect(await dau("group=nobody")).toEqual([0, 0, 0]);
    await api.tracker.record({ userId: "ben", type: "request", zone: "UTC" });
    expect(await dau("group=evening")).toEqual([1, 0, 1]);
    await api.tracker.change("ada", [{ kind: "attributes", groups: ["evening"] }]);
    api.at("2026-03-04T20:01:01Z");
    expect(await dau("group=evening")).toEqual([2, 1, 2]);
    for (const { name, isOfEverybody = false } of METRICS.values()) {
      const { status, body } = await api.call("GET", `/api/admin/metrics/${name}/?group=evening`, { key: "read" });
      expect([name, status]).toEqual([name, isOfEverybody ? 422 : 200]);
      expect(body[isOfEverybody ? "code" : "group"]).toBe(isOfEverybody ? "range_invalid" : "evening");
    }
  });

  it("gives the dates before, too, to compare with", async () => {
    const api = await withTwo();
    const path = "/api/admin/metrics/dau/?from=2026-03-03&to=2026-03-04&compare=previous";
    const { body } = await api.call("GET", path, { key: "read" });
    expect(body.rows.map(({ dau }: { dau: number }) => dau)).toEqual([1, 1]);
    expect(body.previous).toEqual({
      from: "2026-03-01",
      to: "2026-03-02",
      rows: [
        { date: "2026-03-01", dau: 0 },
        { date: "2026-03-02", dau: 2 },
      ],
    });
    const table = await api.call("GET", `${path}&format=csv`, { key: "read" });
    expect(table.body.split("\r\n")).toEqual([
      "range,date,dau",
      "previous,2026-03-01,0",
      "previous,2026-03-02,2",
      "asked,2026-03-03,1",
      "asked,2026-03-04,1",
      "",
    ]);
    const other = "/api/admin/metrics/dau/?compare=next";
    expectRefusal(await api.call("GET", other, { key: "read" }), 400, "request_invalid");
  });

  it("gives as many weeks or months before, none of them twice", async () => {
    const api = await withTwo();
    const datesBefore = async (period: string): Promise<string[]> => {
      // From a Wednesday to a Wednesday: three weeks, two months.
      const path = `/api/admin/metrics/lifecycle/?from=2026-02-18&to=2026-03-04&compare=previous&period=${period}`;
      const { body } = await api.call("GET", path, { key: "read" });
      expect(body.previous.rows).toHaveLength(body.rows.length);
      return [body.previous.from, body.previous.to, ...body.previous.rows.map(({ date }: { date: string }) => date)];
    };
    expect(await datesBefore("week")).toEqual(["2026-01-26", "2026-02-15", "2026-01-26", "2026-02-02", "2026-02-09"]);
    expect(await datesBefore("month")).toEqual(["2025-12-01", "2026-01-31", "2025-12-01", "2026-01-01"]);
  });

  it("refuses whoever may not read, and ranges that are none", async () => {
    const api = await withTwo();
    expectRefusal(await api.call("GET", "/api/admin/metrics/dau/", { as: "ada" }), 403, "scope_missing");
    expectRefusal(await api.call("GET", "/api/admin/metrics/dau/", { key: "ingest" }), 403, "scope_missing");
    expectRefusal(await api.call("GET", "/api/admin/metrics/dau/", {}), 401, "credentials_missing");
    const refused = async (query: string, code: string, status = 422): Promise<void> =>
      expectRefusal(await api.call("GET", `/api/admin/metrics/dau/?${query}`, { key: "admin" }), status, code);
    await refused("from=2026-03-04&to=2026-03-01", "range_invalid");
    await refused("from=1990-01-01", "range_invalid");
    await refused("from=yesterday", "date_invalid");
    await refused("period=week", "range_invalid");
    await refused("period=year", "range_invalid");
    await refused("format=xml", "request_invalid", 400);
  });
});

describe("GET /api/admin/overview/", () => {
  it("tells who is there, and today beside yesterday and a week ago", async () => {
    const api = await withTwo();
    await api.tracker.record({ userId: "cy", type: "request", zone: "UTC" });
    const { status, body } = await api.call("GET", "/api/admin/overview/", { key: "read" });
    expect(status).toBe(200);
    const dates = { wau: 3, mau28: 3, live_streak_users: 2, completion_rate: 0.5 };
    expect(body).toEqual({
      as_of: "2026-03-04T20:00:00.000Z",
      active_now: 1,
      users: 3,
      today: { date: "2026-03-04", dau: 2, new: 1, ...dates },
      yesterday: { ...dates, date: "2026-03-03", dau: 1, new: 0, wau: 2, mau28: 2, completion_rate: 0 },
      week_ago: { date: "2026-02-25", dau: 0, wau: 0, mau28: 0, new: 0, live_streak_users: 0, completion_rate: null },
      expected_dau: null,
      alerts: [],
    });
    expectRefusal(await api.call("GET", "/api/admin/overview/", { as: "ada" }), 403, "scope_missing");
  });

  it("says nothing where nobody ever came", async () => {
    const api = await createTestApi();
    const { body } = await api.call("GET", "/api/admin/overview/", { key: "read" });
    expect(body).toMatchObject({ active_now: 0, users: 0, today: { dau: 0 }, expected_dau: null });
  });
});

describe("GET /api/admin/alerts/", () => {
  it("tells of a date on which hardly anybody came, and of nothing on others", async () => {
    const api = await createTestApi({ now: "2026-03-04T20:00:00Z" });
    const date = (back: number): string =>
      new Date(Date.parse("2026-03-04T12:00:00Z") - back * 86_400_000).toISOString();
    const users = Array.from({ length: 40 }, (_, i) => `user-${i}`);
    for (let back = 40; back >= 1; back--) {
      const came = back === 3 ? users.slice(0, 2) : users;
      await api.tracker.recordMany(
        came.map((userId) => ({ userId, type: "request", at: date(back), zone: "UTC" })),
        { source: "import" },
      );
    }
    const { status, body } = await api.call("GET", "/api/admin/alerts/", { key: "read" });
    expect([status, body.from, body.to]).toEqual([200, "2025-12-05", "2026-03-04"]);
    expect(body.detectors.map(({ kind }: { kind: string }) => kind)).toEqual(ALERT_KINDS);
    expect(body.alerts).toEqual([
      {
        id: "dau_off_baseline:2026-03-01:",
        kind: "dau_off_baseline",
        title: "Daily users off their weekday",
        date: "2026-03-01",
        until: "2026-03-01",
        user_id: null,
        user_ids: [],
        users: 0,
        type: null,
        value: 2,
        usual: 40,
        text: "2 users were active on 2026-03-01, far fewer than expected.",
        usual_text: "The same weekday of the last weeks lets expect 40.",
        reason: "Off by 6 deviations; told from 4 on, and from 30 % and 8 users.",
        look_at: expect.stringContaining("outages"),
      },
    ]);
    const table = await api.call("GET", "/api/admin/alerts/?format=csv&kind=dau_off_baseline", { key: "read" });
    expect(table.body.split("\r\n").map((line: string) => line.split(",").slice(0, 2))).toEqual([
      ["id", "kind"],
      ["dau_off_baseline:2026-03-01:", "dau_off_baseline"],
      [""],
    ]);
    const silent = await api.call("GET", "/api/admin/alerts/?kind=type_silent", { key: "read" });
    expect([silent.body.detectors.length, silent.body.alerts]).toEqual([1, []]);
    const unknown = await api.call("GET", "/api/admin/alerts/?kind=moon", { key: "read" });
    expectRefusal(unknown, 400, "request_invalid");
    const later = await api.call("GET", "/api/admin/alerts/?from=2026-03-02", { key: "read" });
    expect(later.body.alerts).toEqual([]);
    expectRefusal(await api.call("GET", "/api/admin/alerts/", { as: "user-1" }), 403, "scope_missing");
  });
});

describe("GET /api/admin/what-if/", () => {
  it("follows things as they are, and with a rate moved", async () => {
    const api = await withTwo();
    const { status, body } = await api.call("GET", "/api/admin/what-if/?to=2026-03-04&days=10&CURR=1", { key: "read" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      date: "2026-03-04",
      over: 28,
      moved: { CURR: 1 },
      model: { NURR: 0.5, new_users: 0.1 },
    });
    expect(body.rows).toHaveLength(10);
    expect(body.rows[0].date).toBe("2026-03-05");
    const last = body.rows.at(-1);
    expect(body.worth).toBeCloseTo(last.dau_moved - last.dau, 5);
    const still = await api.call("GET", "/api/admin/what-if/?to=2026-03-04&days=10", { key: "read" });
    expect(still.body.worth).toBe(0);
    const more = await api.call("GET", "/api/admin/what-if/?to=2026-03-04&days=10&new_users=50", { key: "read" });
    expect(more.body.worth).toBeGreaterThanOrEqual(49);
  });

  it("refuses rates that are none, and whoever may not read", async () => {
    const api = await withTwo();
    const table = await api.call("GET", "/api/admin/what-if/?to=2026-03-04&days=2&format=csv", { key: "read" });
    expect(table.body).toMatch(/^date,dau,dau_moved\r\n2026-03-05,[\d.]+,[\d.]+\r\n2026-03-06,[\d.]+,[\d.]+\r\n$/);
    expectRefusal(await api.call("GET", "/api/admin/what-if/", { as: "ada" }), 403, "scope_missing");
    for (const query of ["CURR=1.1", "CURR=-1", "CURR=much", "days=0", "days=1.5", "iWAURR=0.7&wauLossRate=0.7"]) {
      expectRefusal(await api.call("GET", `/api/admin/what-if/?${query}`, { key: "read" }), 422, "range_invalid");
    }
  });
});
