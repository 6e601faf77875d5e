import type { ApiHandler } from "../api/handler.ts";
import { formatDate } from "../core/calendar.ts";
import type { Change } from "../core/change.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { Session, Surface, SurfaceSetup } from "./surface.ts";
import { type TrackerHost, trackerSession } from "./tracker-surface.ts";

/** What the HTTP surface needs: trackers, the handler over one of them, and a key that may record, read and support. */
export interface HttpHost extends TrackerHost {
  readonly handlerOf: (tracker: Tracker) => ApiHandler;
  readonly apiKey: string;
}

const ORIGIN = "http://daystreak.test";

/**
 * Runs vectors against the HTTP API: activities, reads and the acts of support go over HTTP with an API key; settings,
 * logins and the passing of time to the tracker behind. Who granted something is the key, whatever the vector says.
 */
export function httpSurface(open: (setup: SurfaceSetup) => Promise<HttpHost>): Surface {
  return { name: "http", open: async (setup) => httpSession(await open(setup)) };
}

function httpSession(host: HttpHost): Session {
  const session = trackerSession(host);
  const handlers = new Map<string, ApiHandler>();

  async function call(
    server: string,
    path: string,
    body?: unknown,
    method: "POST" | "DELETE" = "POST",
  ): Promise<{ status: number; answer: unknown }> {
    const handler = handlers.get(server) ?? host.handlerOf(await session.tracker(server));
    handlers.set(server, handler);
    const headers = { authorization: `Bearer ${host.apiKey}`, "content-type": "application/json" };
    const sent =
      body === undefined
        ? { headers, ...(method === "DELETE" && { method }) }
        : { headers, method, body: JSON.stringify(body) };
    const response = await handler(new Request(`${ORIGIN}${path}`, sent));
    if (response === undefined) throw new Error(`no route for ${path}`);
    return { status: response.status, answer: await response.json() };
  }

  async function read<T>(
    server: string,
    path: string,
    query: Record<string, string | undefined>,
  ): Promise<T | undefined> {
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const { status, answer } = await call(server, `${path}?${new URLSearchParams(given)}`);
    if (status === 404 && (answer as { code?: string }).code === "user_unknown") return undefined;
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(answer)}`);
    return answer as T;
  }

  async function act(server: string, userId: string, { what, body, method }: SupportCall): Promise<string> {
    const { status, answer } = await call(server, pathOf(userId, what), body, method);
    const { status: outcome, code } = answer as { status?: unknown; code?: string };
    if (status === 200) return String(outcome);
    if (code === undefined)
      throw new Error(`${method ?? "POST"} ${what} answered ${status}: ${JSON.stringify(answer)}`);
    return code;
  }

  const pathOf = (userId: string, what: string): string => `/v1/users/${encodeURIComponent(userId)}/${what}`;
  const instant = (asOf: number | undefined): string | undefined =>
    asOf === undefined ? undefined : new Date(asOf).toISOString();
  const date = (day: number | undefined): string | undefined => (day === undefined ? undefined : formatDate(day));

  return {
    ...session,
    change(server, userId, change) {
      const support = supportCall(change);
      return support === undefined ? session.change(server, userId, change) : act(server, userId, support);
    },
    async record(server, inputs) {
      const activities = inputs.map(({ userId, ...rest }) => ({ user_id: userId, ...rest }));
      const { status, answer } = await call(server, "/v1/activities", { activities });
      if (status !== 200) throw new Error(`POST /v1/activities answered ${status}: ${JSON.stringify(answer)}`);
      return wordsOf(answer as Report, inputs.length);
    },
    streak: (server, userId, asOf) => read(server, pathOf(userId, "streak"), { as_of: instant(asOf) }),
    calendar: (server, userId, range, asOf) =>
      read(server, pathOf(userId, "activity"), { from: date(range.from), to: date(range.to), as_of: instant(asOf) }),
    explain: (server, userId, day, asOf) =>
      read(server, pathOf(userId, "explain"), { date: date(day), as_of: instant(asOf) }),
  };
}

/** A call under `/v1/users/{id}/`. */
interface SupportCall {
  readonly what: string;
  readonly body?: object;
  readonly method?: "DELETE";
}

/** The call of support that does what a change says, where there is one. */
function supportCall(change: Change): SupportCall | undefined {
  switch (change.kind) {
    case "grant": {
      const { id, freezes, reason } = change;
      return { what: "freezes", body: { id, freezes, reason } };
    }
    case "grant_restores":
      return { what: "restores", body: { restores: change.restores, reason: change.reason ?? "granted" } };
    case "protect": {
      const { id, reason, protection } = change;
      const body = { id, reason, from: formatDate(change.from), to: formatDate(change.to) };
      return { what: protection === "paused" ? "pauses" : "excuses", body };
    }
    case "withdraw": {
      const query = new URLSearchParams({ id: change.id, reason: "withdrawn" });
      return { what: `excuses?${query}`, method: "DELETE" };
    }
    case "restore":
      return { what: "restore", body: { id: change.id, reason: change.reason } };
    default:
      return undefined;
  }
}

interface Report {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly { readonly index: number; readonly code: string }[];
}

/** The answer counts accepted and duplicates: refusals stand at their places, the rest is filled in that order. */
function wordsOf({ accepted, duplicates, rejected }: Report, length: number): string[] {
  if (accepted + duplicates + rejected.length !== length)
    throw new Error("the report does not account for every activity");
  const codes = new Map(rejected.map(({ index, code }) => [index, code]));
  let left = accepted;
  return Array.from({ length }, (_, index) => codes.get(index) ?? (left-- > 0 ? "accepted" : "duplicate"));
}
