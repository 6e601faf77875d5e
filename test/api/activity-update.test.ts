import { describe, expect, it } from "vitest";
import { createTestApi, expectNothingOf, expectRefusal, type Send } from "./support.ts";

const UPDATE = "/api/activity/update/";

describe("POST /api/activity/update/", () => {
  it("takes the fetch of the original: a JSON content type and no body", async () => {
    const { call } = await createTestApi();
    const { status, body } = await call("POST", UPDATE, { as: "ada", type: "application/json" });
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      message: "Activity recorded",
      streak: { current_streak: 1, max_streak: 1, last_activity_date: "2026-02-10" },
      activity_date: "2026-02-10",
    });
  });

  it("counts a day once, however often it is called", async () => {
    const api = await createTestApi();
    for (let i = 0; i < 3; i++) await api.call("POST", UPDATE, { as: "ada" });
    api.at("2026-02-11T08:00:00Z");
    const { body } = await api.call("POST", "/api/activity/update", { as: "ada", json: {} });
    expect(body.streak).toEqual({ current_streak: 2, max_streak: 2, last_activity_date: "2026-02-11" });
  });

  it("credits the date of the zone it carries", async () => {
    const { call } = await createTestApi({ now: "2026-02-10T22:00:00Z" });
    const { body } = await call("POST", UPDATE, { as: "ada", json: { zone: "Asia/Tokyo" } });
    expect(body.activity_date).toBe("2026-02-11");
  });

  it.each([
    [{}, "Asia/Tokyo", "2026-02-11"],
    [{ zone: "Europe/Paris" }, "Asia/Tokyo", "2026-02-10"],
    [{}, "Mars/Olympus", "2026-02-10"],
  ])("with the body %j and the header Daystreak-Zone %s credits the date of the zone", async (json, zone, date) => {
    const { call } = await createTestApi({ now: "2026-02-10T16:00:00Z" });
    const { body } = await call("POST", UPDATE, { as: "ada", json, headers: { "daystreak-zone": zone } });
    expect(body.activity_date).toBe(date);
  });

  it("names the date of a late activity, in the zone that was in force then", async () => {
    const api = await createTestApi({ now: "2026-02-08T12:00:00Z" });
    await api.call("POST", UPDATE, { as: "ada", json: { zone: "Asia/Tokyo" } });
    api.at("2026-02-10T12:00:00Z");
    await api.call("POST", UPDATE, { as: "ada", json: { zone: "Europe/Paris" } });
    const late = await api.call("POST", UPDATE, {
      as: "ada",
      json: { type: "lesson_view", ref: "l1", at: "2026-02-08T16:00:00Z" },
    });
    expect(late.body.activity_date).toBe("2026-02-09");
    expect((await api.call("GET", "/api/streak/", { as: "ada" })).body.current_streak).toBe(3);
  });

  it("corrects a clock that was wrong when it sent", async () => {
    const api = await createTestApi();
    const { body } = await api.call("POST", UPDATE, {
      as: "ada",
      json: { at: "2026-02-08T23:00:00Z", sent_at: "2026-02-09T11:00:00Z", zone: "UTC" },
    });
    expect(body.activity_date).toBe("2026-02-10");
    expect(body.streak.last_activity_date).toBe("2026-02-10");
  });

  it("takes null for an absent field", async () => {
    const { call } = await createTestApi();
    const json = { type: null, at: null, sent_at: null, ref: null, zone: null };
    expect((await call("POST", UPDATE, { as: "ada", json })).status).toBe(200);
  });

  it("takes the user of the host app at its word", async () => {
    const { call } = await createTestApi();
    const { body } = await call("POST", UPDATE, { context: { userId: "grace" } });
    expect(body.streak.current_streak).toBe(1);
  });

  const refusals: [string, Send, number, string][] = [
    ["a solved problem", { json: { type: "problem_solved", ref: "p1" } }, 403, "type_forbidden"],
    ["plain browsing", { json: { type: "request" } }, 403, "type_forbidden"],
    ["an unknown type", { json: { type: "telepathy" } }, 422, "type_unknown"],
    ["a type that is no text", { json: { type: 7 } }, 422, "type_invalid"],
    ["an instant without an offset", { json: { at: "2026-02-10T10:00:00" } }, 422, "at_invalid"],
    ["a date that does not exist", { json: { at: "2026-02-30T10:00:00Z" } }, 422, "at_invalid"],
    ["an instant that is no instant", { json: { at: {} } }, 422, "at_invalid"],
    ["a wrong sent_at", { json: { sent_at: "yesterday" } }, 422, "at_invalid"],
    ["a sent_at that is no instant", { json: { sent_at: [1] } }, 422, "at_invalid"],
    ["an activity of eight days ago", { json: { at: "2026-02-02T10:00:00Z" } }, 422, "too_late"],
    ["an instant before 1970", { json: { at: -1 } }, 422, "at_out_of_range"],
    ["an unknown zone", { json: { zone: "Mars/Olympus" } }, 422, "zone_invalid"],
    ["an offset beyond the world's", { json: { zone: "+15:00" } }, 422, "zone_invalid"],
    ["a zone that is no text", { json: { zone: 5 } }, 422, "zone_invalid"],
    ["a ref that is too long", { json: { ref: "x".repeat(256) } }, 422, "ref_invalid"],
    ["a ref that is no text", { json: { ref: 5 } }, 422, "ref_invalid"],
    ["a list", { json: [] }, 400, "body_invalid"],
    ["a bare text", { json: "heartbeat" }, 400, "body_invalid"],
    ["null", { json: null }, 400, "body_invalid"],
    ["half a body", { raw: '{"type":', type: "application/json" }, 400, "json_invalid"],
    [
      "bytes that are no UTF-8",
      { raw: new Uint8Array([0x22, 0xff, 0x22]), type: "application/json" },
      400,
      "json_invalid",
    ],
    ["a bottomless body", { raw: `${'{"a":['.repeat(20)}`, type: "application/json" }, 400, "json_invalid"],
    ["a form", { raw: "type=heartbeat", type: "application/x-www-form-urlencoded" }, 415, "media_type_unsupported"],
    ["a compressed body", { raw: "x", headers: { "content-encoding": "gzip" } }, 415, "media_type_unsupported"],
    ["a body that is too large", { raw: " ".repeat(70_000) }, 413, "body_too_large"],
  ];
  it.each(refusals)("refuses %s and writes nothing", async (_, send, status, code) => {
    const api = await createTestApi();
    expectRefusal(await api.call("POST", UPDATE, { as: "ada", ...send }), status, code);
    await expectNothingOf(api, "ada");
    expect(api.failures).toEqual([]);
  });

  it("records nothing of a user who switched tracking off", async () => {
    const api = await createTestApi();
    await api.call("PATCH", "/api/me/", { as: "ada", json: { switches: { tracking: false } } });
    expectRefusal(await api.call("POST", UPDATE, { as: "ada" }), 409, "tracking_off");
    expect((await api.call("GET", "/api/streak/", { as: "ada" })).body.state).toBe("none");
  });

  it("lets a trusted client report learning", async () => {
    const { call } = await createTestApi({ rules: { trustClient: true } });
    expect((await call("POST", UPDATE, { as: "ada", json: { type: "problem_solved", ref: "p1" } })).status).toBe(200);
    expectRefusal(
      await call("POST", UPDATE, { as: "ada", json: { type: "problem_solved" } }),
      422,
      "id_or_ref_required",
    );
  });

  it("keeps keys that reach for the prototype harmless", async () => {
    const { call } = await createTestApi();
    const raw =
      '{"__proto__": {"type": "problem_solved"}, "constructor": {"x": 1}, "type": "heartbeat", "type": "lesson_view"}';
    expect((await call("POST", UPDATE, { as: "ada", raw, type: "application/json" })).status).toBe(200);
    expect(({} as Record<string, unknown>).type).toBeUndefined();
  });
});
