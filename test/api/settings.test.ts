import { describe, expect, it } from "vitest";
import { createTestApi, expectNothingOf, expectRefusal, type Send } from "./support.ts";

describe("GET and PATCH /api/me/", () => {
  it("shows the defaults to a user never seen", async () => {
    const { call } = await createTestApi();
    expect((await call("GET", "/api/me/", { as: "ada" })).body).toEqual({
      user_id: "ada",
      zone: "follow",
      current_zone: "UTC",
      day_start: "00:00",
      goal: { problems: 3 },
      rest_days: [],
      pending: null,
      switches: { streaks: true, notices: true, tracking: true },
      notices: { remind_at: null, usual_hour: null, off: [], channels: null, locale: null },
      name: null,
      groups: [],
    });
  });

  it("changes settings at once for a user without activity", async () => {
    const { call } = await createTestApi();
    const json = { zone: "asia/tokyo", day_start: "04:00", goal: { minutes: 10 }, rest_days: [6, 7] };
    const { status, body } = await call("PATCH", "/api/me/", { as: "ada", json });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...json, zone: "Asia/Tokyo", current_zone: "Asia/Tokyo", pending: null });
    expect((await call("GET", "/api/me", { as: "ada" })).body).toEqual(body);
  });

  it("lets settings of an active user begin with the next local date, and says when", async () => {
    const api = await createTestApi();
    await api.call("POST", "/api/activity/update/", { as: "ada" });
    const { body } = await api.call("PATCH", "/api/me/", { as: "ada", json: { goal: { lessons: 1 } } });
    expect(body.goal).toEqual({ problems: 3 });
    expect(body.pending).toMatchObject({
      goal: { lessons: 1 },
      effective_from: "2026-02-11",
      effective_at: "2026-02-11T00:00:00.000Z",
    });
    api.at("2026-02-11T00:00:00Z");
    expect((await api.call("GET", "/api/me/", { as: "ada" })).body).toMatchObject({
      goal: { lessons: 1 },
      pending: null,
    });
  });

  it("returns to the rules with null, and to the device with follow", async () => {
    const { call } = await createTestApi();
    await call("PATCH", "/api/me/", { as: "ada", json: { zone: "Asia/Tokyo", day_start: "04:00", rest_days: [7] } });
    const { body } = await call("PATCH", "/api/me/", {
      as: "ada",
      json: { zone: "follow", day_start: null, rest_days: null },
    });
    expect(body).toMatchObject({ zone: "follow", day_start: "00:00", rest_days: [] });
  });

  it("turns one switch and leaves the others", async () => {
    const { call } = await createTestApi();
    const { body } = await call("PATCH", "/api/me/", { as: "ada", json: { switches: { notices: false } } });
    expect(body.switches).toEqual({ streaks: true, notices: false, tracking: true });
  });

  it("changes nothing for an empty patch", async () => {
    const api = await createTestApi();
    expect((await api.call("PATCH", "/api/me/", { as: "ada", json: {} })).status).toBe(200);
    await expectNothingOf(api, "ada");
  });

  const refusals: [string, Send, number, string][] = [
    ["an unknown zone", { json: { zone: "Mars" } }, 422, "zone_invalid"],
    ["a zone that is no text", { json: { zone: 5 } }, 422, "zone_invalid"],
    ["a day start beyond the day", { json: { day_start: "24:00" } }, 422, "settings_invalid"],
    ["a goal of two measures", { json: { goal: { problems: 1, lessons: 1 } } }, 422, "settings_invalid"],
    ["a goal of nothing", { json: { goal: {} } }, 422, "settings_invalid"],
    ["an eighth weekday", { json: { rest_days: [8] } }, 422, "settings_invalid"],
    ["seven rest days as a text", { json: { rest_days: "all" } }, 422, "settings_invalid"],
    ["a key it does not know", { json: { dayStart: "04:00" } }, 422, "settings_invalid"],
    ["a name, which is the platform's to give", { json: { name: "Ada" } }, 422, "settings_invalid"],
    ["a switch that does not exist", { json: { switches: { admin: true } } }, 422, "settings_invalid"],
    ["a switch between on and off", { json: { switches: { notices: "maybe" } } }, 422, "settings_invalid"],
    ["a half-good patch", { json: { zone: "Asia/Tokyo", rest_days: [0] } }, 422, "settings_invalid"],
    [
      "a key that reaches for the prototype",
      { raw: '{"__proto__":{"zone":"UTC"}}', type: "application/json" },
      422,
      "settings_invalid",
    ],
    ["a list", { json: [] }, 400, "body_invalid"],
    ["half a body", { raw: "{", type: "application/json" }, 400, "json_invalid"],
    ["another media type", { raw: "zone=UTC", type: "text/plain" }, 415, "media_type_unsupported"],
  ];
  it.each(refusals)("refuses %s and writes nothing", async (_, send, status, code) => {
    const api = await createTestApi();
    expectRefusal(await api.call("PATCH", "/api/me/", { as: "ada", ...send }), status, code);
    await expectNothingOf(api, "ada");
  });
});

describe("PATCH /v1/users/{id}", () => {
  it("changes settings, name and groups of a known user", async () => {
    const { call } = await createTestApi();
    await call("POST", "/api/activity/update/", { as: "a/b c" });
    const json = { name: "Ada", groups: ["class-7", "class-7", "evening"], rest_days: [7] };
    const { body } = await call("PATCH", `/v1/users/${encodeURIComponent("a/b c")}`, { key: "support", json });
    expect(body).toMatchObject({
      user_id: "a/b c",
      name: "Ada",
      groups: ["class-7", "evening"],
      pending: { rest_days: [7] },
    });
    expect((await call("PATCH", "/v1/users/a%2Fb%20c", { key: "admin", json: { name: null } })).body.name).toBeNull();
  });

  it("makes a user never seen; what is set before the first activity holds for imported history", async () => {
    const { call } = await createTestApi();
    await call("PATCH", "/v1/users/nils", { key: "support", json: { zone: "Asia/Tokyo", goal: { problems: 1 } } });
    const activities = [{ user_id: "nils", type: "problem_solved", ref: "p", at: "2026-01-05T23:00:00Z" }];
    await call("POST", "/v1/activities", { key: "ingest", json: { activities } });
    const { body } = await call("GET", "/v1/users/nils/activity?from=2026-01-01&to=2026-01-31", { key: "read" });
    expect(body.days).toMatchObject([{ date: "2026-01-06", status: "complete", zone: "Asia/Tokyo" }]);
  });

  const refusals: [string, string, Send, number, string][] = [
    ["a key without the scope", "ada", { key: "read", json: {} }, 403, "scope_missing"],
    ["a user's own token", "ada", { as: "ada", json: {} }, 403, "scope_missing"],
    ["a name that is no text", "ada", { json: { name: 7 } }, 422, "settings_invalid"],
    ["a name that no database would take", "ada", { json: { name: "A\u0000da" } }, 422, "settings_invalid"],
    ["a group of half a character", "ada", { json: { groups: ["\ud800"] } }, 422, "settings_invalid"],
    ["groups that are no list", "ada", { json: { groups: "class-7" } }, 422, "settings_invalid"],
    ["switches, which are the user's own", "ada", { json: { switches: { notices: true } } }, 422, "settings_invalid"],
    ["an id that is no text of ours", "%00", { json: {} }, 422, "user_id_invalid"],
    ["an id that is too long", "x".repeat(256), { json: {} }, 422, "user_id_invalid"],
    ["an id that is no UTF-8", "%ff", { json: {} }, 400, "request_invalid"],
  ];
  it.each(refusals)("refuses %s and writes nothing", async (_, id, send, status, code) => {
    const api = await createTestApi();
    await api.call("POST", "/api/activity/update/", { as: "ada" });
    const before = await api.store.state("ada");
    expectRefusal(await api.call("PATCH", `/v1/users/${id}`, { key: "support", ...send }), status, code);
    expect(await api.store.state("ada")).toEqual(before);
  });

  it("leaves a row in the audit where it changes how days are judged", async () => {
    const api = await createTestApi();
    const patch = (json: object) => api.call("PATCH", "/v1/users/ada", { key: "support", json });
    await patch({ name: "Ada", groups: ["class-7"] });
    await patch({ zone: "Asia/Tokyo", goal: { problems: 1 }, reason: "moved" });
    await api.call("PATCH", "/api/me/", { as: "ada", json: { zone: "follow" } });
    const acts = await api.store.shared.audits(10);
    expect(
      acts.map(({ action, actor, userId, reason, data }) => [action, actor, userId, reason, data.settings]),
    ).toEqual([["settings.changed", "support", "ada", "moved", "zone,goal"]]);
  });
});
