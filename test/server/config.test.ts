import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readConfig, type ServeFlags } from "../../src/server/config.ts";
import { SERVE_SETTINGS } from "../../src/server/settings-table.ts";

const SECRET = { DAYSTREAK_JWT_SECRET: "s" };
const folder = mkdtempSync(join(tmpdir(), "daystreak-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("the configuration", () => {
  it("has a default for everything but the secret", () => {
    expect(readConfig({}, SECRET)).toEqual({
      host: "127.0.0.1",
      port: 8000,
      databaseUrl: "sqlite:./data/daystreak.db",
      jwt: { keys: { secret: "s" }, userClaim: "sub" },
      apiKey: undefined,
      corsOrigins: [],
      limits: { userPerMinute: 3_000, addressPerMinute: 3_000 },
      trustedProxies: 0,
      defaultZone: "UTC",
      rules: undefined,
      notices: { app: "Daystreak", privateNetworks: [] },
      demo: false,
    });
  });

  it("reads the environment", () => {
    const rules = file("rules.json", '{"goal":{"lessons":2},"freezes":{"earnEvery":5}}');
    const config = readConfig(
      {},
      {
        PORT: "0",
        HOST: "0.0.0.0",
        DATABASE_URL: "postgres://db/daystreak",
        DAYSTREAK_JWT_SECRET: "s",
        DAYSTREAK_JWT_ISSUER: "lms",
        DAYSTREAK_JWT_AUDIENCE: "streaks",
        DAYSTREAK_USER_CLAIM: "user_id",
        DAYSTREAK_ADMIN_CLAIM: "role=admin=yes",
        DAYSTREAK_API_KEY: "key_1",
        DAYSTREAK_USER_LIMIT: "60",
        DAYSTREAK_ADDRESS_LIMIT: "0",
        DAYSTREAK_TRUSTED_PROXIES: "10.0.0.0/8, uniquelocal, 2001:db8::1",
        DAYSTREAK_CORS_ORIGINS: "https://app.example/, http://localhost:5173",
        DAYSTREAK_DEFAULT_ZONE: "europe/paris",
        DAYSTREAK_RULES: rules,
      },
    );
    expect(config).toMatchObject({
      host: "0.0.0.0",
      port: 0,
      databaseUrl: "postgres://db/daystreak",
      jwt: {
        keys: { secret: "s" },
        issuer: "lms",
        audience: "streaks",
        userClaim: "user_id",
        adminClaim: { name: "role", value: "admin=yes" },
      },
      limits: { userPerMinute: 60, addressPerMinute: 0 },
      trustedProxies: ["10.0.0.0/8", "uniquelocal", "2001:db8::1"],
      apiKey: "key_1",
      corsOrigins: ["https://app.example", "http://localhost:5173"],
      defaultZone: "Europe/Paris",
      rules: { goal: { lessons: 2 }, freezes: { earnEvery: 5, cap: 2 } },
    });
  });

  it("takes published keys instead of a secret", () => {
    const { jwt } = readConfig({}, { DAYSTREAK_JWKS_URL: "https://lms.example/jwks" });
    expect(jwt).toEqual({ keys: { jwksUrl: "https://lms.example/jwks" }, userClaim: "sub" });
  });

  it("lets flags come first, and takes empty variables for absent ones", () => {
    const env = { PORT: "1", HOST: "", DATABASE_URL: "", DAYSTREAK_JWT_SECRET: "env", DAYSTREAK_API_KEY: "" };
    const config = readConfig({ port: "2", "jwt-secret": "flag" }, env);
    expect(config).toMatchObject({ port: 2, host: "127.0.0.1", jwt: { keys: { secret: "flag" } }, apiKey: undefined });
  });

  it("makes a secret and a key for a demo, and keeps those that are given", () => {
    const made = readConfig({ demo: true }, {});
    const secretOf = ({ jwt }: ReturnType<typeof readConfig>): string =>
      jwt.keys !== undefined && "secret" in jwt.keys ? jwt.keys.secret : "";
    expect(secretOf(made)).toMatch(/^[\w-]{43}$/);
    expect(made.apiKey).toMatch(/^demo_[\w-]{24}$/);
    expect(secretOf(readConfig({ demo: true }, {}))).not.toBe(secretOf(made));
    expect(readConfig({ demo: true }, { ...SECRET, DAYSTREAK_API_KEY: "k" })).toMatchObject({
      jwt: { keys: { secret: "s" } },
      apiKey: "k",
      demo: true,
    });
  });

  const refusals: [string, ServeFlags, Record<string, string>, string][] = [
    ["no secret", {}, {}, "DAYSTREAK_JWT_SECRET"],
    ["a demo for everyone", { demo: true, host: "0.0.0.0" }, {}, "HOST"],
    [
      "a secret and published keys",
      {},
      { ...SECRET, DAYSTREAK_JWKS_URL: "https://lms.example/jwks" },
      "DAYSTREAK_JWKS_URL",
    ],
    ["a demo with published keys", { demo: true }, { DAYSTREAK_JWKS_URL: "https://a.example/" }, "DAYSTREAK_JWKS_URL"],
    ["published keys in a file", {}, { DAYSTREAK_JWKS_URL: "file:///etc/jwks" }, "DAYSTREAK_JWKS_URL"],
    ["an admin claim without a value", {}, { ...SECRET, DAYSTREAK_ADMIN_CLAIM: "role=" }, "DAYSTREAK_ADMIN_CLAIM"],
    ["a limit that is no number", {}, { ...SECRET, DAYSTREAK_USER_LIMIT: "-1" }, "DAYSTREAK_USER_LIMIT"],
    ["a limit that is absurd", {}, { ...SECRET, DAYSTREAK_ADDRESS_LIMIT: "1e9" }, "DAYSTREAK_ADDRESS_LIMIT"],
    ["a proxy that is no address", {}, { ...SECRET, DAYSTREAK_TRUSTED_PROXIES: "all" }, "DAYSTREAK_TRUSTED_PROXIES"],
    ["a range that is none", {}, { ...SECRET, DAYSTREAK_TRUSTED_PROXIES: "10.0.0.0/33" }, "DAYSTREAK_TRUSTED_PROXIES"],
    ["a port that is no number", { port: "http" }, SECRET, "PORT"],
    ["a port beyond the last", {}, { ...SECRET, PORT: "65536" }, "PORT"],
    ["another database", {}, { ...SECRET, DATABASE_URL: "mysql://db" }, "DATABASE_URL"],
    ["a key with a dot", {}, { ...SECRET, DAYSTREAK_API_KEY: "a.b.c" }, "DAYSTREAK_API_KEY"],
    ["a key with a space", {}, { ...SECRET, DAYSTREAK_API_KEY: "a b" }, "DAYSTREAK_API_KEY"],
    [
      "an origin with a path",
      {},
      { ...SECRET, DAYSTREAK_CORS_ORIGINS: "https://a.example/app" },
      "DAYSTREAK_CORS_ORIGINS",
    ],
    ["an origin that is none", {}, { ...SECRET, DAYSTREAK_CORS_ORIGINS: "a.example" }, "DAYSTREAK_CORS_ORIGINS"],
    ["a zone that is none", {}, { ...SECRET, DAYSTREAK_DEFAULT_ZONE: "Mars" }, "DAYSTREAK_DEFAULT_ZONE"],
    ["rules that are not there", {}, { ...SECRET, DAYSTREAK_RULES: join(folder, "none.json") }, "DAYSTREAK_RULES"],
    ["rules that are no JSON", {}, { ...SECRET, DAYSTREAK_RULES: file("bad.json", "{") }, "DAYSTREAK_RULES"],
    ["rules that are none", { rules: file("odd.json", '{"goal":{"problems":0}}') }, SECRET, "DAYSTREAK_RULES"],
  ];
  it.each(refusals)("refuses %s and says which setting", (_, flags, env, variable) => {
    const [flag] = Object.entries(SERVE_SETTINGS).find(([, setting]) => setting.variable === variable) as [
      string,
      unknown,
    ];
    try {
      readConfig(flags, env);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "config_invalid" });
      expect((error as Error).message).toContain(`${variable} (--${flag})`);
    }
  });
});
