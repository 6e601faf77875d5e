import { describe, expect, it } from "vitest";
import type { ApiKeys } from "../../src/api/api-keys.ts";
import { createLimits, networkOf } from "../../src/api/limits.ts";
import { createRateLimit } from "../../src/api/rate-limit.ts";
import { createTestApi, expectRefusal, type TestApi } from "./support.ts";

describe("a rate limit", () => {
  it("lets a minute's worth through at once, then as many as flow back", () => {
    let now = 0;
    const limit = createRateLimit({ perMinute: 6, now: () => now });
    const take = (): boolean => limit.take("ada").isAllowed;
    expect(Array.from({ length: 8 }, take)).toEqual([true, true, true, true, true, true, false, false]);
    expect(limit.take("ada")).toEqual({
      isAllowed: false,
      perMinute: 6,
      remaining: 0,
      resetSeconds: 60,
      retrySeconds: 10,
    });
    now = 9_999;
    expect(take()).toBe(false);
    now = 10_000;
    expect([take(), take()]).toEqual([true, false]);
    expect(limit.take("grace")).toMatchObject({ isAllowed: true, remaining: 5, resetSeconds: 10 });
  });

  it("never lets more than twice the limit through in any minute, and exactly the limit in the long run", () => {
    let now = 0;
    const limit = createRateLimit({ perMinute: 60, now: () => now });
    let allowed = 0;
    for (; now < 600_000; now += 100) if (limit.take("ada").isAllowed) allowed++;
    expect(allowed).toBe(60 + 599);
  });

  it("keeps bounded memory, and forgets whoever called longest ago", () => {
    const limit = createRateLimit({ perMinute: 1, now: () => 0, maxKeys: 3 });
    for (const key of ["a", "b", "a", "c", "d"]) limit.take(key);
    expect(limit.size).toBe(3);
    expect(limit.take("a").isAllowed).toBe(false);
    expect(limit.take("b").isAllowed).toBe(true);
  });

  it("knows the network of an address", () => {
    expect(networkOf("192.0.2.7")).toBe("192.0.2.7");
    expect(networkOf("::ffff:192.0.2.7")).toBe("192.0.2.7");
    expect(networkOf("2001:db8:1:2:3:4:5:6")).toBe(networkOf("2001:0DB8:1:2::9"));
    expect(networkOf("2001:db8::1")).toBe("2001:db8:0:0");
    expect(networkOf("::1")).toBe("0:0:0:0");
    expect(networkOf("fe80::1%eth0")).toBe("fe80:0:0:0");
  });
});

describe("the limits of the API", () => {
  const api = async (userPerMinute: number, addressPerMinute: number, keys?: ApiKeys): Promise<TestApi> => {
    const limits = createLimits({ userPerMinute, addressPerMinute, now: () => 0 });
    return createTestApi({ limits, ...(keys !== undefined && { keys }) });
  };
  const from = (remoteAddress: string): { context: { remoteAddress: string } } => ({ context: { remoteAddress } });

  it("count each user for themselves, and say on every answer what is left", async () => {
    const { call } = await api(2, 0);
    const first = await call("GET", "/api/streak/", { as: "ada" });
    expect(first.headers.get("ratelimit-policy")).toBe('"user";q=2;w=60');
    expect(first.headers.get("ratelimit")).toBe('"user";r=1;t=30');
    await call("POST", "/api/activity/update/", { as: "ada" });
    const refused = await call("POST", "/api/activity/update/", { as: "ada" });
    expectRefusal(refused, 429, "rate_limited");
    expect(refused.headers.get("retry-after")).toBe("30");
    expect(refused.headers.get("ratelimit")).toBe('"user";r=0;t=60');
    expect((await call("GET", "/api/streak/", { as: "grace" })).status).toBe(200);
  });

  it("record nothing of a call beyond them", async () => {
    const { call, store } = await api(1, 0);
    await call("GET", "/api/streak/", { as: "ada" });
    expectRefusal(await call("POST", "/api/activity/update/", { as: "ada" }), 429, "rate_limited");
    expect(await store.state("ada")).toBeUndefined();
  });

  it("do not hold for keys, unless a key has one", async () => {
    const limited = { name: "slow", hash: new Uint8Array(32), scopes: new Set(["read"] as const), perMinute: 1 };
    const keys: ApiKeys = { find: async (secret) => (secret === "key_slow" ? limited : undefined) };
    const { call } = await api(1, 1, keys);
    for (let n = 0; n < 3; n++) {
      const { status, headers } = await call("GET", "/v1/users/ada/streak", { key: "read", ...from("192.0.2.7") });
      expect([status, headers.get("ratelimit")]).toEqual([404, null]);
    }
    const authorization = "Bearer key_slow";
    expect((await call("GET", "/v1/users/ada/streak", { authorization })).headers.get("ratelimit")).toBe(
      '"key";r=0;t=60',
    );
    expectRefusal(await call("GET", "/v1/users/ada/streak", { authorization }), 429, "rate_limited");
  });

  it("count calls without valid credentials by address, and never lock out who has them", async () => {
    const { call } = await api(9, 2);
    const bad = { authorization: "Bearer wrong" };
    expectRefusal(await call("GET", "/api/streak/", { ...bad, ...from("192.0.2.7") }), 401, "token_invalid");
    expectRefusal(await call("GET", "/api/streak/", from("192.0.2.7")), 401, "credentials_missing");
    expectRefusal(await call("GET", "/api/streak/", { ...bad, ...from("192.0.2.7") }), 429, "rate_limited");
    expectRefusal(await call("GET", "/openapi.json", from("192.0.2.7")), 429, "rate_limited");
    expect((await call("GET", "/api/streak/", { as: "ada", ...from("192.0.2.7") })).status).toBe(200);
    expectRefusal(await call("GET", "/api/streak/", { ...bad, ...from("192.0.2.8") }), 401, "token_invalid");
  });

  it("are not for probes, nor for whoever sits on the machine", async () => {
    const { call } = await api(1, 1);
    for (let n = 0; n < 5; n++) {
      expect((await call("GET", "/readyz", from("192.0.2.7"))).status).toBe(200);
      expect((await call("GET", "/healthz", from("192.0.2.7"))).status).toBe(200);
      expect((await call("GET", "/docs", from("127.0.0.1"))).status).toBe(200);
    }
  });

  it("refuse an address that nobody would write", async () => {
    const { call } = await createTestApi();
    expectRefusal(await call("GET", `/api/streak/?as_of=${"0".repeat(9_000)}`, { as: "ada" }), 400, "request_invalid");
  });
});
