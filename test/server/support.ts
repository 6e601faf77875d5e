import { Writable } from "node:stream";
import { pino } from "pino";
import { readConfig, type ServeFlags } from "../../src/server/config.ts";
import { type ServeOptions, type Service, serve } from "../../src/server/service.ts";
import { SECRET } from "../api/secret.ts";
import { tokenOf } from "../api/support.ts";

/** The API key of services of these tests. */
export const KEY = "key_for_tests";

/** A service that listens, and what it wrote. */
export interface RunningService extends Service {
  /** The lines of the log so far. */
  readonly log: Record<string, unknown>[];
  /** Calls with a token of a user, or with the key. */
  call(method: string, path: string, init?: RequestInit & { readonly as?: string }): Promise<Response>;
}

/** Runs a service on a free port of this machine. */
export async function startService(
  flags: ServeFlags = {},
  options: Omit<ServeOptions, "logger"> = {},
): Promise<RunningService> {
  const log: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      for (const line of String(chunk).trim().split("\n")) log.push(JSON.parse(line));
      done();
    },
  });
  const given = { port: "0", database: "sqlite::memory:", "jwt-secret": SECRET, "api-key": KEY, ...flags };
  const service = await serve(readConfig(given, {}), { logger: pino({ base: null }, sink), ...options });
  return {
    ...service,
    log,
    call(method, path, { as, headers, ...init } = {}) {
      const all = new Headers(headers);
      all.set("authorization", `Bearer ${as === undefined ? KEY : tokenOf(as)}`);
      return fetch(`${service.url}${path}`, { method, headers: all, ...init });
    },
  };
}

/** The JSON of an answer. */
// biome-ignore lint/suspicious/noExplicitAny: an answer of any call; tests look at what they expect
export async function jsonOf(response: Response): Promise<any> {
  return response.json();
}
