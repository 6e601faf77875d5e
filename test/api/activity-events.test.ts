import { describe, expect, it } from "vitest";
import { createTestApi, expectNothingOf, expectRefusal, type Send } from "./support.ts";

const EVENTS = "/api/activity/events/";
const view = (id: string, at: string, more: object = {}): object => ({
  id,
  type: "lesson_view",
  at,
  ref: "l1",
  ...more,
});

describe("POST /api/activity/events/", () => {
  it("records days that were practised offline, in any order", async () => {
    const { call } = await createTestApi();
    const activities = ["2026-02-09", "2026-02-10", "2026-02-08"].map((date) => view(date, `${date}T09:00:00Z`));
    const { status, body } = await call("POST", EVENTS, { as: "ada", json: { activities } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 3, duplicates: 0, rejected: [], streak: { current_streak: 3 } });
  });

  it("counts what it sees again as duplicates, and changes nothing", async () => {
    const { call } = await createTestApi();
    const json = { activities: [view("a", "2026-02-09T09:00:00Z"), view("b", "2026-02-10T09:00:00Z")] };
    const first = await call("POST", EVENTS, { as: "ada", json });
    const again = await call("POST", EVENTS, { as: "ada", json });
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 2, rejected: [] });
    expect(again.body.streak.version).toBe(first.body.streak.version);
  });

  it("lists each bad activity by its index and records the others", async () => {
    const { call } = await createTestApi();
    const activities = [
      view("a", "2026-02-09T09:00:00Z"),
      { id: "b", type: "problem_solved", at: "2026-02-09T09:00:00Z", ref: "p1" },
      { type: "lesson_view", at: "2026-02-09T09:00:00Z" },
      { id: "d", type: "lesson_view" },
      { id: "e", type: "lesson_view", at: "2026-01-01T09:00:00Z" },
      { id: "f", type: "nonsense", at: "2026-02-09T09:00:00Z" },
      "g",
      null,
      { id: "i", at: "2026-02-09T09:00:00Z" },
      view("j", "2026-02-10T09:00:00Z", { zone: "Nowhere/Land" }),
      view("k", "2026-02-10T09:00:00Z"),
    ];
    const { body } = await call("POST", EVENTS, { as: "ada", json: { activities } });
    expect(body.accepted).toBe(2);
    expect(body.rejected.map(({ index, code }: { index: number; code: string }) => [index, code])).toEqual([
      [1, "type_forbidden"],
      [2, "id_invalid"],
      [3, "at_invalid"],
      [4, "too_late"],
      [5, "type_unknown"],
      [6, "activity_invalid"],
      [7, "activity_invalid"],
      [8, "type_invalid"],
      [9, "zone_invalid"],
    ]);
    expect(body.streak.current_streak).toBe(2);
  });

  it("lets nobody report for somebody else", async () => {
    const api = await createTestApi();
    const activities = [{ ...view("a", "2026-02-10T09:00:00Z"), user_id: "grace" }];
    await api.call("POST", EVENTS, { as: "ada", json: { activities } });
    await expectNothingOf(api, "grace");
    expect(await api.store.state("ada")).toBeDefined();
  });

  it("answers an empty list with the streak", async () => {
    const { call } = await createTestApi();
    const { body } = await call("POST", EVENTS, { as: "ada", json: { activities: [] } });
    expect(body).toMatchObject({ accepted: 0, duplicates: 0, rejected: [], streak: { state: "none" } });
  });

  const many = Array.from({ length: 1_001 }, (_, i) => view(String(i), "2026-02-10T09:00:00Z"));
  const refusals: [string, Send, number, string][] = [
    ["no body", {}, 400, "body_invalid"],
    ["no list", { json: {} }, 400, "body_invalid"],
    ["a list that is none", { json: { activities: { 0: "x" } } }, 400, "body_invalid"],
    ["half a body", { raw: '{"activities":[', type: "application/json" }, 400, "json_invalid"],
    ["a wrong sent_at", { json: { activities: [many[0]], sent_at: "noon" } }, 422, "at_invalid"],
    ["more than 1,000 activities", { json: { activities: many } }, 413, "body_too_large"],
    ["another media type", { raw: "a,b", type: "text/csv" }, 415, "media_type_unsupported"],
  ];
  it.each(refusals)("refuses %s and writes nothing", async (_, send, status, code) => {
    const api = await createTestApi();
    expectRefusal(await api.call("POST", EVENTS, { as: "ada", ...send }), status, code);
    await expectNothingOf(api, "ada");
  });
});
