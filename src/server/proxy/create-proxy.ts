import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { createProxyServer } from "httpxy";
import { observeResponse } from "../../adapters/observe-response.ts";
import { pathOf } from "../../adapters/request-head.ts";
import { writeProblem } from "../../api/problem.ts";
import { DaystreakError } from "../../core/errors.ts";
import { type AnswerHead, answerHead } from "./answer-head.ts";
import type { Connections } from "./connections.ts";
import { failureOf } from "./failure-of.ts";
import type { Passage, PassageTracking } from "./passage.ts";
import { prepare } from "./prepare.ts";
import type { Trusts } from "./trusted.ts";

/** Options of {@link createProxy}. */
export interface ProxyOptions {
  /** Where the application listens. */
  readonly to: URL;
  readonly connections: Connections;
  /** How long the application may be silent before its answer begins. */
  readonly timeoutMs: number;
  /** The header, in lower case, by which the application says whose answer it is. */
  readonly userHeader: string;
  readonly trusts: Trusts;
  /** What tracks a passage that begins; nothing as long as there is no database to track it in. */
  readonly tracking: () => PassageTracking | undefined;
  /** Told of passages that the application did not answer, before the client is. */
  readonly onFailure?: (error: DaystreakError, method: string) => void;
}

/** Hands requests to an application and its answers back. */
export interface Proxy {
  answer(request: IncomingMessage, response: ServerResponse): void;
}

/** Written to send a head on its way: `flushHeaders()` would write it as UTF-8, which it is not. */
const NOTHING = Buffer.alloc(0);
/** On the request itself: a map of them, however weak, is what the collector then spends its time on. */
const CARRIED: unique symbol = Symbol("passage");
type Carrier = IncomingMessage & { [CARRIED]?: Passage };
const passageOf = (request: Carrier): Passage | undefined => request[CARRIED];
const RESETS = new Set(["ECONNRESET", "EPIPE"]);

/** Makes the way to an application and back. What is sent stays what it was, down to the byte; only the way is ours. */
export function createProxy(options: ProxyOptions): Proxy {
  const { to, connections, timeoutMs, userHeader, tracking, onFailure } = options;
  const forward = createProxyServer({ target: to, selfHandleResponse: true });

  forward.on("proxyReq", (sent, request) => {
    const passage = passageOf(request);
    if (passage === undefined) return;
    passage.sent = sent;
    sent.on("information", ({ statusCode, headers }) => hint(passage.response, statusCode, headers.link));
    // The application may have its say before the body comes.
    if (hasBody(request)) sent.write(NOTHING);
    if (request.headers["transfer-encoding"] !== undefined) {
      request.once("end", () => sent.addTrailers(trailersOf(request, userHeader)));
    }
  });

  forward.on("proxyRes", (answer, request) => {
    const passage = passageOf(request);
    if (passage === undefined) return;
    clearTimeout(passage.patience);
    let head: AnswerHead;
    try {
      head = answerHead(answer, userHeader, takesTrailers(request));
    } catch (error) {
      return fail(passage, error as DaystreakError);
    }
    if (head.named !== undefined) passage.named = head.named;
    const { watch } = passage;
    if (watch?.mayHold !== true || watch.wantsAnswer) return pass(passage, answer, head);
    void watch.hold(head.status).then(() => pass(passage, answer, head));
  });

  forward.on("error", (error, request) => {
    const passage = request === undefined ? undefined : passageOf(request);
    if (passage !== undefined) lost(passage, error);
  });

  function pass(passage: Passage, answer: IncomingMessage, { status, reason, lines }: AnswerHead): void {
    const { response, watch } = passage;
    if (response.destroyed) return;
    try {
      response.writeHead(status, reason, lines as string[]);
    } catch (cause) {
      const text = "the head of the application's answer cannot be passed on";
      fail(passage, new DaystreakError("app_answer_invalid", text, { cause }));
      return;
    }
    if (watch?.wantsAnswer === true) observeResponse(response, watch);
    else passage.status = status;
    answer.once("end", () => {
      if (answer.rawTrailers.length > 0) response.addTrailers(trailersOf(answer, userHeader));
    });
    answer.pipe(response);
    // A stream may be silent for long; its head must not wait for the first event.
    if (answer.headers["content-length"] === undefined) {
      setImmediate(() => !response.writableEnded && response.write(NOTHING));
    }
  }

  function lost(passage: Passage, cause: Error & { code?: string }): void {
    const { request, response, sent, isLate = false } = passage;
    clearTimeout(passage.patience);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const isStale = sent?.reusedSocket === true && RESETS.has(cause.code ?? "");
    if (isStale && isSafe(request) && !isLate && passage.isRepeated !== true) {
      passage.isRepeated = true;
      go(passage);
    } else fail(passage, failureOf(cause, isLate ? timeoutMs : undefined));
  }

  function fail({ request, response, method }: Passage, error: DaystreakError): void {
    onFailure?.(error, method);
    refuse(request, response, error);
  }

  function go(passage: Passage): void {
    const { request, response } = passage;
    passage.patience = setTimeout(late, timeoutMs, passage, 0).unref();
    const agent = passage.isRepeated === true ? connections.fresh : connections.kept;
    // Everything it could reject with has been told to "error".
    forward.web(request, response, { agent }).catch(() => undefined);
  }

  /** Gives up on an application that is silent, unless the request is still coming in. */
  function late(passage: Passage, seen: number): void {
    const { request, sent } = passage;
    const { bytesRead } = request.socket;
    if (!request.complete && bytesRead > seen) {
      passage.patience = setTimeout(late, timeoutMs, passage, bytesRead).unref();
      return;
    }
    passage.isLate = true;
    sent?.destroy();
  }

  return {
    answer(request, response) {
      // Nobody waits for the answer, and nobody could say from where the request came.
      if (request.socket.remoteAddress === undefined) return void response.destroy();
      const method = request.method ?? "GET";
      try {
        prepare(request, options);
      } catch (error) {
        return refuse(request, response, error);
      }
      const passage: Passage = { request, response, method, path: pathOf(request.url ?? "/") };
      (request as Carrier)[CARRIED] = passage;
      const tracks = tracking();
      if (tracks !== undefined) passage.tracks = tracks;
      tracks?.begin(passage);
      response.once("close", () => {
        clearTimeout(passage.patience);
        const { tracks, status } = passage;
        if (status !== undefined && response.writableFinished) tracks?.answered(passage, status);
      });
      go(passage);
    },
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const { status, headers, text } = writeProblem(error);
  // What nobody wants to read any more must not hold the connection.
  if (!request.complete) headers.connection = "close";
  // By name: a reason that could not be written may still be there.
  response.writeHead(status, STATUS_CODES[status] ?? "", headers).end(text);
}

/** Passes on what a page will need, which the application says before its answer (103). */
function hint(response: ServerResponse, status: number, link: string | string[] | undefined): void {
  if (status !== 103 || link === undefined || response.headersSent) return;
  try {
    response.writeEarlyHints({ link });
  } catch {
    // A hint that Node takes for none is left out: the answer does not depend on it.
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Whether a request may be sent twice: nothing of it is used up, and nothing happens twice (RFC 9110, 9.2.2). */
function isSafe(request: IncomingMessage): boolean {
  const { method } = request;
  return !hasBody(request) && (method === "GET" || method === "HEAD" || method === "OPTIONS");
}

function takesTrailers({ httpVersion, method }: IncomingMessage): boolean {
  return httpVersion === "1.1" && method !== "HEAD";
}

/** What must not come after the body (RFC 9110, 6.5.1): it would contradict what has been read already. */
const NO_TRAILERS = new Set(["transfer-encoding", "content-length", "host", "trailer", "connection", "authorization"]);

function trailersOf({ rawTrailers: raw }: IncomingMessage, userHeader: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (name !== userHeader && !NO_TRAILERS.has(name)) pairs.push([raw[i] as string, raw[i + 1] as string]);
  }
  return pairs;
}
