import { DaystreakError } from "../core/errors.ts";

/** Sent by the dashboard with every call that changes something: no form can, and no page of another origin may. */
const CSRF_HEADER = "daystreak-csrf";

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether a browser says that another origin's page caused a request; older browsers and plain HTTP say nothing. */
export function isFromElsewhere({ headers }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  return site !== null && site !== "same-origin" && site !== "none";
}

/**
 * Refuses a call that changes something unless a page of our own origin sent it. The browser's word is taken where there
 * is one (`Sec-Fetch-Site`), else the origin must be the host that was asked.
 * @throws DaystreakError `origin_forbidden`
 */
export function requireSameOrigin(request: Request): void {
  if (READING.has(request.method)) return;
  const { headers, url } = request;
  if (headers.has(CSRF_HEADER)) {
    const site = headers.get("sec-fetch-site");
    if (site === "same-origin") return;
    const origin = headers.get("origin");
    if (site === null && origin !== null && URL.parse(origin)?.host === new URL(url).host) return;
  }
  throw new DaystreakError(
    "origin_forbidden",
    "with the cookie of the dashboard only its own pages may change something: they send Daystreak-Csrf: 1",
  );
}
