import { beforeEach, describe, expect, it } from "vitest";
import { createTestApi, expectRefusal, type TestApi } from "./support.ts";

let api: TestApi;
let call: TestApi["call"];

/** Ada was active on 8, 9 and 10 February in Paris, and met her goal on the 9th. */
beforeEach(async () => {
  api = await createTestApi();
  call = api.call;
  const solved = ["p1", "p2", "p3"].map((ref) => ({ type: "problem_solved", ref, at: "2026-02-09T10:00:00Z" }));
  const views = ["2026-02-08T10:00:00Z", "2026-02-10T10:00:00Z"].map((at) => ({ type: "request", at }));
  const activities = [...solved, ...views].map((activity) => ({ user_id: "ada", zone: "Europe/Paris", ...activity }));
  const { body } = await call("POST", "/v1/activities", { key: "ingest", json: { activities } });
  expect(body).toMatchObject({ accepted: 5, rejected: [] });
});

describe("the streak", () => {
  it("is the same number for the user and for the platform", async () => {
    const own = await call("GET", "/api/streak/", { as: "ada" });
    const byKey = await call("GET", "/v1/users/ada/streak", { key: "read" });
    expect(own.body).toEqual(byKey.body);
    expect(own.body).toMatchObject({
      user_id: "ada",
      zone: "Europe/Paris",
      date: "2026-02-10",
      current_streak: 3,
      max_streak: 3,
      state: "active",
      goal: { current_streak: 1, max_streak: 1 },
      today: { status: "partial", problems_solved: 0 },
      day_ends_at: "2026-02-10T23:00:00.000Z",
      next_milestone: { days: 7, remaining: 4 },
      lost: null,
    });
  });

  it("is answered as of any instant", async () => {
    const past = await call("GET", "/v1/users/ada/streak?as_of=2026-02-09T12:00:00Z", { key: "read" });
    expect(past.body).toMatchObject({ date: "2026-02-09", current_streak: 2, as_of: "2026-02-09T12:00:00.000Z" });
    const millis = Date.parse("2026-02-09T12:00:00Z");
    expect((await call("GET", `/api/streak?as_of=${millis}`, { as: "ada" })).body).toEqual(past.body);
    const before = await call("GET", "/v1/users/ada/streak?as_of=2026-02-01T00:00:00Z", { key: "read" });
    expect(before.body).toMatchObject({ current_streak: 0, state: "none", zone: "UTC" });
  });

  it("reads an offset whose plus sign was not encoded", async () => {
    const { body } = await call("GET", "/api/streak/?as_of=2026-02-09T13:00:00+01:00", { as: "ada" });
    expect(body.as_of).toBe("2026-02-09T12:00:00.000Z");
  });

  it("shows for an instant to come what will stand then if nothing else happens", async () => {
    const later = async (asOf: string) => (await call("GET", `/api/streak/?as_of=${asOf}`, { as: "ada" })).body;
    const { current_streak: current } = await later("2026-02-10T12:00:00Z");
    expect(await later("2026-02-11T12:00:00Z")).toMatchObject({
      as_of: "2026-02-11T12:00:00.000Z",
      current_streak: current,
      state: "at_risk",
    });
    expect(await later("2026-02-13T12:00:00Z")).toMatchObject({ current_streak: 0, state: "broken" });
    expectRefusal(await call("GET", "/api/streak/?as_of=2036-12-01T12:00:00Z", { as: "ada" }), 422, "range_invalid");
  });

  it("has an ETag that holds while nothing changes, whatever the clock says", async () => {
    const first = await call("GET", "/api/streak/", { as: "ada" });
    const etag = first.headers.get("etag") as string;
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    api.at("2026-02-10T12:30:00Z");
    for (const tag of [etag, etag.slice(2), `"other", ${etag}`, "*"]) {
      const again = await call("GET", "/api/streak/", { as: "ada", headers: { "if-none-match": tag } });
      expect(again).toMatchObject({ status: 304, body: "" });
      expect(again.headers.get("etag")).toBe(etag);
    }
    api.at("2026-02-11T12:30:00Z");
    const later = await call("GET", "/api/streak/", { as: "ada", headers: { "if-none-match": etag } });
    expect(later).toMatchObject({ status: 200, body: { state: "at_risk" } });
    const past = await call("GET", "/api/streak/?as_of=2026-02-09T12:00:00Z", { as: "ada" });
    expect(past.headers.get("etag")).toBeNull();
  });

  it("says none to a user never seen, and unknown to a key", async () => {
    const own = await call("GET", "/api/streak/", { as: "nobody" });
    expect(own.body).toMatchObject({ user_id: "nobody", current_streak: 0, state: "none", version: 0 });
    expect((await call("GET", "/api/streak/?as_of=2026-02-09T12:00:00Z", { as: "nobody" })).status).toBe(200);
    expectRefusal(await call("GET", "/v1/users/nobody/streak", { key: "read" }), 404, "user_unknown");
  });

  it.each(["soon", "2026-02-09", "2026-02-09T12:00:00", "1e3", ""])("refuses the as_of %j", async (asOf) => {
    expectRefusal(await call("GET", `/api/streak/?as_of=${asOf}`, { as: "ada" }), 422, "at_invalid");
    expectRefusal(await call("GET", `/v1/users/ada/explain?as_of=${asOf}`, { key: "read" }), 422, "at_invalid");
  });

  it("ignores parameters it does not know", async () => {
    expect((await call("GET", "/api/streak/?utm_source=x&__proto__=1", { as: "ada" })).status).toBe(200);
  });
});

describe("the calendar", () => {
  it("lists the dates with a record or a protection", async () => {
    const own = await call("GET", "/api/activity/", { as: "ada" });
    const byKey = await call("GET", "/v1/users/ada/activity?from=2025-02-11&to=2026-02-10", { key: "read" });
    expect(own.body).toEqual(byKey.body);
    expect(own.body).toMatchObject({ from: "2025-02-11", to: "2026-02-10", zone: "Europe/Paris" });
    expect(own.body.days).toHaveLength(3);
    expect(own.body.days[1]).toEqual({
      date: "2026-02-09",
      status: "complete",
      problems_solved: 3,
      lesson_ids: [],
      zone: "Europe/Paris",
      first_at: "2026-02-09T10:00:00.000Z",
      last_at: "2026-02-09T10:00:00.000Z",
    });
  });

  it("is had as CSV", async () => {
    const path = "/v1/users/ada/activity?from=2026-02-09&to=2026-02-09&format=csv";
    const { body, headers } = await call("GET", path, { key: "read" });
    expect(headers.get("content-disposition")).toBe('attachment; filename="days-2026-02-09-2026-02-09.csv"');
    expect(body).toBe(
      "date,status,problems_solved,lesson_ids,protection,zone,first_at,last_at\r\n2026-02-09,complete,3,,,Europe/Paris,2026-02-09T10:00:00.000Z,2026-02-09T10:00:00.000Z\r\n",
    );
  });

  it("keeps to its range and its instant", async () => {
    const part = await call("GET", "/api/activity?from=2026-02-09&to=2026-02-09", { as: "ada" });
    expect(part.body.days.map(({ date }: { date: string }) => date)).toEqual(["2026-02-09"]);
    const past = await call("GET", "/v1/users/ada/activity?as_of=2026-02-09T08:00:00Z", { key: "read" });
    expect(past.body.days.map(({ date }: { date: string }) => date)).toEqual(["2026-02-08"]);
  });

  it("is empty for a user never seen, and unknown to a key", async () => {
    expect((await call("GET", "/api/activity/", { as: "nobody" })).body).toMatchObject({ to: "2026-02-10", days: [] });
    expectRefusal(await call("GET", "/v1/users/nobody/activity", { key: "read" }), 404, "user_unknown");
  });

  const refusals: [string, string][] = [
    ["from=2026-02-30", "date_invalid"],
    ["from=9-2-2026", "date_invalid"],
    ["to=", "date_invalid"],
    ["from=2026-02-10&to=2026-02-09", "range_invalid"],
    ["from=0100-01-01&to=9999-12-31", "range_invalid"],
    ["as_of=x", "at_invalid"],
  ];
  it.each(refusals)("refuses ?%s", async (query, code) => {
    expectRefusal(await call("GET", `/api/activity/?${query}`, { as: "ada" }), 422, code);
    expectRefusal(await call("GET", `/api/activity/?${query}`, { as: "nobody" }), 422, code);
    expectRefusal(await call("GET", `/v1/users/ada/activity?${query}`, { key: "read" }), 422, code);
  });
});

describe("the explanation", () => {
  it("gives the evidence of a date", async () => {
    const own = await call("GET", "/api/streak/explain/?date=2026-02-09", { as: "ada" });
    const byKey = await call("GET", "/v1/users/ada/explain?date=2026-02-09", { key: "read" });
    expect(own.body).toEqual(byKey.body);
    expect(own.body).toMatchObject({ date: "2026-02-09", effect: "counted", status: "complete", presence: 2, goal: 1 });
    expect(own.body.evidence.problem_ids).toEqual(["p1", "p2", "p3"]);
    expect(own.body.evidence.activities).toHaveLength(3);
  });

  it("means today without a date", async () => {
    expect((await call("GET", "/api/streak/explain", { as: "ada" })).body.date).toBe("2026-02-10");
    expect((await call("GET", "/api/streak/explain/", { as: "nobody" })).body).toMatchObject({
      date: "2026-02-10",
      status: "none",
    });
  });

  it("explains dates far away and before all time", async () => {
    for (const date of ["0100-01-01", "1969-12-31", "9999-12-31"]) {
      expect((await call("GET", `/api/streak/explain/?date=${date}`, { as: "ada" })).body).toMatchObject({
        date,
        status: "none",
      });
    }
  });

  it("refuses a date that does not exist, and a user never seen", async () => {
    expectRefusal(await call("GET", "/api/streak/explain/?date=2026-13-01", { as: "ada" }), 422, "date_invalid");
    expectRefusal(await call("GET", "/v1/users/nobody/explain", { key: "read" }), 404, "user_unknown");
  });
});

describe("the feed", () => {
  it("gives the facts newest first, page by page", async () => {
    const whole = await call("GET", "/api/feed/", { as: "ada" });
    expect(whole.body.next_cursor).toBeNull();
    expect(whole.body.facts.length).toBeGreaterThan(2);
    const pages = [];
    let cursor = "";
    do {
      const { body } = await call("GET", `/v1/users/ada/feed?limit=1${cursor}`, { key: "read" });
      pages.push(...body.facts);
      expect(body.facts).toHaveLength(1);
      cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
    } while (cursor !== "");
    expect(pages).toEqual(whole.body.facts);
  });

  it("is empty for a user never seen, and unknown to a key", async () => {
    expect((await call("GET", "/api/feed/", { as: "nobody" })).body).toEqual({ facts: [], next_cursor: null });
    expectRefusal(await call("GET", "/v1/users/nobody/feed", { key: "read" }), 404, "user_unknown");
  });

  it.each(["limit=0", "limit=201", "limit=ten", "limit=1.5"])("refuses ?%s", async (query) => {
    expectRefusal(await call("GET", `/api/feed/?${query}`, { as: "ada" }), 422, "range_invalid");
  });

  it.each(["x", "MQ", "MS4A", "%F0%9F%98%80", ""])("refuses the cursor %j", async (cursor) => {
    expectRefusal(await call("GET", `/api/feed/?cursor=${cursor}`, { as: "ada" }), 422, "cursor_invalid");
  });
});
