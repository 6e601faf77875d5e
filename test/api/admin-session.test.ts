import { describe, expect, it } from "vitest";
import { createApi } from "../../src/api/create-api.ts";
import { createTestApi, expectRefusal, type Send, type TestApi, tokenOf } from "./support.ts";

const HERE = { "daystreak-csrf": "1", origin: "http://test" };
const admin = tokenOf("root", { role: "admin" });

/** What a browser sends after it has signed in with a link. */
async function signIn(api: TestApi, subject = "ops", origin = "http://test"): Promise<Record<string, string>> {
  const { path } = await createApi({ tracker: api.tracker }).adminLink(subject);
  const headers = { ...HERE, origin };
  const back = await api.call("POST", "/api/admin/session/", { headers, json: { link: secretOf(path) } });
  expect(back.status).toBe(200);
  return { ...headers, cookie: cookieOf(back.headers) };
}

function secretOf(path: string): string {
  return path.slice("/admin/#link=".length);
}

function cookieOf(headers: Headers): string {
  return (headers.get("set-cookie") ?? "").split(";")[0] as string;
}

describe("a link", () => {
  it("lets somebody in once, by a cookie that no script can read", async () => {
    const api = await createTestApi();
    const { path, expiresAt } = await createApi({ tracker: api.tracker }).adminLink("ops");
    expect(path).toMatch(/^\/admin\/#link=[\w-]{43}$/);
    expect(expiresAt - api.now()).toBe(600_000);
    const send: Send = { headers: HERE, json: { link: secretOf(path) } };
    const begun = await api.call("POST", "/api/admin/session/", send);
    expect(begun.body).toEqual({ subject: "ops", expires_at: "2026-02-10T20:00:00.000Z" });
    expect(begun.headers.get("set-cookie")).toMatch(
      /^daystreak-admin=[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict$/,
    );
    expect(begun.headers.get("cache-control")).toBe("no-store");
    expectRefusal(await api.call("POST", "/api/admin/session/", send), 401, "token_invalid");
    const headers = { cookie: cookieOf(begun.headers) };
    expect((await api.call("GET", "/api/admin/session/", { headers })).body).toEqual(begun.body);
    const acts = (await api.call("GET", "/api/admin/audit/", { headers })).body.acts;
    expect(acts.map(({ actor, action }: { actor: string; action: string }) => [actor, action]).sort()).toEqual([
      ["app", "link.created"],
      ["ops", "session.begun"],
    ]);
  });

  it("is good for ten minutes, and what is none is refused in the same words", async () => {
    const api = await createTestApi();
    const { path } = await createApi({ tracker: api.tracker }).adminLink("ops");
    api.at("2026-02-10T12:10:00Z");
    const post = (link: unknown): ReturnType<TestApi["call"]> =>
      api.call("POST", "/api/admin/session/", { headers: HERE, json: { link } });
    const late = await post(secretOf(path));
    expectRefusal(late, 401, "token_invalid");
    for (const link of ["", "x", "é".repeat(50), "%00"]) expect((await post(link)).body).toEqual(late.body);
    expectRefusal(await post(7), 400, "body_invalid");
    expect(late.headers.has("set-cookie")).toBe(false);
  });

  it("is made by admin keys and admins, for whom they say", async () => {
    const api = await createTestApi();
    const made = await api.call("POST", "/api/admin/links/", { key: "admin", json: { subject: "maria" } });
    expect(made.body).toEqual({
      path: expect.stringMatching(/^\/admin\/#link=/),
      expires_at: "2026-02-10T12:10:00.000Z",
    });
    const json = { link: secretOf(made.body.path) };
    expect((await api.call("POST", "/api/admin/session/", { headers: HERE, json })).body.subject).toBe("maria");
    expectRefusal(
      await api.call("POST", "/api/admin/links/", { key: "support", json: { subject: "x" } }),
      403,
      "scope_missing",
    );
    for (const subject of ["", "\n", "x".repeat(201)]) {
      expectRefusal(
        await api.call("POST", "/api/admin/links/", { key: "admin", json: { subject } }),
        400,
        "body_invalid",
      );
    }
  });

  it("keeps its secret out of the store, and so does the session", async () => {
    const api = await createTestApi();
    const put: object[] = [];
    const { putPass } = api.store.shared;
    api.store.shared.putPass = (row) => {
      put.push(row);
      return putPass(row);
    };
    const { cookie = "" } = await signIn(api);
    const audit = await api.store.shared.audits(10);
    expect(put).toHaveLength(2);
    expect(JSON.stringify([put, audit])).not.toContain(cookie.split("=")[1]);
  });
});

describe("a token", () => {
  it("lets an administrator in, from the body or the header", async () => {
    const { call } = await createTestApi();
    const byBody = await call("POST", "/api/admin/session/", { headers: HERE, json: { token: admin } });
    expect(byBody.body.subject).toBe("root");
    const byHeader = await call("POST", "/api/admin/session/", { authorization: `Bearer ${admin}` });
    expect(byHeader.status).toBe(200);
    expect(cookieOf(byHeader.headers)).not.toBe(cookieOf(byBody.headers));
  });

  it("of a learner, a key, a broken one and none let nobody in", async () => {
    const { call } = await createTestApi();
    const post = (json: object, send: Send = {}): ReturnType<TestApi["call"]> =>
      call("POST", "/api/admin/session/", { headers: HERE, json, ...send });
    expectRefusal(await post({ token: tokenOf("ada") }), 403, "scope_missing");
    expectRefusal(await post({}, { as: "ada" }), 403, "scope_missing");
    expectRefusal(await post({}, { key: "admin" }), 403, "scope_missing");
    expectRefusal(await post({ token: "key_admin" }), 403, "scope_missing");
    expectRefusal(await post({ token: `${admin}x` }), 401, "token_invalid");
    expectRefusal(await post({ token: "a\nb" }), 401, "token_invalid");
    expectRefusal(await post({}), 401, "credentials_missing");
    expectRefusal(await post({}, { context: { userId: "ada" } }), 401, "credentials_missing");
  });
});

describe("the cookie", () => {
  it("is bound to this host where the browser speaks HTTPS, also behind a proxy that ends it", async () => {
    const api = await createTestApi();
    const { path } = await createApi({ tracker: api.tracker }).adminLink("ops");
    const headers = { "daystreak-csrf": "1", origin: "https://test" };
    const begun = await api.call("POST", "/api/admin/session/", { headers, json: { link: secretOf(path) } });
    expect(begun.headers.get("set-cookie")).toMatch(
      /^__Host-daystreak-admin=[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict; Secure$/,
    );
    const forwarded = { authorization: `Bearer ${admin}`, headers: { "x-forwarded-proto": "https" } };
    const second = await api.call("POST", "/api/admin/session/", forwarded);
    expect(second.headers.get("set-cookie")).toMatch(/^__Host-.*; Secure$/);
    // A neighbour's cookie of the other name changes nothing.
    const cookie = `daystreak-admin=planted; ${cookieOf(begun.headers)}`;
    expect((await api.call("GET", "/api/admin/session/", { headers: { cookie } })).body.subject).toBe("ops");
  });

  it("does what an admin may, and nothing as a learner, not even of the same name", async () => {
    const api = await createTestApi();
    await api.tracker.record({ userId: "ops", type: "request" });
    const headers = await signIn(api);
    expect((await api.call("GET", "/v1/users/ops/streak", { headers })).body.current_streak).toBe(1);
    const json = { freezes: 1, reason: "an outage" };
    expect((await api.call("POST", "/v1/users/ops/freezes", { headers, json })).status).toBe(200);
    const audit = await api.call("GET", "/api/admin/audit/?user=ops", { headers });
    expect(audit.body.acts).toEqual([expect.objectContaining({ actor: "ops", action: "freezes.granted" })]);
    expect((await api.store.grants("ops"))[0]?.by).toBe("admin");
    for (const path of ["/api/streak/", "/api/me/", "/api/activity/"]) {
      expectRefusal(await api.call("GET", path, { headers }), 401, "credentials_missing");
    }
    expectRefusal(await api.call("GET", "/v1/users/nobody/streak", { headers }), 404, "user_unknown");
  });

  it("counts before what a host app says of a learner, and after a token", async () => {
    const api = await createTestApi();
    const headers = await signIn(api);
    const context = { userId: "ada" };
    expect((await api.call("GET", "/api/admin/session/", { headers, context })).status).toBe(200);
    expect((await api.call("GET", "/api/streak/", { headers, context })).body.user_id).toBe("ada");
    expectRefusal(await api.call("GET", "/api/admin/session/", { headers, as: "ada" }), 403, "scope_missing");
  });

  it("takes the place of the one before it", async () => {
    const api = await createTestApi();
    const one = await signIn(api, "one");
    const { path } = await createApi({ tracker: api.tracker }).adminLink("two");
    const begun = await api.call("POST", "/api/admin/session/", { headers: one, json: { link: secretOf(path) } });
    expect(begun.body.subject).toBe("two");
    expectRefusal(await api.call("GET", "/api/admin/session/", { headers: one }), 401, "credentials_missing");
    const now = { cookie: cookieOf(begun.headers) };
    expect((await api.call("GET", "/api/admin/session/", { headers: now })).body.subject).toBe("two");
  });

  it("ends after eight hours, when its owner signs out, and when all are ended", async () => {
    const api = await createTestApi();
    const [one, two] = [await signIn(api, "one"), await signIn(api, "two", "https://test")];
    const out = await api.call("DELETE", "/api/admin/session/", { headers: two });
    expect(out.body).toEqual({ ended: true });
    expect(out.headers.get("set-cookie")).toBe(
      "__Host-daystreak-admin=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure",
    );
    expectRefusal(await api.call("GET", "/api/admin/session/", { headers: two }), 401, "credentials_missing");
    expectRefusal(await api.call("DELETE", "/api/admin/session/", { headers: two }), 401, "credentials_missing");
    expect((await api.call("DELETE", "/api/admin/session/", { key: "admin" })).body).toEqual({ ended: false });
    api.at("2026-02-10T19:59:59Z");
    expect((await api.call("GET", "/api/admin/session/", { headers: one })).status).toBe(200);
    api.at("2026-02-10T20:00:00Z");
    expectRefusal(await api.call("GET", "/api/admin/session/", { headers: one }), 401, "credentials_missing");
    api.at("2026-02-10T20:00:01Z");
    const three = await signIn(api, "three");
    expect(await api.store.shared.dropPasses(), "those that ended by themselves are gone").toBe(1);
    expectRefusal(await api.call("GET", "/api/admin/session/", { headers: three }), 401, "credentials_missing");
  });
});

describe("another site", () => {
  const browser = { "sec-fetch-site": "same-origin" };
  it.each<[string, Record<string, string>]>([
    ["without the header that its pages cannot send", { origin: "http://test" }],
    ["without any origin", { "daystreak-csrf": "1" }],
    ["from another host", { "daystreak-csrf": "1", origin: "http://evil.test" }],
    ["from another port", { "daystreak-csrf": "1", origin: "http://test:81" }],
    ["from a page without an origin", { "daystreak-csrf": "1", origin: "null" }],
    ["from a form", { origin: "http://evil.test", "content-type": "application/x-www-form-urlencoded" }],
    ["from our own form, without the header", { ...browser, origin: "http://test" }],
  ])("changes nothing with the cookie %s", async (_, headers) => {
    const api = await createTestApi();
    await api.tracker.record({ userId: "ada", type: "request" });
    const { cookie = "" } = await signIn(api);
    const before = await api.store.state("ada");
    const calls: [string, string, object?][] = [
      ["POST", "/v1/users/ada/freezes", { freezes: 1, reason: "x" }],
      ["PATCH", "/v1/users/ada", { name: "Eve" }],
      ["DELETE", "/v1/users/ada?reason=x"],
      ["POST", "/api/admin/calendar", { date: "2026-02-01", reason: "x" }],
      ["POST", "/api/admin/links/", { subject: "eve" }],
      ["DELETE", "/api/admin/session/"],
    ];
    for (const [method, path, json] of calls) {
      const send = { headers: { ...headers, cookie }, ...(json && { json }) };
      expectRefusal(await api.call(method, path, send), 403, "origin_forbidden");
    }
    const { path } = await createApi({ tracker: api.tracker }).adminLink("eve");
    const json = { link: secretOf(path) };
    expectRefusal(await api.call("POST", "/api/admin/session/", { headers, json }), 403, "origin_forbidden");
    expect(await api.store.state("ada")).toEqual(before);
  });

  it.each(["cross-site", "same-site"])(
    "that the browser calls %s is nobody, though it sends the cookie",
    async (site) => {
      const api = await createTestApi();
      const headers = { ...(await signIn(api)), "sec-fetch-site": site };
      for (const path of ["/api/admin/users/", "/api/admin/session/", "/api/admin/live/", "/docs"]) {
        expectRefusal(await api.call("GET", path, { headers }), 401, "credentials_missing");
      }
      expectRefusal(await api.call("DELETE", "/v1/users/ada?reason=x", { headers }), 401, "credentials_missing");
    },
  );

  it("is told from our own pages by the browser, whatever a proxy makes of the host", async () => {
    const api = await createTestApi();
    const headers = { ...(await signIn(api)), ...browser, origin: "https://streaks.example" };
    const json = { date: "2026-02-01", reason: "outage" };
    expect((await api.call("POST", "/api/admin/calendar", { headers, json })).status).toBe(200);
  });
});

it("a learner's token gets 403 from every call of administrators, and nothing else does better", async () => {
  const api = await createTestApi();
  await api.tracker.record({ userId: "ada", type: "request" });
  await api.tracker.record({ userId: "bob", type: "request" });
  const before = [await api.store.state("ada"), await api.store.state("bob")];
  const calls = Object.entries(api.document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => security.some((one) => "adminSession" in one))
      .map(([method]) => [method.toUpperCase(), path] as const),
  );
  expect(calls.length).toBeGreaterThan(40);
  expect(calls.filter(([, path]) => path.startsWith("/api/admin/")).length).toBeGreaterThan(30);
  for (const [method, pattern] of [...calls, ["POST", "/api/admin/session/"] as const]) {
    for (const id of ["ada", "bob"]) {
      const path = pattern.replace("{id}", id);
      const body = method === "GET" ? {} : { json: {} };
      const headers = { "daystreak-csrf": "1", "sec-fetch-site": "same-origin" };
      expectRefusal(await api.call(method, path, { as: "ada", headers, ...body }), 403, "scope_missing");
      expect((await api.call(method, path, { headers, ...body })).status, `${method} ${path}`).toBe(401);
      const cookie = "daystreak-admin=guessed";
      expect((await api.call(method, path, { headers: { ...headers, cookie }, ...body })).status).toBe(401);
    }
  }
  expect([await api.store.state("ada"), await api.store.state("bob")]).toEqual(before);
  expect(await api.store.shared.audits(10)).toEqual([]);
});
