import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiHandler } from "../api/handler.ts";
import type { UserId } from "../tracker/request-activity.ts";
import { askApi } from "./ask-api.ts";
import { pathOf } from "./request-head.ts";
import { sendWebResponse } from "./web-response.ts";

/** A middleware of Express and Connect; for plain Node, `next` is what answers everything else. */
export type ApiMiddleware<Req extends IncomingMessage> = (
  request: Req,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Serves Daystreak's HTTP API inside a host app. `user` says whom the host app has authenticated; without it, or where
 * it names nobody, a bearer token does. Paths that are none of ours go to `next`, their bodies untouched.
 *
 * ```ts
 * app.use(mountApi(api, (request) => request.session?.userId));                                // Express
 * createServer((request, response) => mounted(request, response, () => app(request, response)));  // plain Node
 * ```
 */
export function mountApi<Req extends IncomingMessage>(
  api: ApiHandler,
  user?: (request: Req) => UserId | Promise<UserId>,
): ApiMiddleware<Req> {
  async function serve(request: Req, response: ServerResponse): Promise<boolean> {
    const remoteAddress = (request as { ip?: string }).ip ?? request.socket.remoteAddress;
    const answer = await askApi(api, request, response, await user?.(request), remoteAddress);
    if (answer === undefined) return false;
    await sendWebResponse(answer.response, response, answer.events);
    return true;
  }

  return (request, response, next) => {
    if (api.owns?.(pathOf(request.url ?? "/")) === false) return next();
    serve(request, response).then((isServed) => {
      if (!isServed) next();
    }, next);
  };
}
