import type { DaystreakError } from "../core/errors.ts";
import { readConfig, type ServerConfig } from "./config.ts";
import { type Environment, type GivenFlags, settingInvalid, settingReader } from "./read-setting.ts";
import { PROXY_SETTINGS, type ProxySettingName } from "./settings-table.ts";

/** What a service knows of the application that it stands in front of. */
export interface PassageConfig {
  /** Where the application listens. */
  readonly to: URL;
  /** Paths that Daystreak answers itself, with all that lies below. */
  readonly ownPaths: readonly string[];
  /** @default those of the adapters */
  readonly loginPaths?: readonly string[];
  /** @default those of the adapters */
  readonly refreshPaths?: readonly string[];
  /** The header of answers that names the user, in lower case. */
  readonly userHeader: string;
  readonly appTimeoutMs: number;
}

/** How `daystreak proxy` runs. */
export interface ProxyConfig extends ServerConfig {
  readonly passage: PassageConfig;
}

/** Flags by name, as `parseArgs` gives them. */
export type ProxyFlags = GivenFlags<ProxySettingName>;

const MAX_TIMEOUT_SECONDS = 86_400;
/** Headers that say something else already. */
const TAKEN =
  /^(host|connection|content-.*|transfer-encoding|set-cookie|authorization|cookie|date|trailer|upgrade|te)$/;

/**
 * Reads the configuration of the proxy: flags first, then the environment.
 * @throws DaystreakError `config_invalid`, which names the setting and says what to do
 */
export function readProxyConfig(flags: ProxyFlags, env: Environment): ProxyConfig {
  const read = settingReader(PROXY_SETTINGS, flags, env);
  const server = readConfig(flags, env, false);
  const loginPaths = readPaths("login-paths", read("login-paths"));
  const refreshPaths = readPaths("refresh-paths", read("refresh-paths"));
  const passage: PassageConfig = {
    to: readTo(read("to"), server),
    ownPaths: readPaths("own-paths", read("own-paths")) ?? ["/api/activity/"],
    ...(loginPaths !== undefined && { loginPaths }),
    ...(refreshPaths !== undefined && { refreshPaths }),
    userHeader: readHeader(read("user-header")),
    appTimeoutMs: readSeconds(read("app-timeout")) * 1000,
  };
  return { ...server, passage };
}

function readTo(text: string | undefined, { host, port }: ServerConfig): URL {
  if (text === undefined) {
    throw invalid("to", "is missing: say where your application listens, such as http://127.0.0.1:8001");
  }
  const url = URL.parse(text);
  const isOrigin = url !== null && url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
  if (url?.protocol !== "http:" || !isOrigin) {
    throw invalid("to", `must be http://HOST:PORT without a path, not ${JSON.stringify(text)}`);
  }
  if (url.hostname === host && Number(url.port || 80) === port) {
    throw invalid("to", `is where this proxy itself listens: give one of the two another port`);
  }
  return url;
}

function readPaths(name: ProxySettingName, list: string | undefined): string[] | undefined {
  const paths = list?.split(",").map((path) => path.trim());
  for (const path of paths ?? []) {
    const isPath = path.startsWith("/") && URL.parse(path, "http://localhost")?.pathname === path;
    if (!isPath) throw invalid(name, `must list paths such as /api/activity/, not ${JSON.stringify(path)}`);
  }
  return paths;
}

function readHeader(name = "X-User-Id"): string {
  const lower = name.toLowerCase();
  if (/^[a-z0-9][a-z0-9-]*$/.test(lower) && !TAKEN.test(lower)) return lower;
  throw invalid("user-header", `must be a header of your own such as X-User-Id, not ${JSON.stringify(name)}`);
}

function readSeconds(text = "60"): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS) return seconds;
  throw invalid("app-timeout", `must be seconds up to ${MAX_TIMEOUT_SECONDS}, not ${JSON.stringify(text)}`);
}

function invalid(name: ProxySettingName, text: string): DaystreakError {
  return settingInvalid(name, PROXY_SETTINGS[name], text);
}
