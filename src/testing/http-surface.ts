import type { ApiHandler } from "../api/handler.ts";
import { formatDate } from "../core/calendar.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { Session, Surface, SurfaceSetup } from "./surface.ts";
import { type TrackerHost, trackerSession } from "./tracker-surface.ts";

/** What the HTTP surface needs: trackers, the handler over one of them, and a key that may record and read. */
export interface HttpHost extends TrackerHost {
  readonly handlerOf: (tracker: Tracker) => ApiHandler;
  readonly apiKey: string;
}

const ORIGIN = "http://daystreak.test";

/** Runs vectors against the HTTP API: activities and reads go over HTTP with an API key, other acts to the tracker behind. */
export function httpSurface(open: (setup: SurfaceSetup) => Promise<HttpHost>): Surface {
  return { name: "http", open: async (setup) => httpSession(await open(setup)) };
}

function httpSession(host: HttpHost): Session {
  const session = trackerSession(host);
  const handlers = new Map<string, ApiHandler>();

  async function call(server: string, path: string, body?: unknown): Promise<{ status: number; answer: unknown }> {
    const handler = handlers.get(server) ?? host.handlerOf(await session.tracker(server));
    handlers.set(server, handler);
    const headers = { authorization: `Bearer ${host.apiKey}`, "content-type": "application/json" };
    const sent = body === undefined ? { headers } : { headers, method: "POST", body: JSON.stringify(body) };
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

  const pathOf = (userId: string, what: string): string => `/v1/users/${encodeURIComponent(userId)}/${what}`;
  const instant = (asOf: number | undefined): string | undefined =>
    asOf === undefined ? undefined : new Date(asOf).toISOString();
  const date = (day: number | undefined): string | undefined => (day === undefined ? undefined : formatDate(day));

  return {
    ...session,
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
