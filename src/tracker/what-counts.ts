import type { Rules } from "../core/rules.ts";

/** The value of a header of a framework's request, by its lower-case name. */
export type HeaderOf<Req> = (request: Req, name: string) => string | undefined;

const PURPOSES = ["sec-purpose", "purpose", "x-moz"];
const IDLE_METHODS = new Set(["HEAD", "OPTIONS", "TRACE", "CONNECT"]);
const REFUSALS_THAT_COUNT = new Set([400, 409, 422]);
/** What machines ask for. */
const MACHINE_PATHS = pathSet(["/healthz", "/readyz", "/livez", "/health", "/metrics", "/favicon.ico", "/robots.txt"]);
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
export function isBackground<Req>(request: Req, headerOf: HeaderOf<Req>): boolean {
  return headerOf(request, "daystreak-background") === "1";
}

/** Whether a browser asked in advance for what the person may never look at. */
export function isPrefetch<Req>(request: Req, headerOf: HeaderOf<Req>): boolean {
  for (const name of PURPOSES) {
    const purpose = headerOf(request, name);
    if (purpose?.toLowerCase().startsWith("prefetch") === true) return true;
  }
  return false;
}

/** A test for methods and paths that never count, whatever their answer: compiled once from the rules. */
export function createExclusion(rules: Pick<Rules, "excludePaths">): (method: string, path: string) => boolean {
  const always = [...rules.excludePaths.map(withSlash), ...RECORDING_ROUTES];
  return (method, path) => {
    if (IDLE_METHODS.has(method) || MACHINE_PATHS.has(path) || isBelowAny(always, path)) return true;
    if (isReading(method)) return isBelowAny(OWN_ROUTES, path);
    // An activity right after the erasure would bring the user back.
    return method === "DELETE" && withSlash(path) === ERASURE_ROUTE;
  };
}

/** Whether a path is a folder, given with its trailing slash, or lies below it. Makes no text of its own. */
export function isBelow(folder: string, path: string): boolean {
  return path.length < folder.length
    ? path.length === folder.length - 1 && folder.startsWith(path)
    : path.startsWith(folder);
}

function isBelowAny(folders: readonly string[], path: string): boolean {
  for (const folder of folders) if (isBelow(folder, path)) return true;
  return false;
}

/** A path with exactly the trailing slash that prefixes are compared with. */
export function withSlash(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}

/** Paths to be asked for with or without their trailing slash. */
export function pathSet(paths: readonly string[]): ReadonlySet<string> {
  return new Set(paths.flatMap((path) => [withSlash(path), withSlash(path).replace(/(.)\/$/, "$1")]));
}
