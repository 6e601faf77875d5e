import { describe, expect, it } from "vitest";
import { createApi } from "../../src/api/create-api.ts";
import { createTestApi, expectRefusal, type TestApi } from "./support.ts";

/** A platform with a learner who lost a streak, and what the browser of somebody at the dashboard sends. */
async function atDashboard(): Promise<{ api: TestApi; headers: Record<string, string> }> {
  const api = await createTestApi({ now: "2026-03-10T12:00:00Z", rules: { freezes: { cap: 2 } } });
  for (const [day, zone] of [
    [5, "Europe/Paris"],
    [6, "Europe/Paris"],
    [7, "Asia/Tokyo"],
  ] as const) {
    const at = `2026-03-0${day}T10:00:00Z`;
    await api.tracker.record({ userId: "ada", type: "request", at, zone }, { source: "key" });
  }
  const { path } = await createApi({ tracker: api.tracker }).adminLink("maria");
  const headers = { "daystreak-csrf": "1", "sec-fetch-site": "same-origin" };
  const begun = await api.call("POST", "/api/admin/session/", {
    headers,
    json: { link: path.slice("/admin/#link=".length) },
  });
  const cookie = (begun.headers.get("set-cookie") ?? "").split(";")[0] as string;
  return { api, headers: { ...headers, cookie } };
}

describe("somebody at the dashboard", () => {
  it("does every act of support, each with a reason and a line in the audit under their name", async () => {
    const { api, headers } = await atDashboard();
    const reason = "a storm";
    const acts: [string, string, object?][] = [
      ["POST", "/v1/users/ada/freezes", { freezes: 1, reason }],
      ["POST", "/v1/users/ada/restores", { restores: 1, reason }],
      ["POST", "/v1/users/ada/restore", { reason }],
      ["POST", "/v1/users/ada/excuses", { date: "2026-03-04", reason }],
      ["PATCH", "/v1/users/ada", { zone: "Europe/Paris", reason }],
      ["POST", "/api/admin/calendar", { date: "2026-03-03", reason }],
      ["GET", `/v1/users/ada/export?reason=${encodeURIComponent(reason)}`],
    ];
    for (const [n, [method, path, json]] of acts.entries()) {
      api.at(`2026-03-10T12:00:0${n}Z`);
      const back = await api.call(method, path, { headers, ...(json && { json }) });
      expect(back.status, `${method} ${path}: ${JSON.stringify(back.body)}`).toBe(200);
    }
    expect((await api.call("GET", "/v1/users/ada/streak", { headers })).body.current_streak).toBe(3);
    api.at("2026-03-10T12:00:30Z");
    const erased = await api.call("DELETE", `/v1/users/ada?reason=${encodeURIComponent(reason)}`, { headers });
    expect(erased.body).toEqual({ erased: true });

    const rows = (await api.call("GET", "/api/admin/audit/", { headers })).body.acts as Record<string, unknown>[];
    const mine = rows.filter((row) => row.reason === reason);
    expect(mine.map(({ action }) => action).reverse()).toEqual([
      "freezes.granted",
      "restores.granted",
      "streak.restored",
      "dates.excused",
      "settings.changed",
      "calendar.excused",
      "user.exported",
      "user.erased",
    ]);
    expect(new Set(mine.map(({ actor }) => actor))).toEqual(new Set(["maria"]));
    expect(JSON.stringify(rows)).not.toContain("ada");
  });

  it("says why, where a server need not", async () => {
    const { api, headers } = await atDashboard();
    const before = await api.store.state("ada");
    const zone = { zone: "Europe/Paris" };
    expectRefusal(await api.call("PATCH", "/v1/users/ada", { headers, json: zone }), 400, "body_invalid");
    expectRefusal(await api.call("GET", "/v1/users/ada/export", { headers }), 400, "body_invalid");
    expectRefusal(await api.call("GET", "/v1/users/ada/export?reason=", { headers }), 400, "body_invalid");
    expectRefusal(await api.call("DELETE", "/v1/users/ada", { headers }), 400, "body_invalid");
    expect(await api.store.state("ada")).toEqual(before);
    expect((await api.call("GET", "/v1/users/ada/export", { key: "support" })).status).toBe(200);
    expect((await api.call("PATCH", "/v1/users/ada", { key: "support", json: zone })).status).toBe(200);
    const acts = await api.store.shared.audits(10, undefined, "ada");
    expect(acts.map(({ actor, action, reason }) => [actor, action, reason]).sort()).toEqual([
      ["support", "settings.changed", ""],
      ["support", "user.exported", ""],
    ]);
  });

  it("sees settings and zones of a user", async () => {
    const { api, headers } = await atDashboard();
    await api.tracker.record({ userId: "ada", type: "request", zone: "Asia/Tokyo" });
    await api.tracker.change("ada", [{ kind: "attributes", name: "<b>Ada</b>", groups: ["maths"] }]);
    const settings = await api.call("GET", "/v1/users/ada", { headers });
    expect(settings.body).toMatchObject({ name: "<b>Ada</b>", groups: ["maths"], zone: "follow", pending: null });
    const { body } = await api.call("GET", "/v1/users/ada/zones", { headers });
    expect(body.zones).toEqual([
      { zone: "Europe/Paris", from: "2026-03-05T10:00:00.000Z", to: "2026-03-06T10:00:00.000Z", source: "activity" },
      { zone: "Asia/Tokyo", from: "2026-03-07T10:00:00.000Z", to: "2026-03-10T12:00:00.000Z", source: "activity" },
    ]);
    for (const path of ["/v1/users/nobody", "/v1/users/nobody/zones"]) {
      expectRefusal(await api.call("GET", path, { headers }), 404, "user_unknown");
    }
  });
});
