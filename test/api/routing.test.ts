import { describe, expect, it } from "vitest";
import { createApi } from "../../src/api/create-api.ts";
import { createTestApi, expectRefusal } from "./support.ts";

describe("the table of routes", () => {
  it("is deaf to what is not ours, so that a host app can answer it", async () => {
    const { api } = await createTestApi();
    for (const path of [
      "/",
      "/api/",
      "/api/users/",
      "/v1/users/ada",
      "/v1/users//streak",
      "/api/streak/explain/x",
      "/v2/activities",
    ]) {
      const response = await api(new Request(`http://test${path}`));
      if (path === "/v1/users/ada") expect(response?.status).toBe(401);
      else expect(response, path).toBeUndefined();
    }
  });

  it("takes paths with and without the trailing slash", async () => {
    const { call } = await createTestApi();
    for (const path of [
      "/api/streak",
      "/api/streak/",
      "/api/me",
      "/api/feed",
      "/api/activity",
      "/api/streak/explain",
    ]) {
      expect((await call("GET", path, { as: "ada" })).status, path).toBe(200);
    }
    expect((await call("GET", "/healthz/")).status).toBe(200);
  });

  it("says which methods a path has", async () => {
    const { call } = await createTestApi();
    const wrong = await call("GET", "/api/activity/update/", { as: "ada" });
    expectRefusal(wrong, 405, "method_not_allowed");
    expect(wrong.headers.get("allow")).toBe("POST");
    const me = await call("POST", "/api/me/", { as: "ada" });
    expectRefusal(me, 405, "method_not_allowed");
    expect(me.headers.get("allow")).toBe("GET, HEAD, PATCH, DELETE");
    const options = await call("OPTIONS", "/api/streak/");
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD"]);
  });

  it("answers HEAD like GET without a body, and records nothing by it", async () => {
    const api = await createTestApi();
    const head = await api.call("HEAD", "/api/streak/", { as: "ada" });
    expect([head.status, head.body]).toEqual([200, ""]);
    expect(head.headers.get("etag")).toMatch(/^W\//);
    expect(await api.store.state("ada")).toBeUndefined();
  });

  it("keeps answers about a user out of shared caches, refusals too", async () => {
    const { call } = await createTestApi();
    const calls = [
      await call("GET", "/api/streak/", { as: "ada" }),
      await call("GET", "/api/streak/", { as: "ada", headers: { "if-none-match": "*" } }),
      await call("GET", "/api/me/"),
      await call("GET", "/v1/users/ada/streak", { key: "read" }),
      await call("POST", "/api/streak/", { as: "ada" }),
    ];
    for (const { headers } of calls) {
      expect(headers.get("cache-control")).toBe("private, no-cache");
      expect(headers.get("vary")).toBe("Authorization, Cookie");
    }
  });

  it("hides what went wrong inside, and tells the host", async () => {
    const { tracker, failures, call } = await createTestApi();
    tracker.streak = () => Promise.reject(new TypeError("secret detail"));
    const back = await call("GET", "/api/streak/", { as: "ada" });
    expectRefusal(back, 500, "internal");
    expect(JSON.stringify(back.body)).not.toContain("secret detail");
    expect(failures).toHaveLength(1);
  });

  it("tells a sender to come back while the database is away", async () => {
    const api = await createTestApi();
    await api.tracker.close();
    const back = await api.call("POST", "/api/activity/update/", { as: "ada" });
    expectRefusal(back, 503, "closed");
    expect(back.headers.get("retry-after")).toBe("5");
  });
});

describe("the API inside a host app", () => {
  it("believes the host alone where no tokens are configured, and leaves operations to it", async () => {
    const { tracker } = await createTestApi();
    const api = createApi({ tracker });
    const request = (path: string): Request =>
      new Request(`http://app${path}`, { headers: { authorization: "Bearer a.b.c" } });
    expect((await api(request("/api/streak/"), { userId: "ada" }))?.status).toBe(200);
    expect((await api(request("/api/streak/")))?.status).toBe(401);
    expect(await api(request("/healthz"))).toBeUndefined();
    expect(await api(request("/docs"))).toBeUndefined();
  });

  it("refuses a user id of the host that is none", async () => {
    const { call } = await createTestApi();
    for (const userId of ["", "x".repeat(256)]) {
      expectRefusal(await call("GET", "/api/streak/", { context: { userId } }), 422, "user_id_invalid");
    }
  });
});
