import { afterEach, describe, expect, it } from "vitest";
import type { Fact } from "../../client/src/wire.ts";
import { tokenOf } from "../api/support.ts";
import { type EventReader, readEvents } from "../support/events.ts";
import { jsonOf, KEY, type RunningService, startService } from "./support.ts";

const services: RunningService[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
});
const start = async (...args: Parameters<typeof startService>): Promise<RunningService> => {
  const service = await startService(...args);
  services.push(service);
  return service;
};

/** Follows a user; fails where that is refused. */
async function follow(
  { url }: RunningService,
  userId: string,
  { claims = {}, headers = {} }: { readonly claims?: object; readonly headers?: Record<string, string> } = {},
): Promise<EventReader> {
  const response = await fetch(`${url}/api/live/`, {
    headers: { authorization: `Bearer ${tokenOf(userId, claims)}`, ...headers },
  });
  expect(response.status).toBe(200);
  return readEvents(response);
}

const solve = ({ call }: RunningService, user_id: string, ref: string): Promise<Response> =>
  call("POST", "/v1/activities", {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ activities: [{ user_id, type: "problem_solved", ref }] }),
  });

describe("GET /api/live/", () => {
  it("streams the state at once and after every change, to its own user only", async () => {
    const service = await start();
    const [ada, bob] = [await follow(service, "ada"), await follow(service, "bob")];
    expect(ada.response.headers.get("content-type")).toBe("text/event-stream");
    expect(ada.response.headers.get("x-accel-buffering")).toBe("no");
    expect(ada.response.headers.get("cache-control")).toBe("private, no-cache, no-transform");
    expect(await ada.next()).toMatchObject({
      event: "streak",
      id: "0",
      data: { streak: { state: "none" }, facts: [] },
    });
    await bob.next();
    await solve(service, "ada", "a");
    const seen = await ada.next();
    expect(seen?.id).toBe("1");
    expect(seen?.data.facts.map(({ kind }) => kind)).toEqual(["streak.started"]);
    const { as_of: _, ...streak } = await jsonOf(await service.call("GET", "/api/streak/", { as: "ada" }));
    expect(seen?.data.streak).toMatchObject(streak);
    const { facts } = await jsonOf(await service.call("GET", "/api/feed/", { as: "ada" }));
    expect(seen?.data.facts).toEqual(facts);
    await solve(service, "bob", "b");
    expect((await bob.next())?.data).toMatchObject({ streak: { user_id: "bob", version: 1 } });
  });

  it("goes on after the id that was seen last, also once the server was started again", async () => {
    const service = await start({ database: "sqlite::memory:" });
    const first = await follow(service, "ada");
    await first.next();
    await solve(service, "ada", "a");
    const { id } = (await first.next()) ?? {};
    await first.leave();
    await service.call("POST", "/v1/users/ada/freezes", {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ freezes: 1, reason: "kind" }),
    });
    const again = await follow(service, "ada", { headers: { "last-event-id": String(id) } });
    const seen = await again.next();
    expect([seen?.id, seen?.data.facts.map(({ kind }) => kind)]).toEqual(["2", ["freeze.granted"]]);
    for (const nonsense of ["-1", "1.5", "x", "9".repeat(40)]) {
      const lost = await follow(service, "ada", { headers: { "last-event-id": nonsense } });
      expect((await lost.next())?.data.facts).toEqual([]);
      await lost.leave();
    }
  });

  it("tells why it ends: the token expired, the user was erased, the server stops", async () => {
    const service = await start();
    const exp = Math.floor(Date.now() / 1000) + 1;
    const expiring = await follow(service, "ada", { claims: { exp } });
    const [erased, stopped] = [await follow(service, "bob"), await follow(service, "cleo")];
    await solve(service, "bob", "a");
    await service.call("DELETE", "/api/me/", { as: "bob" });
    const endOf = async (reader: EventReader): Promise<unknown> => {
      for (let seen = await reader.next(); ; seen = await reader.next()) {
        if (seen?.event !== "end") continue;
        expect(await reader.next()).toBeUndefined();
        return seen.data;
      }
    };
    expect(await endOf(erased)).toEqual({ code: "user_erased" });
    expect(await endOf(expiring)).toEqual({ code: "token_invalid" });
    const closed = service.close();
    expect(await endOf(stopped)).toEqual({ code: "closed" });
    await closed;
  });

  it("refuses more streams than a user may have, and callers that are no user", async () => {
    const service = await start();
    const readers = await Promise.all(Array.from({ length: 10 }, () => follow(service, "ada")));
    const refused = await service.call("GET", "/api/live/", { as: "ada" });
    expect([refused.status, (await jsonOf(refused)).code]).toEqual([429, "rate_limited"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    await readers[0]?.leave();
    await expect.poll(async () => (await service.call("HEAD", "/api/live/", { as: "ada" })).status).toBe(200);
    await expect.poll(async () => (await service.call("GET", "/api/live/", { as: "ada" })).status).toBe(200);
    const byKey = await service.call("GET", "/api/live/");
    expect([byKey.status, (await jsonOf(byKey)).code]).toEqual([403, "scope_missing"]);
    expect((await fetch(`${service.url}/api/live/`)).status).toBe(401);
  });

  it("opens nothing for HEAD", async () => {
    const service = await start();
    for (let i = 0; i < 12; i++) {
      const head = await service.call("HEAD", "/api/live/", { as: "ada" });
      expect([head.status, head.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    }
  });

  it("is answered, for log and metrics, when its head goes out", async () => {
    const service = await start();
    const reader = await follow(service, "ada");
    await reader.next();
    expect(service.log.filter(({ route }) => route === "/api/live/")).toMatchObject([{ status: 200, method: "GET" }]);
    await reader.leave();
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/^daystreak_live_updates_total 1$/m);
    expect(metrics).toContain('daystreak_http_requests_total{route="/api/live/",method="GET",status="2xx"} 1');
    await service.close();
    expect(service.log.filter(({ route }) => route === "/api/live/")).toHaveLength(1);
  });
});

describe("GET /api/admin/live/", () => {
  const look = async ({ url }: RunningService, authorization = `Bearer ${KEY}`): Promise<EventReader> => {
    const response = await fetch(`${url}/api/admin/live/`, { headers: { authorization } });
    expect(response.status).toBe(200);
    return readEvents(response);
  };

  it("tells what is concluded about anybody, and how many are active", async () => {
    const service = await start();
    const admin = await look(service);
    expect(await admin.next()).toMatchObject({ event: "facts", data: { facts: [], active_now: 0 } });
    await Promise.all(["ada", "bob"].map((userId) => solve(service, userId, "a")));
    const facts: Fact[] = [];
    while (facts.length < 2) facts.push(...((await admin.next())?.data.facts ?? []));
    expect(facts.map(({ user_id, kind }) => [user_id, kind]).sort()).toEqual([
      ["ada", "streak.started"],
      ["bob", "streak.started"],
    ]);
    const { next } = await look(service);
    expect((await next())?.data).toMatchObject({ active_now: 2, facts: [{}, {}] });
    const closed = service.close();
    expect(await admin.next()).toMatchObject({ event: "end", data: { code: "closed" } });
    await closed;
  });

  it("is for administrators and keys that may read", async () => {
    const service = await start({ "admin-claim": "role=admin" });
    const admin = await look(service, `Bearer ${tokenOf("boss", { role: "admin" })}`);
    await admin.leave();
    const learner = await service.call("GET", "/api/admin/live/", { as: "ada" });
    expect([learner.status, (await jsonOf(learner)).code]).toEqual([403, "scope_missing"]);
    expect((await service.call("HEAD", "/api/admin/live/")).headers.get("content-type")).toBe("text/event-stream");
  });
});
