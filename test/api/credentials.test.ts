import { createHmac } from "node:crypto";
import { createSigner } from "fast-jwt";
import { describe, expect, it } from "vitest";
import { createVerifyToken } from "../../src/api/jwt.ts";
import { createTokenCache } from "../../src/api/token-cache.ts";
import { SECRET } from "./secret.ts";
import { createTestApi, expectRefusal, tokenOf } from "./support.ts";

const NOW = Date.parse("2026-02-10T12:00:00Z");
const seconds = (fromNow: number): number => NOW / 1000 + fromNow;
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
/** Signs claims that no sound signer would: a secret in the wrong hands, or a careless issuer. */
const forged = (claims: object): string => {
  const input = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${input}.${createHmac("sha256", SECRET).update(input).digest("base64url")}`;
};
const signedBy = (key: string, algorithm: "HS256" | "HS512"): string =>
  createSigner({ key, algorithm, noTimestamp: true })({ sub: "ada" });

describe("a user's token", () => {
  it("acts for its user", async () => {
    const { call } = await createTestApi();
    const authorization = `bearer  ${tokenOf("ada", { exp: seconds(60) })}`;
    expect((await call("GET", "/api/streak/", { authorization })).body.user_id).toBe("ada");
  });

  it("may name the user by a whole number", async () => {
    const { call } = await createTestApi();
    expect((await call("GET", "/api/streak/", { authorization: `Bearer ${tokenOf(42)}` })).body.user_id).toBe("42");
  });

  const [header, claims, signature] = tokenOf("ada").split(".") as [string, string, string];
  const bad: [string, string][] = [
    ["a signature by another secret", signedBy("another-secret-of-thirty-two-bytes!", "HS256")],
    ["a signature that was changed", `${header}.${claims}.${signature.slice(0, -2)}AA`],
    ["claims that were changed", `${header}.${part({ sub: "grace" })}.${signature}`],
    ["no signature", `${header}.${claims}.`],
    ["the algorithm none", `${part({ alg: "none", typ: "JWT" })}.${claims}.`],
    ["the algorithm none with a signature", `${part({ alg: "None" })}.${claims}.${signature}`],
    ["another algorithm of the family", signedBy(SECRET, "HS512")],
    ["an end in the past", tokenOf("ada", { exp: seconds(-1) })],
    ["an end this very moment", tokenOf("ada", { exp: seconds(0) })],
    ["an end that is no time", forged({ sub: "ada", exp: "tomorrow" })],
    ["a start in the future", tokenOf("ada", { nbf: seconds(60) })],
    ["the type refresh", tokenOf("ada", { token_type: "refresh" })],
    ["the type of something else", tokenOf("ada", { token_type: 7 })],
    ["a user that is no text", forged({ sub: { id: "ada" } })],
    ["an empty user", forged({ sub: "" })],
    ["a number that is not exact", forged({ sub: 2 ** 53 })],
    ["a number with a fraction", forged({ sub: 4.5 })],
    ["three parts of nothing", "a.b.c"],
    ["four parts", `${header}.${claims}.${signature}.x`],
    ["one dot", "half.token"],
    ["an endless text", `${header}.${"A".repeat(9_000)}.${signature}`],
  ];
  it.each(bad)("is refused with %s, always in the same words", async (_, token) => {
    const { call } = await createTestApi();
    const back = await call("POST", "/api/activity/update/", { authorization: `Bearer ${token}` });
    expectRefusal(back, 401, "token_invalid");
    expect(back.body.detail).toBe("send a valid access token or API key as Authorization: Bearer …");
    expect(back.headers.get("www-authenticate")).toBe('Bearer realm="daystreak", error="invalid_token"');
  });

  it("ends at its end, also where it was known before", async () => {
    const api = await createTestApi();
    const authorization = `Bearer ${tokenOf("ada", { exp: seconds(60) })}`;
    for (let i = 0; i < 2; i++) expect((await api.call("GET", "/api/streak/", { authorization })).status).toBe(200);
    api.at("2026-02-10T12:01:00Z");
    for (let i = 0; i < 2; i++)
      expectRefusal(await api.call("GET", "/api/streak/", { authorization }), 401, "token_invalid");
  });

  it("is asked for where it is missing", async () => {
    const { call } = await createTestApi();
    const back = await call("GET", "/api/streak/");
    expectRefusal(back, 401, "credentials_missing");
    expect(back.headers.get("www-authenticate")).toBe('Bearer realm="daystreak"');
  });

  it.each(["", "Basic YWRhOmFkYQ==", "Bearer", "Bearer a b", `Token ${tokenOf("ada")}`])(
    "is not taken from %j",
    async (authorization) => {
      const { call } = await createTestApi();
      expectRefusal(await call("GET", "/api/streak/", { authorization }), 401, "token_invalid");
    },
  );
});

describe("the checks of a server", () => {
  const verify = createVerifyToken({
    keys: { secret: SECRET },
    issuer: "https://lms.example",
    audience: "daystreak",
    userClaim: "user_id",
    now: () => NOW,
  });
  const signed = (claims: object): string =>
    createSigner({ key: SECRET, algorithm: "HS256", noTimestamp: true })(claims);
  const good = { iss: "https://lms.example", aud: ["other", "daystreak"], user_id: 7, sub: "ada" };

  it("take exactly the configured claim, issuer and audience", async () => {
    expect(await verify(signed(good))).toEqual({ userId: "7", isAdmin: false });
    expect(await verify(signed({ ...good, aud: "daystreak" }))).toEqual({ userId: "7", isAdmin: false });
  });

  it.each([
    ["another issuer", { iss: "https://evil.example" }],
    ["no issuer", { iss: undefined }],
    ["an issuer that merely begins like ours", { iss: "https://lms.example.evil" }],
    ["another audience", { aud: "other" }],
    ["no audience", { aud: undefined }],
    ["no user claim, though a sub", { user_id: undefined }],
  ])("refuse %s", async (_, claims) => {
    await expect(verify(signed({ ...good, ...claims }))).rejects.toMatchObject({ code: "token_invalid" });
  });

  it("take no user from the prototype of the claims", async () => {
    const odd = createVerifyToken({ keys: { secret: SECRET }, userClaim: "constructor", now: () => NOW });
    await expect(odd(signed({ sub: "ada" }))).rejects.toMatchObject({ code: "token_invalid" });
  });
});

describe("the cache of tokens", () => {
  it("is bounded, forgets what ended, and can be emptied", () => {
    const cache = createTokenCache(2);
    for (const userId of ["a", "b", "c"]) cache.set(userId, { userId, isAdmin: false }, 10);
    expect(["a", "b", "c"].map((token) => cache.get(token, 0)?.userId)).toEqual([undefined, "b", "c"]);
    expect(cache.get("b", 10)).toBeUndefined();
    cache.clear();
    expect(cache.get("c", 0)).toBeUndefined();
  });
});

describe("an API key", () => {
  it("does what its scope says, and admin does everything", async () => {
    const { call } = await createTestApi();
    const ingest = { json: { activities: [{ user_id: "ada", type: "request" }] } };
    expect((await call("POST", "/v1/activities", { key: "ingest", ...ingest })).status).toBe(200);
    expectRefusal(await call("GET", "/v1/users/ada/streak", { key: "ingest" }), 403, "scope_missing");
    expectRefusal(await call("GET", "/v1/users/ada/streak", { key: "support" }), 403, "scope_missing");
    expect((await call("GET", "/v1/users/ada/streak", { key: "read" })).status).toBe(200);
    expect((await call("POST", "/v1/activities", { key: "admin", ...ingest })).status).toBe(200);
    expect((await call("GET", "/v1/users/ada/streak", { key: "admin" })).status).toBe(200);
    expect((await call("PATCH", "/v1/users/ada", { key: "admin", json: { name: "Ada" } })).status).toBe(200);
  });

  it("is no user", async () => {
    const { call } = await createTestApi();
    expectRefusal(await call("GET", "/api/streak/", { key: "admin" }), 403, "scope_missing");
  });

  it("is not shared with users", async () => {
    const { call } = await createTestApi();
    expectRefusal(await call("GET", "/v1/users/ada/streak", { as: "ada" }), 403, "scope_missing");
  });

  it.each(["key_rea", "key_readx", "KEY_READ", "-"])("is refused as %j", async (key) => {
    const { call } = await createTestApi();
    expectRefusal(await call("GET", "/v1/users/ada/streak", { authorization: `Bearer ${key}` }), 401, "token_invalid");
  });
});
