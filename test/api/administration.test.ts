import { describe, expect, it } from "vitest";
import { createSweep } from "../../src/tracker/sweep.ts";
import { createTestApi, expectRefusal, tokenOf } from "./support.ts";

const asAdmin = (userId: string, role: unknown = "admin"): { authorization: string } => ({
  authorization: `Bearer ${tokenOf(userId, { role })}`,
});

describe("a user with the admin claim", () => {
  it("may do what an admin key may, and is named in the audit", async () => {
    const api = await createTestApi();
    await api.tracker.record({ userId: "ada", type: "request" });
    expect((await api.call("GET", "/v1/users/ada/streak", asAdmin("root"))).body.current_streak).toBe(1);
    const json = { freezes: 1, reason: "an outage" };
    const done = await api.call("POST", "/v1/users/ada/freezes", { ...asAdmin("root", ["staff", "admin"]), json });
    expect(done.status).toBe(200);
    const audit = await api.call("GET", "/api/admin/audit?user=ada", asAdmin("root"));
    expect(audit.body.acts).toEqual([
      expect.objectContaining({ actor: "root", action: "freezes.granted", user_id: "ada", reason: "an outage" }),
    ]);
    expect((await api.store.grants("ada"))[0]?.by).toBe("admin");
    expectRefusal(await api.call("GET", "/v1/users/nobody/streak", asAdmin("root")), 404, "user_unknown");
  });

  it.each(["user", "Admin", "", null, ["user"], { admin: true }, 1])("is not one whose role is %j", async (role) => {
    const { call } = await createTestApi();
    expectRefusal(await call("GET", "/api/admin/audit", asAdmin("ada", role)), 403, "scope_missing");
    expectRefusal(await call("GET", "/v1/users/grace/streak", asAdmin("ada", role)), 403, "scope_missing");
  });

  it("is needed for administration, or an admin key", async () => {
    const { call } = await createTestApi();
    for (const key of ["ingest", "read", "support"] as const) {
      expectRefusal(await call("GET", "/api/admin/audit", { key }), 403, "scope_missing");
      expectRefusal(await call("POST", "/api/admin/calendar", { key, json: {} }), 403, "scope_missing");
    }
    expect((await call("GET", "/api/admin/audit", { key: "admin" })).body).toEqual({ acts: [], next_cursor: null });
  });
});

describe("the audit", () => {
  it("comes in pages, newest first", async () => {
    const api = await createTestApi();
    await api.tracker.record({ userId: "ada", type: "request" });
    for (let n = 0; n < 5; n++) {
      api.at(`2026-02-10T12:0${n}:00Z`);
      await api.call("POST", "/v1/users/ada/restores", { key: "support", json: { restores: 1, reason: `act ${n}` } });
    }
    const reasons: string[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await api.call("GET", `/api/admin/audit?limit=2${cursor}`, { key: "admin" });
      reasons.push(...body.acts.map(({ reason }: { reason: string }) => reason));
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(reasons).toEqual(["act 4", "act 3", "act 2", "act 1", "act 0"]);
    expectRefusal(await api.call("GET", "/api/admin/audit?cursor=x", { key: "admin" }), 422, "cursor_invalid");
    expectRefusal(await api.call("GET", "/api/admin/audit?limit=0", { key: "admin" }), 422, "range_invalid");
    expectRefusal(await api.call("GET", "/api/admin/audit?user=", { key: "admin" }), 422, "user_id_invalid");
  });
});

describe("the calendar of excused dates", () => {
  it("heals the streaks of everyone whom a date broke, and can be taken back", async () => {
    const api = await createTestApi({ now: "2026-03-03T12:00:00Z" });
    for (const userId of ["ada", "grace"]) {
      for (const day of [28, 27, 26]) {
        await api.tracker.record({ userId, type: "request", at: `2026-02-${day}T12:00:00Z` }, { source: "key" });
      }
      await api.tracker.record({ userId, type: "request", at: "2026-03-02T12:00:00Z" }, { source: "key" });
    }
    const numbers = async (): Promise<unknown[]> =>
      Promise.all(["ada", "grace"].map(async (id) => (await api.tracker.streak(id))?.current_streak));
    const stored = async (): Promise<unknown[]> =>
      Promise.all(["ada", "grace"].map(async (id) => (await api.tracker.state(id))?.presence.current));
    expect(await numbers()).toEqual([1, 1]);
    const json = { date: "2026-03-01", reason: "outage" };
    const excused = await api.call("POST", "/api/admin/calendar", { key: "admin", json });
    expect(excused.body.dates).toEqual([json]);
    expect(await numbers()).toEqual([4, 4]);
    const sweep = createSweep({ tracker: api.tracker });
    await sweep.round();
    expect(await stored(), "other processes may not know the date yet").toEqual([1, 1]);
    api.at("2026-03-03T12:00:15Z");
    await sweep.round();
    expect(await stored()).toEqual([4, 4]);
    expect((await api.call("GET", "/api/admin/calendar", { key: "admin" })).body.dates).toEqual([json]);
    const path = "/api/admin/calendar?date=2026-03-01&reason=mistake";
    expect((await api.call("DELETE", path, { key: "admin" })).body.dates).toEqual([]);
    expect(await numbers()).toEqual([1, 1]);
    const acts = await api.store.shared.audits(10);
    expect(acts.map(({ action }) => action).sort()).toEqual(["calendar.excused", "calendar.withdrawn"]);
  });

  it.each([
    ["POST", "", { reason: "x" }, 400, "body_invalid"],
    ["POST", "", { date: "2026-02-10" }, 400, "body_invalid"],
    ["POST", "", { date: "2026-02-31", reason: "x" }, 422, "date_invalid"],
    ["POST", "", { date: "2036-02-01", reason: "x" }, 422, "range_invalid"],
    ["DELETE", "?reason=x", undefined, 422, "date_invalid"],
    ["DELETE", "?date=2026-02-10", undefined, 400, "body_invalid"],
  ])("refuses %s%s %j", async (method, query, json, status, code) => {
    const api = await createTestApi();
    const back = await api.call(method, `/api/admin/calendar${query}`, { key: "admin", ...(json && { json }) });
    expectRefusal(back, status, code);
    expect((await api.store.shared.book("UTC")).excused).toEqual([]);
  });
});
