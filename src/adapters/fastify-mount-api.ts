import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from "fastify";
import type { ApiHandler, EventBody } from "../api/handler.ts";
import type { UserId } from "../tracker/request-activity.ts";
import { askApi } from "./ask-api.ts";
import { appWide } from "./fastify-app-wide.ts";
import { pathOf } from "./request-head.ts";
import { sendWebResponse } from "./web-response.ts";

/**
 * Serves Daystreak's HTTP API inside a Fastify app. `user` says whom the host app has authenticated; without it, or
 * where it names nobody, a bearer token does. Paths that are none of ours go on to the app, their bodies untouched.
 *
 * ```ts
 * app.register(mountApi(api, (request) => request.session?.userId));
 * ```
 */
export function mountApi(
  api: ApiHandler,
  user?: (request: FastifyRequest) => UserId | Promise<UserId>,
): FastifyPluginCallback {
  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const answer = await askApi(api, request.raw, reply.raw, await user?.(request), request.ip);
    if (answer === undefined) return false;
    const { response, events } = answer;
    // An answer of unknown length is a stream; its head must not wait for the first piece, as it does in `send`.
    const isWhole = events === undefined && (response.body === null || response.headers.has("content-length"));
    if (isWhole) await send(response, reply);
    else await stream(response, reply, events);
    return true;
  }

  return appWide((app) => {
    app.addHook("onRequest", (request, reply, done) => {
      if (api.owns?.(pathOf(request.raw.url ?? "/")) === false) return done();
      serve(request, reply).then((isServed) => {
        if (!isServed) done();
      }, done);
    });
  });
}

/** Through the app, whose hooks see the answer like any other. */
async function send(answer: Response, reply: FastifyReply): Promise<void> {
  reply.code(answer.status);
  for (const [name, value] of answer.headers) reply.header(name, value);
  if (answer.body === null) reply.send();
  else reply.send(Buffer.from(await answer.arrayBuffer()));
}

/** Past the app, with the headers that its hooks have set. */
async function stream(answer: Response, reply: FastifyReply, events: EventBody | undefined): Promise<void> {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  await sendWebResponse(answer, reply.raw, events);
}
