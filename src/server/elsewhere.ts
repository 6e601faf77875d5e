import { createServer, type IncomingMessage, type ServerOptions, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyServerFactory } from "fastify";
import type { InFlight } from "./in-flight.ts";
import type { SeenRequest, WatchRequest } from "./telemetry/request-watch.ts";

/** What answers requests that are not for the handler: an application behind. */
export interface Elsewhere {
  /** Whether a request target, as it came, is answered there. */
  takes(target: string): boolean;
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Whether a request that asks to leave HTTP may; it is answered like any other if not. */
  mayUpgrade(request: IncomingMessage): boolean;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
}

/** What {@link besides} stands between. */
export interface BesidesOptions {
  readonly elsewhere: Elsewhere;
  /** Settings of the server. */
  readonly http: ServerOptions;
  readonly idleTimeoutMs: number;
  readonly inFlight: InFlight;
  readonly watch: WatchRequest | undefined;
}

/** What a connection is about: the answer to its newest request. */
const LAST_ANSWER: unique symbol = Symbol("last answer");
type Answered = Socket & { [LAST_ANSWER]?: ServerResponse };
/** The route of requests that are answered elsewhere. */
const ELSEWHERE = "application";
/** Logged where nobody waited for the answer, as nginx does. */
const SENDER_GONE = 499;

/** Makes servers that hand some requests elsewhere, before Fastify spends anything on them. */
export function besides(options: BesidesOptions): FastifyServerFactory {
  const { http, idleTimeoutMs } = options;
  const { takes, answer, mayUpgrade, upgrade } = options.elsewhere;
  return (handle, given) => {
    const keepAliveTimeout = given.keepAliveTimeout as number;
    const settings = { ...http, requestTimeout: 0, keepAliveTimeout, keepAlive: true };
    // Who upgrades before the answers to earlier requests are out would have them written into the new protocol.
    const shouldUpgradeCallback = (request: IncomingMessage): boolean =>
      mayUpgrade(request) && (request.socket as Answered)[LAST_ANSWER]?.writableFinished !== false;
    const server = createServer({ ...settings, shouldUpgradeCallback }, (request, response) => {
      (request.socket as Answered)[LAST_ANSWER] = response;
      if (!takes(request.url ?? "/")) return handle(request, response);
      follow(request, response, options);
      // A connection that stayed open would be cut in the middle of what comes next.
      if (!server.listening) response.shouldKeepAlive = false;
      answer(request, response);
    });
    server.on("upgrade", (request, socket, head) => upgrade(request, socket as Socket, head));
    server.setTimeout(idleTimeoutMs, (socket) => {
      // An application may be silent for as long as it likes, as long as its client takes what it says.
      const { writableFinished = true, req } = (socket as Answered)[LAST_ANSWER] ?? {};
      const isWaiting = !writableFinished && req?.complete === true && socket.writableLength === 0;
      if (isWaiting && takes(req.url ?? "/")) socket.setTimeout(idleTimeoutMs);
      else socket.destroy();
    });
    return server;
  };
}

function follow(request: IncomingMessage, response: ServerResponse, { inFlight, watch }: BesidesOptions): void {
  const startedAt = performance.now();
  inFlight.enter();
  const watching = watch?.(request as SeenRequest);
  response.once("close", () => {
    inFlight.leave();
    watching?.ended({
      route: ELSEWHERE,
      status: statusOf(response),
      seconds: (performance.now() - startedAt) / 1000,
    });
  });
}

/** How a request ended that is over. */
export function statusOf(response: ServerResponse): number {
  return response.writableFinished ? response.statusCode : SENDER_GONE;
}
