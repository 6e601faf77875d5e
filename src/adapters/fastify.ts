import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from "fastify";
import type { Instant } from "../core/calendar.ts";
import {
  createRequestActivity,
  type RequestOptions,
  type RequestPart,
  type RequestWatch,
} from "../tracker/request-activity.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { answerJson } from "./answer-json.ts";
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

/** A request whose answer is looked at, or waits. */
interface Watched {
  readonly watch: RequestWatch;
  body: string | Uint8Array | undefined;
  /** Whether the watch has been told of the answer, or will be. */
  isTold: boolean;
}

function plugin(tracker: Tracker, options: FastifyOptions, parts?: readonly RequestPart[]): FastifyPluginCallback {
  const activity = createRequestActivity(tracker, headerOf, options, parts);
  const seen: unique symbol = Symbol("daystreak");
  /** When the request came in, for one of which nothing but the status matters. */
  type Seen = FastifyRequest & { [seen]: Instant | Watched | undefined };

  function onSend(watched: Watched, reply: FastifyReply, payload: unknown): Promise<void> | undefined {
    const { watch } = watched;
    if (watched.isTold) return undefined;
    if (typeof payload === "string" || payload instanceof Uint8Array) watched.body = payload;
    else if (typeof payload === "object" && payload !== null) {
      // A stream or a Web Response: what it holds shows only as it is written.
      watched.isTold = true;
      observeResponse(reply.raw, watch);
      return undefined;
    }
    if (!watch.mayHold) return undefined;
    watched.isTold = true;
    return watch.hold(reply.statusCode, answerOf(watched, reply));
  }

  return appWide((app) => {
    app.decorateRequest(seen, undefined);
    app.addHook("onRequest", (request, _reply, done) => {
      const path = pathOf(request.originalUrl);
      if (activity.needsWatch(request.method, path)) {
        const watch = activity.watch(request, request.method, path);
        (request as Seen)[seen] = watch && { watch, body: undefined, isTold: false };
      } else (request as Seen)[seen] = tracker.now();
      done();
    });
    app.addHook("onSend", (request, reply, payload, done) => {
      const watched = (request as Seen)[seen];
      const held = typeof watched === "object" ? onSend(watched, reply, payload) : undefined;
      if (held === undefined) done();
      else held.then(() => done());
    });
    app.addHook("onResponse", (request, reply, done) => {
      const watched = (request as Seen)[seen];
      if (typeof watched === "number") {
        activity.answered(request, request.method, pathOf(request.originalUrl), watched, reply.statusCode);
      } else if (watched?.isTold === false) void watched.watch.answered(reply.statusCode, answerOf(watched, reply));
      done();
    });
  });
}

function answerOf({ watch, body }: Watched, reply: FastifyReply): unknown {
  return watch.wantsAnswer && body !== undefined ? answerJson(body, reply.getHeader("content-encoding")) : undefined;
}
