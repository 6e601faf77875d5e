import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { DaystreakError } from "../core/errors.ts";
import type { Rules } from "../core/rules.ts";
import { defineRules } from "../core/rules-check.ts";
import { canonicalZone } from "../core/zones.ts";
import { SERVE_SETTINGS, type ServeSettingName } from "./settings-table.ts";

/** How the service runs: read once, checked, never changed. */
export interface ServerConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly jwt: {
    readonly secret: string;
    readonly issuer?: string;
    readonly audience?: string;
    readonly userClaim: string;
  };
  /** The first admin key. */
  readonly apiKey: string | undefined;
  /** Origins of browsers' apps; `*` stands for any. */
  readonly corsOrigins: readonly string[];
  readonly defaultZone: string;
  /** `undefined` where no file is named: the rules of the database, or the defaults for a new one. */
  readonly rules: Rules | undefined;
  /** Whether secret and key were made for trying things out, and may be printed. */
  readonly demo: boolean;
}

/** Flags by name, as `parseArgs` gives them. */
export type ServeFlags = Readonly<Partial<Record<ServeSettingName, string | boolean | undefined>>>;

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

/**
 * Reads the configuration: flags first, then the environment; an empty variable counts as absent.
 * @throws DaystreakError `config_invalid`, which names the setting and says what to do
 */
export function readConfig(flags: ServeFlags, env: Readonly<Record<string, string | undefined>>): ServerConfig {
  const read = (name: ServeSettingName): string | undefined => {
    const flag = flags[name];
    if (typeof flag === "string" && flag !== "") return flag;
    const { variable } = SERVE_SETTINGS[name];
    return variable === undefined ? undefined : env[variable] || undefined;
  };
  const demo = flags.demo === true;
  const host = read("host") ?? "127.0.0.1";
  if (demo && !LOOPBACK.has(host)) {
    throw invalid("host", `must be 127.0.0.1 with --demo, whose keys are printed; it is ${JSON.stringify(host)}`);
  }
  if (env.DAYSTREAK_JWKS_URL) {
    throw new DaystreakError("config_invalid", "DAYSTREAK_JWKS_URL is not served yet: use DAYSTREAK_JWT_SECRET");
  }
  const issuer = read("jwt-issuer");
  const audience = read("jwt-audience");
  return {
    host,
    port: readPort(read("port")),
    databaseUrl: readDatabase(read("database")),
    jwt: {
      secret: read("jwt-secret") ?? (demo ? randomBytes(32).toString("base64url") : noSecret()),
      ...(issuer !== undefined && { issuer }),
      ...(audience !== undefined && { audience }),
      userClaim: read("user-claim") ?? "sub",
    },
    apiKey: readApiKey(read("api-key")) ?? (demo ? `demo_${randomBytes(18).toString("base64url")}` : undefined),
    corsOrigins: readOrigins(read("cors-origins")),
    defaultZone: readZone(read("default-zone")),
    rules: readRules(read("rules")),
    demo,
  };
}

function noSecret(): never {
  throw invalid(
    "jwt-secret",
    "is missing: set the secret with which your app signs its users' tokens, or try the service with --demo",
  );
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
  if (path === undefined) return undefined;
  let input: unknown;
  try {
    input = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw invalid("rules", `must name a file with JSON: ${(cause as Error).message}`, cause);
  }
  try {
    return defineRules(input as Parameters<typeof defineRules>[0]);
  } catch (cause) {
    if (!(cause instanceof DaystreakError)) throw cause;
    throw invalid("rules", `(${path}): ${cause.message}`, cause);
  }
}

function invalid(name: ServeSettingName, text: string, cause?: unknown): DaystreakError {
  const { variable } = SERVE_SETTINGS[name];
  return new DaystreakError("config_invalid", `${variable ?? "flag"} (--${name}) ${text}`, { cause });
}
