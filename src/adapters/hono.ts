import type { Context, MiddlewareHandler } from "hono";
import { createRequestActivity, type RequestOptions, type RequestPart } from "../tracker/request-activity.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { answerJson, MAX_ANSWER_BYTES } from "./answer-json.ts";
import { pathOf } from "./request-head.ts";

export { mountApi } from "./hono-mount-api.ts";

/** How Hono requests become activities; see {@link RequestOptions}. What they are given is Hono's context. */
export type HonoOptions = RequestOptions<Context>;

/**
 * All three middlewares in one, in fixed order: exactly one activity per request. Use it before the routes; who the user
 * is, is asked after them, so that authentication may come later.
 *
 * ```ts
 * app.use(daystreak(tracker, { user: (c) => c.get("userId") }));
 * ```
 */
export function daystreak(tracker: Tracker, options: HonoOptions): MiddlewareHandler {
  return middleware(tracker, options);
}

/** Any authenticated request counts as `request`; static files and admin paths are left out. */
export function userActivity(tracker: Tracker, options: HonoOptions): MiddlewareHandler {
  return middleware(tracker, options, ["user"]);
}

/** Logins and token refreshes count as `session` and move `last_login`, at most once an hour. */
export function sessionActivity(tracker: Tracker, options: HonoOptions): MiddlewareHandler {
  return middleware(tracker, options, ["session"]);
}

/** Paths of the rules count as what they stand for: lessons, problems, courses viewed. */
export function learningActivity(tracker: Tracker, options: HonoOptions): MiddlewareHandler {
  return middleware(tracker, options, ["learning"]);
}

function middleware(tracker: Tracker, options: HonoOptions, parts?: readonly RequestPart[]): MiddlewareHandler {
  const activity = createRequestActivity<Context>(tracker, (c, name) => c.req.header(name), options, parts);
  return async (c, next) => {
    const { method } = c.req;
    const path = pathOf(c.req.url);
    if (!activity.needsWatch(method, path)) {
      const at = tracker.now();
      await next();
      activity.answered(c, method, path, at, c.res.status);
      return;
    }
    const watch = activity.watch(c, method, path);
    await next();
    if (watch === undefined) return;
    const { res } = c;
    const answered = watch.wantsAnswer ? jsonOf(res) : Promise.resolve();
    if (watch.mayHold) await watch.hold(res.status, await answered);
    else void answered.then((answer) => watch.answered(res.status, answer));
  };
}

/** The JSON of an answer, read from a copy. Anything else may be a stream, which a copy would hold up. */
async function jsonOf(answer: Response): Promise<unknown> {
  const { headers } = answer;
  if (!/\bjson\b/i.test(headers.get("content-type") ?? "")) return undefined;
  if (Number(headers.get("content-length") ?? 0) > MAX_ANSWER_BYTES) return undefined;
  try {
    return answerJson(new Uint8Array(await answer.clone().arrayBuffer()));
  } catch {
    return undefined;
  }
}
