import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { freshDatabase } from "../support/fresh-database.ts";
import { jsonOf, type RunningService, startService } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "daystreak-acts-"));
afterAll(() => rmSync(folder, { recursive: true }));
const databases = [
  ["SQLite", async () => `sqlite:${join(folder, "acts.db")}`],
  ["PostgreSQL", async () => (await freshDatabase()).url],
] as const;

describe.each(databases)("support by two processes on %s", (_, open) => {
  it("acts once, is on record, and erases for both", async () => {
    const database = await open();
    const services = [await startService({ database }), await startService({ database })] as [
      RunningService,
      RunningService,
    ];
    const [first, second] = services;
    const send = async (service: RunningService, method: string, path: string, body?: object): Promise<Response> =>
      service.call(method, path, {
        headers: { "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    try {
      await first.call("POST", "/api/activity/update/", { as: "ada" });
      const grants = Array.from({ length: 12 }, (_unused, n) =>
        send(services[n % 2] as RunningService, "POST", "/v1/users/ada/freezes", {
          freezes: 1,
          id: `g${n >> 1}`,
          reason: "sorry",
        }),
      );
      const answers = await Promise.all((await Promise.all(grants)).map(jsonOf));
      const words = answers.map(({ status, code }) => code ?? status);
      expect(words.filter((word) => word === "accepted")).toHaveLength(2);
      expect(words.filter((word) => word === "duplicate" || word === "freeze_cap_reached")).toHaveLength(10);

      const json = { restores: 1, id: "once", reason: "sorry" };
      const restores = services.flatMap((service) =>
        Array.from({ length: 5 }, () => send(service, "POST", "/v1/users/ada/restores", json)),
      );
      const given = await Promise.all((await Promise.all(restores)).map(jsonOf));
      expect(given.filter(({ status }) => status === "accepted")).toHaveLength(1);

      const today = new Date().toISOString().slice(0, 10);
      const pause = { headers: { "content-type": "application/json" }, body: JSON.stringify({ from: today }) };
      expect((await first.call("POST", "/api/me/pauses/", { as: "ada", ...pause })).status).toBe(200);
      const listed = await jsonOf(await second.call("GET", "/api/me/pauses/", { as: "ada" }));
      expect(listed.pauses).toEqual([expect.objectContaining({ from: today, to: today, by: "user" })]);

      const exported = await jsonOf(await send(second, "GET", "/v1/users/ada/export"));
      expect(exported.state).toMatchObject({ freezes_held: 2, restores_granted: 1 });
      expect(exported.days).toHaveLength(1);
      expect(exported.protections).toEqual([expect.objectContaining({ kind: "paused", from: today })]);
      expect(exported.audit.map(({ action }: { action: string }) => action).sort()).toEqual([
        "freezes.granted",
        "freezes.granted",
        "restores.granted",
        "user.exported",
      ]);

      expect(await jsonOf(await send(second, "DELETE", "/v1/users/ada?reason=by%20letter"))).toEqual({ erased: true });
      expect((await send(first, "GET", "/v1/users/ada/streak")).status).toBe(404);
      const { acts } = await jsonOf(await send(first, "GET", "/api/admin/audit"));
      expect(acts).toHaveLength(5);
      expect(JSON.stringify(acts)).not.toContain("ada");
    } finally {
      for (const service of services) await service.close();
    }
  });

  it("excuses a date for everyone in both", async () => {
    const database = await open();
    const [first, second] = [await startService({ database }), await startService({ database })];
    try {
      const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
      const before = `${new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`;
      const body = JSON.stringify({ activities: [{ user_id: "eve", type: "request", at: before, zone: "UTC" }] });
      const headers = { "content-type": "application/json" };
      expect((await first.call("POST", "/v1/activities", { headers, body })).status).toBe(200);
      const entry = JSON.stringify({ date: yesterday, reason: "outage" });
      const excused = await jsonOf(await first.call("POST", "/api/admin/calendar", { headers, body: entry }));
      expect(excused.dates).toEqual([{ date: yesterday, reason: "outage" }]);
      const streak = await jsonOf(await first.call("GET", "/v1/users/eve/streak"));
      expect(streak).toMatchObject({ current_streak: 1, state: "at_risk" });
      expect((await jsonOf(await second.call("GET", "/api/admin/calendar"))).dates).toEqual(excused.dates);
      expect((await jsonOf(await second.call("GET", "/v1/users/eve/streak"))).current_streak).toBe(1);
    } finally {
      await first.close();
      await second.close();
    }
  });
});
