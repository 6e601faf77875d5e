import {
  BAD_BODIES,
  BAD_CREDENTIALS,
  BAD_IDS,
  BAD_INSTANTS,
  BAD_QUERIES,
  BAD_TYPES,
  BAD_VALUES,
  BAD_ZONES,
  objectOf,
} from "./bad-values.ts";
import type { Random } from "./random.ts";

/** A request that must change nothing. */
export interface BadRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
  /** For a report of activities: how many items must be accounted for, all of them refused. */
  readonly items?: number;
}

/** The credentials with which requests are made. */
export interface Credentials {
  readonly token: string;
  readonly key: string;
}

/** A user who exists and must stay as they are. */
export const USER = "fuzz";

const EVENT = { id: '"e1"', type: '"lesson_view"', at: '"2026-02-10T10:00:00Z"', ref: '"l1"', zone: '"UTC"' };
const ACTIVITY = { user_id: `"${USER}-new"`, ...EVENT };
const WRONG: Readonly<Record<string, readonly string[]>> = {
  user_id: BAD_IDS,
  id: BAD_IDS.filter((value) => value !== "null"),
  ref: BAD_IDS.filter((value) => value !== "null"),
  type: BAD_TYPES,
  at: BAD_INSTANTS.filter((value) => value !== "-1" && value !== "-1e18"),
  zone: BAD_ZONES,
};
/** JSON has no word for these: the whole line or body is refused. */
const NO_JSON = new Set(["NaN", "Infinity"]);

/** An activity of which one field is wrong, as JSON text; and whether the text is JSON at all. */
function badActivity(random: Random, good: Readonly<Record<string, string>>): { text: string; isJson: boolean } {
  const field = random.pick(Object.keys(good));
  const value = random.pick(WRONG[field] as readonly string[]);
  const members = Object.entries(good).map(([name, text]) => [name, name === field ? value : text] as const);
  return { text: objectOf(random, members), isJson: !NO_JSON.has(value) };
}

type Maker = (random: Random, credentials: Credentials) => BadRequest;
const json = { "content-type": "application/json" };
const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` });

const update: Maker = (random, { token }) => {
  const { id: _, ...good } = EVENT;
  const body = badActivity(random, good).text;
  return { method: "POST", path: "/api/activity/update/", headers: { ...bearer(token), ...json }, body };
};

const report = (path: string, good: Readonly<Record<string, string>>): Maker => {
  return (random, { token, key }) => {
    const made = Array.from({ length: 1 + random.below(5) }, () => badActivity(random, good));
    const isJson = made.every((one) => one.isJson);
    return {
      method: "POST",
      path,
      headers: { ...bearer(path.startsWith("/v1") ? key : token), ...json },
      body: `{"activities":[${made.map(({ text }) => text).join(",")}]}`,
      ...(isJson && { items: made.length }),
    };
  };
};

/** Lines of which each is wrong in its own way; what came before a broken one is accounted for like what follows. */
const lines: Maker = (random, { key }) => {
  const made = Array.from({ length: 1 + random.below(6) }, () => {
    const broken = random.pick(BAD_BODIES.filter((body) => typeof body === "string" && !/\n/.test(body)) as string[]);
    return random.oneIn(3) ? broken : badActivity(random, ACTIVITY).text;
  });
  const headers = { ...bearer(key), "content-type": "application/x-ndjson" };
  return { method: "POST", path: "/v1/activities", headers, body: made.join("\n"), items: made.length };
};

const SETTINGS = ["zone", "day_start", "goal", "rest_days", "switches", "name", "groups", "nonsense", "__proto__"];
const settings: Maker = (random, { token, key }) => {
  const isOwn = random.oneIn(2);
  const members = [["nonsense", "1"] as const, [random.pick(SETTINGS), random.pick(BAD_VALUES)] as const];
  return {
    method: "PATCH",
    path: isOwn ? "/api/me/" : `/v1/users/${USER}`,
    headers: { ...bearer(isOwn ? token : key), ...json },
    body: objectOf(random, members),
  };
};

const ACTS = ["freezes", "restores", "restore", "pauses", "excuses"];
const acts: Maker = (random, { token, key }) => {
  const isOwn = random.oneIn(3);
  const names = ["freezes", "restores", "reason", "id", "from", "to", "date"];
  const members = [["nonsense", "1"] as const, [random.pick(names), random.pick(BAD_VALUES)] as const];
  const own = random.pick(["/api/me/pauses/", "/api/me/restore/"]);
  return {
    method: "POST",
    path: isOwn ? own : `/v1/users/${USER}/${random.pick(ACTS)}`,
    headers: { ...bearer(isOwn ? token : key), ...json },
    body: objectOf(random, members),
  };
};

const READS = ["streak", "activity", "explain", "feed", "pauses", "excuses", "export"];
const OWN_READS = [
  "streak/",
  "activity/",
  "streak/explain/",
  "feed/",
  "me/",
  "me/pauses/",
  "me/export/",
  "admin/audit",
];
const NAMES = ["user", "as_of", "from", "to", "date", "limit", "cursor", "id"];
const reads: Maker = (random, { token, key }) => {
  const isOwn = random.oneIn(2);
  const query = `${random.pick(NAMES)}=${random.pick(BAD_QUERIES)}&${random.pick(NAMES)}=${random.pick(BAD_QUERIES)}`;
  const own = random.pick(OWN_READS);
  return {
    method: "GET",
    path: `${isOwn ? `/api/${own}` : `/v1/users/${USER}/${random.pick(READS)}`}?${query}`,
    headers: bearer(isOwn ? token : key),
  };
};

const BODIED = [
  ["POST", "/api/activity/update/"],
  ["POST", "/api/activity/events/"],
  ["POST", "/v1/activities"],
  ["PATCH", "/api/me/"],
  ["PATCH", `/v1/users/${USER}`],
  ["POST", `/v1/users/${USER}/freezes`],
  ["POST", "/api/me/pauses/"],
  ["POST", "/api/admin/calendar"],
] as const;
const NO_OBJECTS = BAD_BODIES.filter((body) => typeof body !== "string" || !isObject(body));
const TYPES = ["application/json", "text/plain", "application/xml", "multipart/form-data; boundary=x", "\t", "json"];
const bodies: Maker = (random, { token, key }) => {
  const [method, path] = random.pick(BODIED);
  const headers: Record<string, string> = {
    ...bearer(path.startsWith("/api/a") || path.startsWith("/api/me") ? token : key),
    "content-type": random.pick(TYPES),
  };
  if (path.startsWith("/api/admin")) headers.authorization = `Bearer ${key}`;
  if (random.oneIn(10)) headers["content-encoding"] = random.pick(["gzip", "br", "x", "identity, gzip"]);
  if (random.oneIn(10)) headers["content-length"] = random.pick(["99999999999", "-1", "NaN", "1e9"]);
  // An object without a word that the call knows says "I am here": that is what it is for.
  const some = path === "/api/activity/update/" ? NO_OBJECTS : BAD_BODIES;
  return { method, path, headers, body: random.pick(some) };
};

const strangers: Maker = (random, { token, key }) => {
  const [method, path] = random.pick(BODIED);
  const swapped = path.startsWith("/v1") || path.startsWith("/api/admin") ? token : key;
  const authorization = random.oneIn(3) ? `Bearer ${swapped}` : random.pick(BAD_CREDENTIALS);
  return { method, path, headers: { authorization, ...json }, body: "{}" };
};

const IDS = [
  "%00",
  "%ff",
  "%",
  "%ed%a0%80",
  "a".repeat(300),
  "%0a",
  "%2f..%2f",
  "%F0%9F",
  "..",
  "%2e%2e",
  "%20".repeat(100),
];
const METHODS = ["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "REPORT"];
const addresses: Maker = (random, { key }) => {
  const tail = random.pick([...READS, ...ACTS, "export", "", "nothing"]);
  const path = `/v1/users/${random.pick(IDS)}/${tail}?${random.pick(BAD_QUERIES)}`;
  const method = random.pick(METHODS);
  const hasBody = method !== "GET" && method !== "HEAD";
  return { method, path, headers: { ...bearer(key), ...json }, ...(hasBody && { body: '{"nonsense":1}' }) };
};

const MAKERS: readonly Maker[] = [
  update,
  report("/api/activity/events/", EVENT),
  report("/v1/activities", ACTIVITY),
  lines,
  settings,
  acts,
  reads,
  bodies,
  strangers,
  addresses,
];

/** The next bad request: each kind as often as any other. */
export function badRequest(random: Random, credentials: Credentials): BadRequest {
  return random.pick(MAKERS)(random, credentials);
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
