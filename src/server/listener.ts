import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { type FastifyError, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { Logger } from "pino";
import { sendEvents } from "../adapters/event-sink.ts";
import { toWebRequest } from "../adapters/web-request.ts";
import type { ApiHandler, EventBody } from "../api/handler.ts";
import { problem } from "../api/problem.ts";
import { DaystreakError, type ErrorCode } from "../core/errors.ts";
import { besides, type Elsewhere, statusOf } from "./elsewhere.ts";
import { createInFlight, type InFlight } from "./in-flight.ts";
import type { Trusts } from "./proxy/trusted.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import type { RequestWatch, SeenRequest, WatchRequest } from "./telemetry/request-watch.ts";

/** Options of {@link createListener}. */
export interface ListenerOptions {
  readonly handler: ApiHandler;
  readonly logger: Logger;
  /** Watches every request, for metrics and traces. @default nobody */
  readonly watch?: WatchRequest;
  /** @default nobody: the peer is the caller */
  readonly trusts?: Trusts;
  /** @default the handler answers everything */
  readonly elsewhere?: Elsewhere;
  /** How long the head of a request may take. @default 15_000 */
  readonly headTimeoutMs?: number;
  /** How long a body may take, streams of lines apart. @default 30_000 */
  readonly bodyTimeoutMs?: number;
  /** How long nothing may move on a connection, unless somebody waits for an application. @default 120_000 */
  readonly idleTimeoutMs?: number;
}

/** An HTTP server. */
export interface Listener {
  /** Starts listening; gives the address. @throws DaystreakError `config_invalid` where it cannot be had */
  listen(host: string, port: number): Promise<string>;
  /** Requests that were let in and are not answered yet. */
  readonly inFlight: InFlight;
  /** Takes no new connections; those that are open are closed after the answers that are due. */
  stopAccepting(): void;
  /** Stops listening and cuts every connection that is left. */
  close(): Promise<void>;
}

const REQUEST_ID = /^[\w.:-]{1,64}$/;
/** Asked every few seconds by machines: not worth a line. */
const PROBES = new Set(["/healthz", "/readyz"]);
/** Methods that no `Request` may carry. */
const UNSPEAKABLE = new Set(["TRACE", "TRACK", "CONNECT"]);
const MAX_HEADER_BYTES = 32 * 1024;
/** A connection on which nothing moves for this long is dropped. A stream as such may take any time. */
const IDLE_MS = 120_000;
const HEAD_MS = 15_000;
const BODY_MS = 30_000;
/** Node looks this often for connections that are late with their head. */
const CHECK_MS = 5_000;
/** A stream of any length; only who holds a key is listened to that long. */
const LINES = /ndjson|jsonl/i;

/** Fastify as a listener and no more: routes, bodies and errors are the handler's. One line is logged per request. */
export function createListener(options: ListenerOptions): Listener {
  const { handler, logger, watch, trusts = () => false, elsewhere } = options;
  const { headTimeoutMs = HEAD_MS, bodyTimeoutMs = BODY_MS, idleTimeoutMs = IDLE_MS } = options;
  const inFlight = createInFlight();
  const patterns = new WeakMap<FastifyRequest, string>();
  const watches = new WeakMap<FastifyRequest, RequestWatch>();
  /** Called where the answer to a request becomes a stream of events. */
  const streams = new WeakMap<FastifyRequest, () => void>();
  const http = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: headTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_MS, headTimeoutMs),
  };
  const app = fastify({
    logger: false,
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
    },
    return503OnClosing: false,
    forceCloseConnections: true,
    requestTimeout: 0,
    connectionTimeout: idleTimeoutMs,
    trustProxy: trusts,
    http,
    // Neither is asked for anything here; by default Fastify loads one for each, and both are large.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    // Fastify finds nothing by path: the table of the API does, and Fastify has another idea of what a path may be.
    rewriteUrl: () => "/",
    ...(elsewhere !== undefined && { serverFactory: besides({ elsewhere, http, idleTimeoutMs, inFlight, watch }) }),
  });

  app.removeAllContentTypeParsers();
  // The body stays a stream: the handler reads what it wants of it, and no more.
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.addHook("onRequest", (request, reply, done) => {
    const startedAt = performance.now();
    inFlight.enter();
    const watching = watch?.(request.raw as SeenRequest);
    if (watching !== undefined) watches.set(request, watching);
    const ended = (status: number): void => {
      const route = patterns.get(request) ?? "none";
      const took = performance.now() - startedAt;
      const ms = Math.round(took * 10) / 10;
      watching?.ended({ route, status, seconds: took / 1000 });
      const level = status >= 500 ? "error" : PROBES.has(route) ? "debug" : "info";
      logger[level]({ method: request.method, route, status, ms, request_id: request.id }, "request");
    };
    // "close" comes once, whether the answer went out or the sender went away.
    const closed = (): void => {
      inFlight.leave();
      ended(statusOf(reply.raw));
    };
    reply.raw.once("close", closed);
    streams.set(request, () => {
      // A stream is answered once its head goes out: how long somebody listens is no latency. And it is long: nothing of
      // the request is kept for it.
      ended(reply.raw.statusCode);
      reply.raw.off("close", closed);
      reply.raw.once("close", inFlight.leave);
    });
    limitBody(request, bodyTimeoutMs);
    done();
  });
  app.setErrorHandler((error: FastifyError | DaystreakError, request, reply) => {
    const response = toProblem(error);
    if (response.status >= 500) logger.error({ err: error, request_id: request.id }, "failure");
    return send(reply, response);
  });
  app.setNotFoundHandler(async (request, reply) => {
    if (UNSPEAKABLE.has(request.method)) throw new DaystreakError("method_not_allowed", "use another method");
    request.raw.url = request.originalUrl;
    let events: EventBody | undefined;
    const answer = (): ReturnType<ApiHandler> =>
      handler(toWebRequest(request.raw, reply.raw), {
        remoteAddress: request.ip,
        onRoute: (pattern) => patterns.set(request, pattern),
        onEvents(body) {
          events = body;
        },
      });
    const watching = watches.get(request);
    const response =
      (await (watching === undefined ? answer() : watching.run(answer))) ??
      problem(new DaystreakError("not_found", `there is nothing at ${request.method} of this path; see /docs`));
    response.headers.set("x-request-id", request.id);
    if (events === undefined) return send(reply, response);
    streams.get(request)?.();
    return stream(reply, response, events);
  });

  return {
    inFlight,
    stopAccepting: () => void app.server.close(),
    async listen(host, port) {
      try {
        await app.listen({ host, port });
      } catch (cause) {
        throw new DaystreakError("config_invalid", `cannot listen on ${host}:${port}: ${(cause as Error).message}`, {
          cause,
        });
      }
      const address = app.server.address() as AddressInfo;
      return `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
    },
    close: () => app.close(),
  };
}

function noCompiler(): never {
  throw new DaystreakError("internal", "the listener has no schemas");
}

/** An answer whose length is known is sent whole; any other is a stream and passed on as it comes. */
async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status);
  // What nobody wants to read any more must not hold the connection.
  if (!reply.request.raw.complete) reply.header("connection", "close");
  for (const [name, value] of SECURITY_HEADERS) reply.header(name, value);
  for (const [name, value] of response.headers) reply.header(name, value);
  if (response.body === null) return reply.send();
  if (!response.headers.has("content-length")) return reply.send(response.body);
  return reply.send(Buffer.from(await response.arrayBuffer()));
}

/** Writes a stream of events past Fastify, straight to the connection. */
function stream(reply: FastifyReply, response: Response, events: EventBody): FastifyReply {
  reply.hijack();
  reply.raw.statusCode = response.status;
  for (const [name, value] of SECURITY_HEADERS) reply.raw.setHeader(name, value);
  for (const [name, value] of response.headers) reply.raw.setHeader(name, value);
  sendEvents(events, reply.raw);
  return reply;
}

/** Drops a sender whose body does not come to its end. */
function limitBody({ raw, headers }: FastifyRequest, ms: number): void {
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  if (!hasBody || raw.complete || LINES.test(headers["content-type"] ?? "")) return;
  const timer = setTimeout(() => raw.destroy(), ms).unref();
  raw.once("close", () => clearTimeout(timer));
}

/** What Fastify itself refuses about a request is told like every refusal of ours. */
const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: "request_invalid",
  413: "body_too_large",
  415: "media_type_unsupported",
};

function toProblem(error: FastifyError | DaystreakError): Response {
  if (error instanceof DaystreakError) return problem(error);
  const code = CODE_BY_STATUS[error.statusCode ?? 500];
  return problem(code === undefined ? error : new DaystreakError(code, error.message, { cause: error }));
}
