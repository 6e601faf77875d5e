import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import type { AdminClaim } from "../api/jwt.ts";
import { DaystreakError } from "../core/errors.ts";
import type { Rules } from "../core/rules.ts";
import { defineRules } from "../core/rules-check.ts";
import { canonicalZone } from "../core/zones.ts";
import { type AlertLimits, defineAlertLimits } from "../metrics/alert-limits.ts";
import { type NoticeConfig, readNoticeConfig } from "./notice-settings.ts";
import type { TrustedProxies } from "./proxy/trusted.ts";
import { type Environment, type GivenFlags, settingInvalid, settingReader } from "./read-setting.ts";
import { SERVE_SETTINGS, type ServeSettingName } from "./settings-table.ts";

/** Where the keys of users' tokens come from: one family of algorithms a server. */
export type TokenKeys = { readonly secret: string } | { readonly jwksUrl: string };

/** How the service runs: read once, checked, never changed. */
export interface ServerConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly jwt: {
    /** The shared secret or the address of the published keys; absent where no token counts. */
    readonly keys?: TokenKeys;
    readonly issuer?: string;
    readonly audience?: string;
    readonly userClaim: string;
    /** What makes a user an administrator; nobody is where it is absent. */
    readonly adminClaim?: AdminClaim;
  };
  /** The first admin key. */
  readonly apiKey: string | undefined;
  /** Origins of browsers' apps; `*` stands for any. */
  readonly corsOrigins: readonly string[];
  /** Calls a minute; 0 for no limit. */
  readonly limits: { readonly userPerMinute: number; readonly addressPerMinute: number };
  /** Proxies in front that tell the truth about who called: how many, or their addresses. */
  readonly trustedProxies: TrustedProxies;
  readonly defaultZone: string;
  /** `undefined` where no file is named: the rules of the database, or the defaults for a new one. */
  readonly rules: Rules | undefined;
  /** From when on something is told as unusual; `undefined` for the defaults. */
  readonly alertLimits: AlertLimits | undefined;
  /** The file of newer time zone data; it is read when the service starts. */
  readonly zoneData: string | undefined;
  readonly notices: NoticeConfig;
  /** Whether secret and key were made for trying things out, and may be printed. */
  readonly demo: boolean;
}

/** Flags by name, as `parseArgs` gives them. */
export type ServeFlags = GivenFlags<ServeSettingName>;

/** Names of address ranges that stand for themselves. */
const PRIVATE_RANGES = new Set(["loopback", "linklocal", "uniquelocal"]);
const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

/**
 * Reads the configuration: flags first, then the environment; an empty variable counts as absent.
 * @param needsKeys whether a service without keys for tokens would be of no use
 * @throws DaystreakError `config_invalid`, which names the setting and says what to do
 */
export function readConfig(flags: ServeFlags, env: Environment, needsKeys = true): ServerConfig {
  const read = settingReader(SERVE_SETTINGS, flags, env);
  const demo = flags.demo === true;
  const host = read("host") ?? "127.0.0.1";
  if (demo && !LOOPBACK.has(host)) {
    throw invalid("host", `must be 127.0.0.1 with --demo, whose keys are printed; it is ${JSON.stringify(host)}`);
  }
  const issuer = read("jwt-issuer");
  const audience = read("jwt-audience");
  const adminClaim = readAdminClaim(read("admin-claim"));
  const keys = readKeys(read("jwt-secret"), read("jwks-url"), demo);
  if (keys === undefined && needsKeys) {
    throw invalid(
      "jwt-secret",
      "is missing: set the secret with which your app signs its users' tokens, DAYSTREAK_JWKS_URL where it publishes its keys, or try the service with --demo",
    );
  }
  return {
    host,
    port: readPort(read("port")),
    databaseUrl: readDatabase(read("database")),
    jwt: {
      ...(keys !== undefined && { keys }),
      ...(issuer !== undefined && { issuer }),
      ...(audience !== undefined && { audience }),
      userClaim: read("user-claim") ?? "sub",
      ...(adminClaim !== undefined && { adminClaim }),
    },
    apiKey: readApiKey(read("api-key")) ?? (demo ? `demo_${randomBytes(18).toString("base64url")}` : undefined),
    corsOrigins: readOrigins(read("cors-origins")),
    limits: {
      userPerMinute: readCount("user-limit", read("user-limit"), 3_000, 1_000_000),
      addressPerMinute: readCount("address-limit", read("address-limit"), 3_000, 1_000_000),
    },
    trustedProxies: readProxies(read("trusted-proxies")),
    defaultZone: readZone(read("default-zone")),
    rules: readRules(read("rules")),
    alertLimits: readJson("alerts", read("alerts"), defineAlertLimits),
    zoneData: read("zone-data"),
    notices: readNoticeConfig(read, keys !== undefined && "secret" in keys ? keys.secret : undefined),
    demo,
  };
}

/** One family of algorithms a server: with both, a public key could be mistaken for a secret. */
function readKeys(secret: string | undefined, jwksUrl: string | undefined, demo: boolean): TokenKeys | undefined {
  if (jwksUrl === undefined) {
    if (secret !== undefined) return { secret };
    return demo ? { secret: randomBytes(32).toString("base64url") } : undefined;
  }
  if (secret !== undefined) throw invalid("jwks-url", "and DAYSTREAK_JWT_SECRET exclude each other: set one of them");
  if (demo) throw invalid("jwks-url", "cannot be used with --demo, which signs a token of its own");
  const url = URL.parse(jwksUrl);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw invalid("jwks-url", "must be a URL such as https://auth.example/.well-known/jwks.json");
  }
  return { jwksUrl };
}

function readAdminClaim(text: string | undefined): AdminClaim | undefined {
  if (text === undefined) return undefined;
  const at = text.indexOf("=");
  if (at > 0 && at < text.length - 1) return { name: text.slice(0, at), value: text.slice(at + 1) };
  throw invalid("admin-claim", "must be NAME=VALUE, such as role=admin");
}

function readCount(name: ServeSettingName, text: string | undefined, absent: number, max: number): number {
  if (text === undefined) return absent;
  if (/^\d{1,9}$/.test(text) && Number(text) <= max) return Number(text);
  throw invalid(name, `must be a whole number from 0 to ${max}, not ${JSON.stringify(text)}`);
}

function readPort(text = "8000"): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw invalid("port", `must be a number from 0 to 65535, not ${JSON.stringify(text)}`);
  return port;
}

function readDatabase(url = "sqlite:./data/daystreak.db"): string {
  if (/^((sqlite|postgres|postgresql):.+|memory:)$/.test(url)) return url;
  throw invalid("database", "must be sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME");
}

function readApiKey(key: string | undefined): string | undefined {
  if (key === undefined || /^[\w~+/=-]+$/.test(key)) return key;
  throw invalid(
    "api-key",
    "may hold letters, digits and _ ~ + / = - only: a dot would make it look like a user's token",
  );
}

function readProxies(text = "0"): TrustedProxies {
  if (/^\d+$/.test(text)) return readCount("trusted-proxies", text, 0, 16);
  const items = text.split(",").map((item) => item.trim());
  for (const item of items) {
    const [address = "", bits, ...rest] = item.split("/");
    const most = isIP(address) === 4 ? 32 : 128;
    const isRange =
      isIP(address) > 0 && rest.length === 0 && (bits === undefined || (/^\d+$/.test(bits) && +bits <= most));
    if (!isRange && !PRIVATE_RANGES.has(item)) {
      throw invalid(
        "trusted-proxies",
        `must be a number, or addresses such as 10.0.0.0/8, not ${JSON.stringify(item)}`,
      );
    }
  }
  return items;
}

function readOrigins(list = ""): string[] {
  const origins = list.split(",").flatMap((item) => item.trim().replace(/\/$/, "") || []);
  for (const origin of origins) {
    if (origin !== "*" && URL.parse(origin)?.origin !== origin) {
      throw invalid("cors-origins", `must list origins such as https://app.example, not ${JSON.stringify(origin)}`);
    }
  }
  return origins;
}

function readZone(name = "UTC"): string {
  const zone = canonicalZone(name);
  if (zone === undefined)
    throw invalid("default-zone", `must be a zone such as Europe/Paris, not ${JSON.stringify(name)}`);
  return zone;
}

function readRules(path: string | undefined): Rules | undefined {
  return readJson("rules", path, (input) => defineRules(input as Parameters<typeof defineRules>[0]));
}

function readJson<T>(name: ServeSettingName, path: string | undefined, check: (input: unknown) => T): T | undefined {
  if (path === undefined) return undefined;
  let input: unknown;
  try {
    input = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw invalid(name, `must name a file with JSON: ${(cause as Error).message}`, cause);
  }
  try {
    return check(input);
  } catch (cause) {
    if (!(cause instanceof DaystreakError)) throw cause;
    throw invalid(name, `(${path}): ${cause.message}`, cause);
  }
}

function invalid(name: ServeSettingName, text: string, cause?: unknown): DaystreakError {
  return settingInvalid(name, SERVE_SETTINGS[name], text, cause);
}
