import type { Rules } from "../core/rules.ts";

/** What is known about a request before its answer. */
export interface RequestHead {
  /** Upper case. */
  readonly method: string;
  /** The path without query. */
  readonly path: string;
  /** The value of a header, by its lower-case name. */
  header(name: string): string | undefined;
}

const IDLE_METHODS = new Set(["HEAD", "OPTIONS", "TRACE", "CONNECT"]);
const REFUSALS_THAT_COUNT = new Set([400, 409, 422]);
/** What machines ask for. */
const MACHINE_PATHS = new Set(["/healthz", "/readyz", "/livez", "/health", "/metrics", "/favicon.ico", "/robots.txt"]);
/** Looking at one's streak keeps none. */
const OWN_ROUTES = ["/api/streak/", "/api/feed/", "/api/live/", "/api/me/", "/api/admin/"];
/** These record what they mean by themselves: a report of yesterday, sent today, is not being here today. */
const RECORDING_ROUTES = ["/api/activity/", "/v1/"];
const ERASURE_ROUTE = "/api/me/";

/** Whether a request is read-only. */
export function isReading(method: string): boolean {
  return method === "GET" || IDLE_METHODS.has(method);
}

/** Whether an answer shows that a person used the app: it worked, or refused what a person had put in. */
export function countsStatus(status: number): boolean {
  return (status >= 200 && status < 400) || REFUSALS_THAT_COUNT.has(status);
}

/** Whether nobody was there: our client says so of what it does by itself. */
export function isBackground(head: RequestHead): boolean {
  return head.header("daystreak-background") === "1";
}

/** Whether a browser asked in advance for what the person may never look at. */
export function isPrefetch(head: RequestHead): boolean {
  return [head.header("sec-purpose"), head.header("purpose"), head.header("x-moz")].some(
    (purpose) => purpose?.toLowerCase().startsWith("prefetch") === true,
  );
}

/** A test for requests that never count, whatever their answer: compiled once from the rules. */
export function createExclusion(rules: Pick<Rules, "excludePaths">): (head: RequestHead) => boolean {
  const prefixes = rules.excludePaths.map(withSlash);
  return (head) => {
    const { method, path } = head;
    if (IDLE_METHODS.has(method) || MACHINE_PATHS.has(withoutSlash(path))) return true;
    const full = withSlash(path);
    if (prefixes.some((prefix) => full.startsWith(prefix))) return true;
    if (RECORDING_ROUTES.some((route) => full.startsWith(route))) return true;
    if (isReading(method) && OWN_ROUTES.some((route) => full.startsWith(route))) return true;
    // An activity right after the erasure would bring the user back.
    if (method === "DELETE" && full === ERASURE_ROUTE) return true;
    return isPrefetch(head);
  };
}

/** A path with exactly the trailing slash that prefixes are compared with. */
export function withSlash(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
