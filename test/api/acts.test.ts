import { describe, expect, it } from "vitest";
import { createTestApi, expectRefusal, type Send, type TestApi } from "./support.ts";

const REASON = { reason: "an outage" };

/** An API in which Ada was active on four dates, the last of them 3 March, and it is 6 March. */
async function withAda(rules = {}): Promise<TestApi> {
  const api = await createTestApi({ rules, now: "2026-03-03T12:00:00Z" });
  for (const day of ["2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03"]) {
    await api.tracker.record(
      { userId: "ada", type: "request", at: `${day}T12:00:00Z`, zone: "UTC" },
      { source: "key" },
    );
  }
  return api;
}

async function audits(api: TestApi): Promise<unknown[]> {
  const acts = await api.store.shared.audits(100);
  return acts.map(({ action, actor, userId, reason, data }) => [action, actor, userId, reason, data]);
}

describe("support", () => {
  it("gives freezes up to the cap, however many ask at once, and writes each act down", async () => {
    const api = await withAda({ freezes: { cap: 3 } });
    const give = (n: number) =>
      api.call("POST", "/v1/users/ada/freezes", { key: "support", json: { freezes: 1, id: `g${n}`, ...REASON } });
    const backs = await Promise.all(Array.from({ length: 10 }, (_, n) => give(n)));
    expect(backs.filter(({ status }) => status === 200)).toHaveLength(3);
    for (const back of backs) if (back.status !== 200) expectRefusal(back, 409, "freeze_cap_reached");
    expect(backs.at(-1)?.status).toBe(409);
    const given = backs.findIndex(({ status }) => status === 200);
    expect((await give(given)).body).toMatchObject({
      id: `g${given}`,
      status: "duplicate",
      streak: { freezes: { held: 3 } },
    });
    expect(await audits(api)).toHaveLength(3);
    expect((await audits(api))[2]).toEqual([
      "freezes.granted",
      "support",
      "ada",
      "an outage",
      { freezes: 1, act: expect.stringMatching(/^g\d$/) },
    ]);
  });

  it("takes the name of an act from a header as well, and acts once", async () => {
    const api = await withAda();
    const json = { restores: 2, ...REASON };
    const send: Send = { key: "support", json, headers: { "idempotency-key": "ticket-7" } };
    const backs = await Promise.all(Array.from({ length: 5 }, () => api.call("POST", "/v1/users/ada/restores", send)));
    expect(backs.map(({ body }) => body.status).sort()).toEqual(["accepted", ...Array(4).fill("duplicate")]);
    for (const { body } of backs) expect([body.id, body.streak.restores_left]).toEqual(["ticket-7", 2]);
    expect(await audits(api)).toHaveLength(1);
    expect((await api.call("GET", "/v1/users/ada/feed", { key: "read" })).body.facts).not.toContainEqual(
      expect.objectContaining({ kind: "freeze.granted" }),
    );
  });

  it("restores a lost streak exactly once where one restore is left and ten ask", async () => {
    const api = await withAda({ restores: 1 });
    api.at("2026-03-06T12:00:00Z");
    const restore = (n: number) =>
      api.call("POST", "/v1/users/ada/restore", { key: "support", json: { id: `r${n}`, ...REASON } });
    const backs = await Promise.all(Array.from({ length: 10 }, (_, n) => restore(n)));
    expect(backs.filter(({ status }) => status === 200)).toHaveLength(1);
    const streak = await api.tracker.streak("ada");
    expect(streak).toMatchObject({ current_streak: 4, restores_left: 0, state: "at_risk" });
    expect(await audits(api)).toHaveLength(1);
    expectRefusal(await restore(99), 409, "no_restores");
  });

  it("excuses a past date, which heals the streak, and withdraws it", async () => {
    const api = await withAda();
    api.at("2026-03-05T12:00:00Z");
    await api.call("POST", "/api/activity/update/", { as: "ada" });
    const json = { date: "2026-03-04", reason: "ill", id: "sick-1" };
    const done = await api.call("POST", "/v1/users/ada/excuses", { key: "support", json });
    expect(done.body).toMatchObject({ id: "sick-1", status: "accepted", streak: { current_streak: 5 } });
    const listed = await api.call("GET", "/v1/users/ada/excuses", { key: "support" });
    expect(listed.body.excuses).toEqual([
      {
        id: "sick-1",
        from: "2026-03-04",
        to: "2026-03-04",
        reason: "ill",
        by: "support",
        at: "2026-03-05T12:00:00.000Z",
      },
    ]);
    expect((await api.call("GET", "/v1/users/ada/pauses", { key: "support" })).body.pauses).toEqual([]);
    const path = "/v1/users/ada/excuses?id=sick-1";
    expectRefusal(await api.call("DELETE", path, { key: "support" }), 400, "body_invalid");
    expectRefusal(await api.call("DELETE", path.replace("excuses", "pauses"), { key: "support" }), 400, "body_invalid");
    const odd = `${path.replace("excuses", "pauses")}&reason=mistake`;
    expectRefusal(await api.call("DELETE", odd, { key: "support" }), 404, "not_found");
    const withdrawn = await api.call("DELETE", `${path}&reason=mistake`, { key: "support" });
    expect(withdrawn.body).toMatchObject({ status: "accepted", streak: { current_streak: 1, max_streak: 5 } });
    expect((await api.call("DELETE", `${path}&reason=mistake`, { key: "support" })).body.status).toBe("duplicate");
    expect((await audits(api)).map((act) => (act as unknown[])[0])).toEqual(["excuse.withdrawn", "dates.excused"]);
  });

  it.each<[string, string, Record<string, unknown>, number, string]>([
    ["no reason", "freezes", { freezes: 1 }, 400, "body_invalid"],
    ["an empty reason", "freezes", { freezes: 1, reason: "" }, 400, "body_invalid"],
    ["a reason of control characters", "freezes", { freezes: 1, reason: "a\0b" }, 400, "body_invalid"],
    ["no freezes", "freezes", { freezes: 0, ...REASON }, 400, "body_invalid"],
    ["half a freeze", "freezes", { freezes: 0.5, ...REASON }, 400, "body_invalid"],
    ["freezes to take away", "freezes", { freezes: -1, ...REASON }, 400, "body_invalid"],
    ["a key that is unknown", "freezes", { freezes: 1, freeze: 1, ...REASON }, 400, "body_invalid"],
    ["an id of the system", "freezes", { freezes: 1, id: "system:2026-03-04", ...REASON }, 422, "id_invalid"],
    ["an id of users", "restores", { restores: 1, id: "user:x", ...REASON }, 422, "id_invalid"],
    ["too many restores", "restores", { restores: 101, ...REASON }, 400, "body_invalid"],
    ["no dates", "excuses", REASON, 400, "body_invalid"],
    ["two kinds of dates", "excuses", { date: "2026-03-01", from: "2026-03-01", ...REASON }, 400, "body_invalid"],
    ["a date that does not exist", "excuses", { date: "2026-02-30", ...REASON }, 422, "date_invalid"],
    ["dates in reverse", "pauses", { from: "2026-03-09", to: "2026-03-08", ...REASON }, 422, "range_invalid"],
    ["more than a year", "pauses", { from: "2026-03-03", to: "2027-03-04", ...REASON }, 422, "range_invalid"],
    ["the year 9999", "pauses", { date: "9999-12-31", ...REASON }, 422, "range_invalid"],
    ["the year 0", "excuses", { date: "0000-01-01", ...REASON }, 422, "date_invalid"],
    ["a date before all time", "excuses", { date: "1969-12-31", ...REASON }, 422, "range_invalid"],
  ])("is refused with %s, and nothing is written", async (_, what, json, status, code) => {
    const api = await withAda({ freezes: { cap: 5 } });
    const before = await api.store.state("ada");
    expectRefusal(await api.call("POST", `/v1/users/ada/${what}`, { key: "support", json }), status, code);
    expect(await api.store.state("ada")).toEqual(before);
    expect(await audits(api)).toEqual([]);
  });

  it("needs its scope, and a user who was seen", async () => {
    const api = await withAda();
    const json = { freezes: 1, ...REASON };
    for (const send of [{ key: "read" }, { key: "ingest" }, { as: "ada" }] as const) {
      expectRefusal(await api.call("POST", "/v1/users/ada/freezes", { ...send, json }), 403, "scope_missing");
      expectRefusal(await api.call("DELETE", "/v1/users/ada?reason=x", send), 403, "scope_missing");
      expectRefusal(await api.call("GET", "/v1/users/ada/export", send), 403, "scope_missing");
    }
    for (const what of ["freezes", "excuses", "restore"]) {
      const body = { freezes: json, excuses: { date: "2026-03-01", ...REASON }, restore: REASON }[what];
      expectRefusal(
        await api.call("POST", `/v1/users/nobody/${what}`, { key: "support", json: body }),
        404,
        "user_unknown",
      );
    }
    expect(await api.store.state("nobody")).toBeUndefined();
  });

  it("keeps the acts of two users apart that have the same name", async () => {
    const api = await withAda();
    await api.tracker.record({ userId: "grace", type: "request" });
    const json = { freezes: 1, id: "ticket-1", ...REASON };
    await api.call("POST", "/v1/users/ada/freezes", { key: "support", json });
    await api.call("POST", "/v1/users/grace/freezes", { key: "support", json });
    expect((await audits(api)).map((act) => (act as unknown[])[2]).sort()).toEqual(["ada", "grace"]);
  });
});

describe("users themselves", () => {
  it("pause from today on, and end a pause without rewriting what is over", async () => {
    const api = await withAda();
    const json = { from: "2026-03-04", to: "2026-03-10", id: "beach" };
    const made = await api.call("POST", "/api/me/pauses/", { as: "ada", json });
    expect(made.body).toMatchObject({ id: "user:beach", status: "accepted" });
    api.at("2026-03-06T12:00:00Z");
    expect((await api.call("POST", "/api/me/pauses/", { as: "ada", json })).body.status).toBe("duplicate");
    expect((await api.tracker.streak("ada"))?.state).toBe("active");
    const ended = await api.call("DELETE", "/api/me/pauses/?id=user:beach", { as: "ada" });
    expect(ended.body).toMatchObject({ status: "accepted", streak: { current_streak: 4, state: "at_risk" } });
    const { pauses } = (await api.call("GET", "/api/me/pauses/", { as: "ada" })).body;
    expect(pauses).toEqual([expect.objectContaining({ from: "2026-03-04", to: "2026-03-05", by: "user" })]);
    expect((await api.call("DELETE", "/api/me/pauses/?id=user:beach", { as: "ada" })).body.status).toBe("duplicate");
    const over = await api.call("DELETE", `/api/me/pauses/?id=${pauses[0].id}`, { as: "ada" });
    expectRefusal(over, 409, "conflict");
    expect(await audits(api)).toEqual([]);
  });

  it("may not pause the past, nor endlessly, nor end what support granted", async () => {
    const api = await withAda();
    const pause = (json: object) => api.call("POST", "/api/me/pauses/", { as: "ada", json });
    expectRefusal(await pause({ date: "2026-03-02" }), 422, "range_invalid");
    expectRefusal(await pause({ from: "2026-03-02", to: "2026-03-05" }), 422, "range_invalid");
    expectRefusal(await pause({ from: "2026-03-03", to: "2027-03-04" }), 422, "range_invalid");
    expectRefusal(await pause({}), 400, "body_invalid");
    for (let n = 0; n < 20; n++) expect((await pause({ date: "2026-03-05", id: `p${n}` })).status).toBe(200);
    expectRefusal(await pause({ date: "2026-03-05" }), 409, "conflict");
    const json = { date: "2026-03-06", id: "granted", ...REASON };
    await api.call("POST", "/v1/users/ada/pauses", { key: "support", json });
    expectRefusal(await api.call("DELETE", "/api/me/pauses/?id=granted", { as: "ada" }), 404, "not_found");
    expectRefusal(await api.call("DELETE", "/api/me/pauses/", { as: "ada" }), 422, "id_invalid");
    expect((await api.call("GET", "/api/me/pauses/", { as: "grace" })).body).toEqual({ pauses: [] });
  });

  it("restore their own streak, without a body if they like", async () => {
    const api = await withAda({ restores: 1 });
    expectRefusal(await api.call("POST", "/api/me/restore/", { as: "ada" }), 409, "nothing_to_restore");
    api.at("2026-03-06T12:00:00Z");
    const done = await api.call("POST", "/api/me/restore/", { as: "ada", headers: { "idempotency-key": "tap-1" } });
    expect(done.body).toMatchObject({ id: "user:tap-1", status: "accepted", streak: { current_streak: 4 } });
    const again = await api.call("POST", "/api/me/restore/", { as: "ada", json: { id: "tap-1" } });
    expect(again.body).toMatchObject({ status: "duplicate", streak: { current_streak: 4 } });
    expectRefusal(await api.call("POST", "/api/me/restore/", { as: "ada" }), 409, "no_restores");
  });
});

describe("erasure", () => {
  it("leaves nothing behind, and nothing late brings the user back", async () => {
    const api = await withAda();
    const json = { freezes: 1, id: "ada-1", ...REASON };
    await api.call("POST", "/v1/users/ada/freezes", { key: "support", json });
    // Acts of one instant have no order.
    api.at("2026-03-04T12:00:01Z");
    expect((await api.call("DELETE", "/v1/users/ada?reason=asked%20by%20letter", { key: "support" })).body).toEqual({
      erased: true,
    });
    expect(await api.store.state("ada")).toBeUndefined();
    expect(await api.store.days("ada", 0, 99_999)).toEqual([]);
    expect(await api.store.facts("ada", 10)).toEqual([]);
    expect(await api.store.grants("ada")).toEqual([]);
    expect(await audits(api)).toEqual([
      ["user.erased", "support", null, "asked by letter", expect.anything()],
      ["freezes.granted", "support", null, "an outage", expect.anything()],
    ]);
    const late = { activities: [{ user_id: "ada", type: "request", at: "2026-03-02T10:00:00Z" }] };
    const report = await api.call("POST", "/v1/activities", { key: "ingest", json: late });
    expect(report.body.rejected).toEqual([expect.objectContaining({ code: "user_erased" })]);
    expect((await api.call("DELETE", "/v1/users/ada?reason=again", { key: "support" })).body).toEqual({
      erased: false,
    });
    expectRefusal(await api.call("GET", "/v1/users/ada/streak", { key: "read" }), 404, "user_unknown");
    expect(await audits(api)).toHaveLength(2);
  });

  it("is the user's own right, and concerns nobody else", async () => {
    const api = await withAda();
    await api.tracker.record({ userId: "grace", type: "request" });
    expect((await api.call("DELETE", "/api/me/", { as: "ada" })).body).toEqual({ erased: true });
    expect(await api.store.state("ada")).toBeUndefined();
    expect(await api.store.state("grace")).toBeDefined();
    expect((await api.call("GET", "/api/streak/", { as: "ada" })).body.state).toBe("none");
    expect(await audits(api)).toEqual([["user.erased", "ada", null, "asked for by the user", expect.anything()]]);
  });
});

describe("an export", () => {
  it("holds everything stored, as one document", async () => {
    const api = await withAda();
    for (let n = 0; n < 3; n++) await api.tracker.record({ userId: "ada", type: "problem_solved", ref: `p${n}` });
    await api.call("PATCH", "/v1/users/ada", {
      key: "support",
      json: { name: "Ada", groups: ["class-7"], zone: "UTC" },
    });
    const json = { freezes: 1, id: "g1", ...REASON };
    await api.call("POST", "/v1/users/ada/freezes", { key: "support", json });
    await api.call("POST", "/api/me/pauses/", { as: "ada", json: { date: "2026-03-08" } });
    const own = await api.call("GET", "/api/me/export/", { as: "ada" });
    expect(own.headers.get("content-disposition")).toContain("attachment");
    expect(own.body).toMatchObject({ format: "daystreak.export.v1", user_id: "ada", state: { name: "Ada" } });
    expect(own.body.days.map(({ date }: { date: string }) => date)).toEqual([
      "2026-02-28",
      "2026-03-01",
      "2026-03-02",
      "2026-03-03",
    ]);
    expect(own.body.days[3]).toMatchObject({ status: "complete", problem_ids: ["p0", "p1", "p2"], hours: [12] });
    expect(own.body.activities.map(({ ref }: { ref: string }) => ref)).toEqual(["p0", "p1", "p2"]);
    expect(own.body.grants).toEqual([expect.objectContaining({ id: "g1", freezes: 1, reason: "an outage" })]);
    expect(own.body.protections).toEqual([expect.objectContaining({ kind: "paused", from: "2026-03-08" })]);
    expect(own.body.facts.length).toBeGreaterThan(4);
    expect(own.body.zone_changes.length + own.body.settings.length).toBeGreaterThan(0);
    expect(own.body.audit.map(({ action }: { action: string }) => action)).toContain("freezes.granted");
    const bySupport = await api.call("GET", "/v1/users/ada/export", { key: "support" });
    const [newest, ...before] = bySupport.body.audit.toSorted((a: { action: string }) =>
      a.action === "user.exported" ? -1 : 1,
    );
    expect(newest).toMatchObject({ action: "user.exported", reason: "" });
    expect({ ...bySupport.body, audit: before.length }).toEqual({ ...own.body, audit: own.body.audit.length });
  });

  it("is short for a user never seen, and refused to a key that mistyped the id", async () => {
    const { call } = await createTestApi();
    expect((await call("GET", "/api/me/export/", { as: "ada" })).body).toMatchObject({
      state: null,
      days: [],
      facts: [],
    });
    expectRefusal(await call("GET", "/v1/users/ada/export", { key: "support" }), 404, "user_unknown");
  });
});
