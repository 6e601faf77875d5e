import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { ADDRESS_FORBIDDEN, type Reach } from "./reach.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Options of {@link createPoster}. */
export interface PosterOptions {
  /** Who may be called. */
  readonly reach: Reach;
  /** Connections to one receiver at most. */
  readonly connections: number;
  /** From the first byte to the end, in milliseconds. @default 15_000 */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** PEM certificates that are trusted instead of the well-known ones. @default the runtime's */
  readonly ca?: string;
}

/** A call that is to be made. */
export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** How much of the answer is wanted, in bytes; a longer one is cut. @default 0: the status alone */
  readonly read?: number;
  readonly signal: AbortSignal;
}

/** An answer; its body is empty where nobody wanted it. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** How long the receiver asks to wait. */
  readonly afterMs?: number;
}

/** Why there is no answer. */
export interface NoAnswer {
  readonly status: 0;
  /** Fit to be kept and shown. */
  readonly reason: string;
  /** Whether nobody was called, because the address may not be. */
  readonly forbidden: boolean;
}

/** Calls others by HTTP, and lets none of them do harm. */
export interface Poster {
  /** Never throws. */
  post(call: Post): Promise<Answer | NoAnswer>;
  /** Cuts what is open. */
  close(): void;
}

/** Read of an answer nobody wants, so that its connection can be used again. */
const DRAIN_BYTES = 16 * 1024;
/** Such an answer may take this long to end; then its connection is cut. */
const DRAIN_MS = 1_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** Under the 5 s after which servers close connections that nobody uses. */
const IDLE_MS = 4_000;

/**
 * Makes a caller that keeps connections open, follows no redirect, connects to allowed addresses alone and to those that
 * were checked, waits for nobody longer than its limit, and reads no more than it was asked to.
 */
export function createPoster(options: PosterOptions): Poster {
  const { reach, connections, timeoutMs = 15_000, now = Date.now, ca } = options;
  const kept = { keepAlive: true, maxSockets: connections, timeout: IDLE_MS, lookup: reach.lookup };
  const http = new HttpAgent(kept);
  const https = new HttpsAgent({ ...kept, ...(ca !== undefined && { ca }) });

  function attempt(call: Post, limit: AbortSignal, done: (answer: Answer | NoAnswer) => void): void {
    const { url, headers, body, read = 0 } = call;
    const isSecure = url.protocol === "https:";
    const request = (isSecure ? httpsRequest : httpRequest)(url, {
      method: "POST",
      agent: isSecure ? https : http,
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
      maxHeaderSize: MAX_HEADER_BYTES,
      signal: limit,
    });
    let isAnswered = false;
    request.on("error", (error: NodeJS.ErrnoException) => {
      if (isAnswered) return;
      // The other end closed a connection that nobody used, just as we did.
      if (request.reusedSocket && !limit.aborted) attempt(call, limit, done);
      else
        done({ status: 0, reason: reasonOf(error, call.signal, limit), forbidden: error.code === ADDRESS_FORBIDDEN });
    });
    request.once("response", (response) => {
      isAnswered = true;
      const afterMs = retryAfterMs(response.headers["retry-after"], now());
      const answered = (text: string): void =>
        done({ status: response.statusCode ?? 0, body: text, ...(afterMs !== undefined && { afterMs }) });
      if (read > 0) gather(response, read).then(answered, () => answered(""));
      else {
        drain(response);
        answered("");
      }
    });
    request.end(body);
  }

  return {
    post(call) {
      if (!reach.allowsHost(call.url)) {
        return Promise.resolve({ status: 0, reason: "the address may not be called", forbidden: true });
      }
      return new Promise((resolve) => {
        const stop = new AbortController();
        const abort = (): void => stop.abort();
        const timer = setTimeout(abort, timeoutMs);
        call.signal.addEventListener("abort", abort);
        if (call.signal.aborted) abort();
        attempt(call, stop.signal, (answer) => {
          clearTimeout(timer);
          call.signal.removeEventListener("abort", abort);
          resolve(answer);
        });
      });
    },
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

/** Lets an answer end, within reason. */
function drain(response: IncomingMessage): void {
  const timer = setTimeout(() => response.destroy(), DRAIN_MS);
  let left = DRAIN_BYTES;
  response.on("error", () => undefined);
  response.once("close", () => clearTimeout(timer));
  response.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) response.destroy();
  });
}

/** The text of an answer, cut off after some bytes. */
async function gather(response: IncomingMessage, bytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let left = bytes;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    left -= chunk.length;
    if (left < 0) break;
  }
  return Buffer.concat(chunks).toString("utf8", 0, bytes);
}

/** What to write down about a failure: a code of the runtime, never a text of the other side. */
function reasonOf(error: NodeJS.ErrnoException, stop: AbortSignal, limit: AbortSignal): string {
  if (stop.aborted) return "stopped";
  if (limit.aborted) return "no answer in time";
  if (error.code === ADDRESS_FORBIDDEN) return "the name leads to an address that may not be called";
  return `no answer (${error.code ?? error.name})`;
}
