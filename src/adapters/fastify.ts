import type { FastifyPluginCallback, FastifyRequest } from "fastify";
import type { Instant } from "../core/calendar.ts";
import { createRequestActivity, type RequestOptions, type RequestPart } from "../tracker/request-activity.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { appWide } from "./fastify-app-wide.ts";
import { observeResponse } from "./observe-response.ts";
import { headerOf, pathOf } from "./request-head.ts";

export { mountApi } from "./fastify-mount-api.ts";

/** How Fastify requests become activities; see {@link RequestOptions}. */
export type FastifyOptions = RequestOptions<FastifyRequest>;

/**
 * All three middlewares in one, in fixed order: exactly one activity per request. Register it before the routes, on the
 * app itself or within a plugin whose routes alone count; who the user is, is asked after the answer.
 *
 * ```ts
 * app.register(daystreak(tracker, { user: (request) => request.session?.userId }));
 * ```
 */
export function daystreak(tracker: Tracker, options: FastifyOptions): FastifyPluginCallback {
  return plugin(tracker, options);
}

/** Any authenticated request counts as `request`; static files and admin paths are left out. */
export function userActivity(tracker: Tracker, options: FastifyOptions): FastifyPluginCallback {
  return plugin(tracker, options, ["user"]);
}

/** Logins and token refreshes count as `session` and move `last_login`, at most once an hour. */
export function sessionActivity(tracker: Tracker, options: FastifyOptions): FastifyPluginCallback {
  return plugin(tracker, options, ["session"]);
}

/** Paths of the rules count as what they stand for: lessons, problems, courses viewed. */
export function learningActivity(tracker: Tracker, options: FastifyOptions): FastifyPluginCallback {
  return plugin(tracker, options, ["learning"]);
}

function plugin(tracker: Tracker, options: FastifyOptions, parts?: readonly RequestPart[]): FastifyPluginCallback {
  const activity = createRequestActivity<FastifyRequest>(
    tracker,
    ({ raw }, name) => headerOf(raw, name),
    options,
    parts,
  );
  const cameAt: unique symbol = Symbol("daystreak");
  /** When the request came in, where nothing but the status of its answer matters. */
  type Seen = FastifyRequest & { [cameAt]: Instant | undefined };

  return appWide((app) => {
    app.decorateRequest(cameAt, undefined);
    app.addHook("onRequest", (request, reply, done) => {
      const path = pathOf(targetOf(request));
      if (activity.needsWatch(request.method, path)) {
        // On the response itself: a hook that waits before `onSend` ends would let Fastify answer twice where an async
        // handler has not returned its reply, and sees neither streams nor answers that went past Fastify.
        const watch = activity.watch(request, request.method, path);
        if (watch !== undefined) observeResponse(reply.raw, watch);
      } else (request as Seen)[cameAt] = tracker.now();
      done();
    });
    app.addHook("onResponse", (request, reply, done) => {
      const at = (request as Seen)[cameAt];
      if (at !== undefined) {
        activity.answered(request, request.method, pathOf(targetOf(request)), at, reply.raw.statusCode);
      }
      done();
    });
  });
}

/** What the client asked for, before any `rewriteUrl`; Fastify's own `originalUrl` writes a memo into each request. */
function targetOf({ raw }: FastifyRequest): string {
  return (raw as { originalUrl?: string }).originalUrl ?? raw.url ?? "/";
}
