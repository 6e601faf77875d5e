import { generateKeyPairSync, type JsonWebKey, type KeyObject, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Algorithm, createSigner } from "fast-jwt";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createJwks, type Jwks, type JwksOptions } from "../../src/api/jwks.ts";
import { createVerifyToken } from "../../src/api/jwt.ts";
import { tokenKeysOf } from "../../src/api/token-keys.ts";

interface Pair {
  readonly kid: string;
  readonly alg: Algorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: JsonWebKey;
}

function pair(kid: string, alg: Algorithm): Pair {
  const curves: Partial<Record<Algorithm, string>> = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };
  const namedCurve = curves[alg];
  const { privateKey, publicKey } =
    alg === "EdDSA"
      ? generateKeyPairSync("ed25519")
      : namedCurve === undefined
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : generateKeyPairSync("ec", { namedCurve });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg, use: "sig" };
  return { kid, alg, privateKey, publicKey, jwk };
}

function pemOf(key: KeyObject): string {
  return key.export({ type: key.type === "public" ? "spki" : "pkcs8", format: "pem" }).toString();
}

function tokenBy({ kid, alg, privateKey }: Pair, claims: object = {}): string {
  const header = { kid, alg };
  return createSigner({ key: pemOf(privateKey), algorithm: alg, noTimestamp: true, header })({ sub: "ada", ...claims });
}

const ALL = (["RS256", "RS384", "RS512", "PS256", "PS512", "ES256", "ES384", "ES512", "EdDSA"] as const).map((alg) =>
  pair(`key-${alg}`, alg),
);
const [old, next] = [pair("old", "RS256"), pair("next", "ES256")];

/** An issuer that listens: what it publishes, and how often it was asked. */
const issuer = { keys: [] as JsonWebKey[], status: 200, asked: 0, hold: undefined as Promise<void> | undefined };
const server = createServer(async (_, response) => {
  issuer.asked++;
  await issuer.hold;
  response.writeHead(issuer.status, { "content-type": "application/json" }).end(JSON.stringify({ keys: issuer.keys }));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
afterAll(() => server.close());
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;

let now = 0;
const errors: unknown[] = [];
beforeEach(() => {
  now = 0;
  errors.length = 0;
  Object.assign(issuer, { keys: [old.jwk], status: 200, asked: 0, hold: undefined });
});
const open = (options: Partial<JwksOptions> = {}): Jwks =>
  createJwks({ url, now: () => now, onError: (error) => errors.push(error), ...options });
const verifyBy = (jwks: Jwks) => createVerifyToken({ keys: { jwks }, now: () => 1_000 });
const REFUSED = { code: "token_invalid" };

describe("tokens by published keys", () => {
  it.each(ALL.map((key) => [key.alg, key] as const))("are taken with %s", async (_, key) => {
    issuer.keys = [key.jwk];
    expect(await verifyBy(open())(tokenBy(key))).toEqual({ userId: "ada", isAdmin: false });
  });

  it("need the key they name, and an algorithm it was published for", async () => {
    issuer.keys = [old.jwk, next.jwk];
    const verify = verifyBy(open());
    await verify(tokenBy(old));
    const wrong = [
      tokenBy({ ...old, kid: "next" }),
      tokenBy({ ...next, kid: "old" }),
      tokenBy({ ...pair("old", "RS256") }),
      tokenBy({ ...old, alg: "RS512" }),
      tokenBy({ ...old, alg: "PS256" }),
      tokenBy({ ...old, kid: "__proto__" }),
    ];
    for (const token of wrong) await expect(verify(token)).rejects.toMatchObject(REFUSED);
  });

  it("are never a matter of the header alone: the public key is no secret, and none is no algorithm", async () => {
    const verify = verifyBy(open());
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const { createHmac } = await import("node:crypto");
    const forged = (key: string | Buffer, alg: string): string => {
      const text = `${part({ alg, kid: "old", typ: "JWT" })}.${part({ sub: "ada" })}`;
      return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
    };
    const { n = "" } = old.jwk;
    const secrets = [
      pemOf(old.publicKey),
      pemOf(old.publicKey).trim(),
      JSON.stringify(old.jwk),
      Buffer.from(n, "base64url"),
      "",
    ];
    for (const secret of secrets) {
      for (const alg of ["HS256", "RS256"]) await expect(verify(forged(secret, alg))).rejects.toMatchObject(REFUSED);
    }
    for (const alg of ["none", "None", "nOnE", ""]) {
      const text = `${part({ alg, kid: "old" })}.${part({ sub: "ada" })}.`;
      await expect(verify(text)).rejects.toMatchObject(REFUSED);
    }
    const embedded = { ...pair("mine", "RS256") };
    const own = createSigner({
      key: pemOf(embedded.privateKey),
      algorithm: "RS256",
      header: { kid: "old", alg: "RS256", jwk: embedded.jwk, jku: "http://evil.example/jwks" } as never,
    })({ sub: "ada" });
    await expect(verify(own)).rejects.toMatchObject(REFUSED);
    expect(issuer.asked).toBe(1);
  });

  it("without a key's name are taken where only one key could be meant", async () => {
    const bare = createSigner({ key: pemOf(next.privateKey), algorithm: "ES256", noTimestamp: true })({ sub: "ada" });
    issuer.keys = [old.jwk, next.jwk];
    expect((await verifyBy(open())(bare)).userId).toBe("ada");
    issuer.keys = [next.jwk, pair("other", "ES256").jwk];
    await expect(verifyBy(open())(bare)).rejects.toMatchObject(REFUSED);
  });

  it("by a shared secret are not taken, nor published keys by a server with a secret", async () => {
    const secret = randomBytes(32).toString("base64url");
    const shared = createSigner({ key: secret, algorithm: "HS256" })({ sub: "ada" });
    await expect(verifyBy(open())(shared)).rejects.toMatchObject(REFUSED);
    const bySecret = createVerifyToken({ keys: { secret }, now: () => 1_000 });
    await expect(bySecret(tokenBy(old))).rejects.toMatchObject(REFUSED);
  });
});

describe("the rotation of published keys", () => {
  it("finds a new key as soon as a token names it, and asks once for many", async () => {
    const verify = verifyBy(open());
    await verify(tokenBy(old));
    issuer.keys = [old.jwk, next.jwk];
    now = 30_000;
    const tokens = Array.from({ length: 20 }, (_, n) => tokenBy(next, { sub: `user-${n}` }));
    const users = await Promise.all(tokens.map((token) => verify(token)));
    expect(users.map(({ userId }) => userId)).toContain("user-19");
    expect(issuer.asked).toBe(2);
  });

  it("asks no more often than the cooldown allows, whatever ids are made up", async () => {
    const verify = verifyBy(open());
    for (let n = 0; n < 50; n++) {
      await expect(verify(tokenBy({ ...old, kid: `made-up-${n}` }))).rejects.toMatchObject(REFUSED);
    }
    expect(issuer.asked).toBe(1);
    now = 30_000;
    await expect(verify(tokenBy({ ...old, kid: "made-up" }))).rejects.toMatchObject(REFUSED);
    expect(issuer.asked).toBe(2);
  });

  it("drops a key that is no longer published, and with it the tokens that were verified by it", async () => {
    const verify = verifyBy(open());
    const token = tokenBy(old);
    await verify(token);
    issuer.keys = [next.jwk];
    now = 599_999;
    expect((await verify(token)).userId).toBe("ada");
    now = 600_000;
    await expect(verify(token)).rejects.toMatchObject(REFUSED);
    expect((await verify(tokenBy(next))).userId).toBe("ada");
  });

  it("lives on with the last good keys through an outage, and nobody waits for it", async () => {
    const verify = verifyBy(open());
    await verify(tokenBy(old));
    issuer.status = 503;
    for (now of [600_000, 630_000, 6_000_000]) {
      const failed = errors.length + 1;
      expect((await verify(tokenBy(old, { sub: `at-${now}` }))).userId).toBe(`at-${now}`);
      await expect.poll(() => errors.length).toBe(failed);
    }
    issuer.hold = new Promise(() => undefined);
    now = 7_000_000;
    expect((await verify(tokenBy(old, { sub: "late" }))).userId).toBe("late");
  });

  it("keeps what it has where the answer is no key set, or one without a usable key", async () => {
    const verify = verifyBy(open());
    await verify(tokenBy(old));
    issuer.keys = [{ kty: "oct", k: "c2VjcmV0", kid: "old", alg: "HS256" }];
    now = 600_000;
    expect((await verify(tokenBy(old, { sub: "grace" }))).userId).toBe("grace");
    expect(errors).toHaveLength(1);
  });

  it("says that it cannot tell while there never were any keys", async () => {
    issuer.status = 500;
    const verify = verifyBy(open());
    await expect(verify(tokenBy(old))).rejects.toMatchObject({ code: "overloaded" });
    issuer.status = 200;
    await expect(verify(tokenBy(old))).rejects.toMatchObject({ code: "overloaded" });
    now = 2_000;
    expect((await verify(tokenBy(old))).userId).toBe("ada");
  });

  it("gives up on an issuer that does not answer, and follows no redirect", async () => {
    issuer.hold = new Promise(() => undefined);
    await expect(verifyBy(open({ timeoutMs: 50 }))(tokenBy(old))).rejects.toMatchObject({ code: "overloaded" });
    issuer.hold = undefined;
    const moved = createServer((_, response) => response.writeHead(302, { location: url }).end());
    await new Promise<void>((resolve) => moved.listen(0, "127.0.0.1", resolve));
    const from = `http://127.0.0.1:${(moved.address() as AddressInfo).port}/`;
    await expect(verifyBy(open({ url: from }))(tokenBy(old))).rejects.toMatchObject({ code: "overloaded" });
    moved.close();
  });
});

describe("a key set", () => {
  it("passes over what cannot or must not verify tokens", () => {
    const small = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "jwk" });
    const odd = [
      null,
      "key",
      { kty: "oct", k: "c2VjcmV0" },
      { ...old.jwk, use: "enc" },
      { ...old.jwk, key_ops: ["encrypt"] },
      { ...old.jwk, alg: "HS256" },
      { ...old.jwk, alg: "ES256" },
      { ...old.jwk, kid: 7 },
      { ...old.jwk, n: "!" },
      { ...next.jwk, crv: "secp256k1", alg: undefined },
      { ...next.jwk, x: "AAAA" },
      small,
    ];
    expect(tokenKeysOf({ keys: [...odd, old.jwk] }).map(({ kid }) => kid)).toEqual(["old"]);
    for (const none of [undefined, null, [], {}, { keys: {} }, "keys"]) expect(() => tokenKeysOf(none)).toThrow();
  });

  it("takes all RSA algorithms where none is named, and never holds a private key", () => {
    const { alg: _, ...jwk } = old.jwk as JsonWebKey & { alg: string };
    const [key] = tokenKeysOf({ keys: [{ ...jwk, d: old.privateKey.export({ format: "jwk" }).d }] });
    expect(key?.algorithms).toEqual(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]);
    expect(key?.pem).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  });
});
