import type { Context, MiddlewareHandler } from "hono";
import type { ApiHandler } from "../api/handler.ts";
import type { UserId } from "../tracker/request-activity.ts";
import { apiContext } from "./api-context.ts";
import { pathOf } from "./request-head.ts";

/**
 * Serves Daystreak's HTTP API inside a Hono app. `user` says whom the host app has authenticated; without it, or where
 * it names nobody, a bearer token does. Paths that are none of ours go to the app.
 *
 * ```ts
 * app.use(mountApi(api, (c) => c.get("userId")));
 * ```
 */
export function mountApi(api: ApiHandler, user?: (c: Context) => UserId | Promise<UserId>): MiddlewareHandler {
  return async (c, next) => {
    const answer = api.owns?.(pathOf(c.req.url)) === false ? undefined : await serve(c);
    if (answer === undefined) return await next();
    // Made anew with the headers that middlewares have set.
    return c.newResponse(answer.body, answer);
  };

  async function serve(c: Context): Promise<Response | undefined> {
    const { raw } = c.req;
    // A middleware that has read the body has left it with the context.
    const request = raw.bodyUsed ? new Request(raw, { body: await c.req.arrayBuffer() }) : raw;
    // The server's own bindings, where it is Node.
    const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
    return await api(request, apiContext(await user?.(c), incoming?.socket?.remoteAddress));
  }
}
