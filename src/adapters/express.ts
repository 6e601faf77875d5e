import type { Request, RequestHandler } from "express";
import { createRequestActivity, type RequestOptions, type RequestPart } from "../tracker/request-activity.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { observeResponse } from "./observe-response.ts";
import { headerOf, pathOf } from "./request-head.ts";

export { mountApi } from "./mount-api.ts";

/** How Express requests become activities; see {@link RequestOptions}. */
export type ExpressOptions = RequestOptions<Request>;

/**
 * All three middlewares in one, in fixed order: exactly one activity per request. Mount it before the routes; who the
 * user is, is asked after the answer, so that authentication may come later.
 *
 * ```ts
 * app.use(daystreak(tracker, { user: (request) => request.session?.userId }));
 * ```
 */
export function daystreak(tracker: Tracker, options: ExpressOptions): RequestHandler {
  return middleware(tracker, options);
}

/** Any authenticated request counts as `request`; static files and admin paths are left out. */
export function userActivity(tracker: Tracker, options: ExpressOptions): RequestHandler {
  return middleware(tracker, options, ["user"]);
}

/** Logins and token refreshes count as `session` and move `last_login`, at most once an hour. */
export function sessionActivity(tracker: Tracker, options: ExpressOptions): RequestHandler {
  return middleware(tracker, options, ["session"]);
}

/** Paths of the rules count as what they stand for: lessons, problems, courses viewed. */
export function learningActivity(tracker: Tracker, options: ExpressOptions): RequestHandler {
  return middleware(tracker, options, ["learning"]);
}

function middleware(tracker: Tracker, options: ExpressOptions, parts?: readonly RequestPart[]): RequestHandler {
  const activity = createRequestActivity(tracker, headerOf, options, parts);
  return (request, response, next) => {
    const watch = activity.watch(request, request.method, pathOf(request.originalUrl));
    if (watch !== undefined) observeResponse(response, watch);
    next();
  };
}
