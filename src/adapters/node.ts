import type { IncomingMessage, RequestListener } from "node:http";
import { createRequestActivity, type RequestOptions, type RequestPart } from "../tracker/request-activity.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { observeResponse } from "./observe-response.ts";
import { headerOf, pathOf } from "./request-head.ts";

export { mountApi } from "./mount-api.ts";

/** How plain Node requests become activities; see {@link RequestOptions}. */
export type NodeOptions = RequestOptions<IncomingMessage>;

/** Wraps a request listener: the listener does its work as before, the request is recorded after its answer. */
export type WrapListener = (listener: RequestListener) => RequestListener;

/**
 * All three middlewares in one, in fixed order: exactly one activity per request.
 *
 * ```ts
 * const observed = daystreak(tracker, { user: (request) => sessionOf(request)?.userId });
 * createServer(observed((request, response) => response.end("hello"))).listen(3000);
 * ```
 */
export function daystreak(tracker: Tracker, options: NodeOptions): WrapListener {
  return wrapper(tracker, options);
}

/** Any authenticated request counts as `request`; static files and admin paths are left out. */
export function userActivity(tracker: Tracker, options: NodeOptions): WrapListener {
  return wrapper(tracker, options, ["user"]);
}

/** Logins and token refreshes count as `session` and move `last_login`, at most once an hour. */
export function sessionActivity(tracker: Tracker, options: NodeOptions): WrapListener {
  return wrapper(tracker, options, ["session"]);
}

/** Paths of the rules count as what they stand for: lessons, problems, courses viewed. */
export function learningActivity(tracker: Tracker, options: NodeOptions): WrapListener {
  return wrapper(tracker, options, ["learning"]);
}

function wrapper(tracker: Tracker, options: NodeOptions, parts?: readonly RequestPart[]): WrapListener {
  const activity = createRequestActivity(tracker, headerOf, options, parts);
  return (listener) => (request, response) => {
    const watch = activity.watch(request, request.method ?? "GET", pathOf(request.url ?? "/"));
    if (watch !== undefined) observeResponse(response, watch);
    return listener(request, response);
  };
}
