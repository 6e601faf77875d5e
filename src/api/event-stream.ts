import type { Instant } from "../core/calendar.ts";
import type { ErrorCode } from "../core/errors.ts";
import { unrefTimer } from "../core/timer.ts";
import type { ApiContext, EventSink } from "./handler.ts";
import { webEvents } from "./web-events.ts";

/** Why the server ends a stream. */
export type EndCode = Extract<ErrorCode, "token_invalid" | "user_erased" | "closed" | "overloaded">;

/** What a stream of events says about itself. */
const HEADERS = {
  "content-type": "text/event-stream",
  // A proxy that compresses or buffers would hold events back.
  "cache-control": "private, no-cache, no-transform",
  "x-accel-buffering": "no",
};
/** How long a client waits before it connects again. */
const RETRY = "retry: 2000\n\n";
const KEEP_ALIVE = ": keep-alive\n\n";
/** Seconds of silence after which a comment shows that the stream lives. */
const KEEP_ALIVE_SECONDS = 25;
/** Bytes that may wait for a reader. */
const MAX_WAITING = 65_536;
/** How long a reader may take to read the last event. */
const LINGER_MS = 5_000;

/** The head of the answer to `HEAD`. */
export function eventsHead(): Response {
  return new Response(null, { headers: HEADERS });
}

/** The version of `Last-Event-ID`; `undefined` for none, and for whatever is no id of ours. */
export function lastEventId({ headers }: Request): number | undefined {
  const text = headers.get("last-event-id") ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/**
 * One stream of events to one reader. What is sent before the reader is there waits for it. A class, since there are
 * thousands: methods of a class are there once.
 */
export abstract class EventStream {
  readonly #expiresAt: Instant;
  readonly #expiry: EndCode;
  #sink: EventSink | undefined;
  #early = RETRY;
  #isOver = false;
  #quietSeconds = 0;
  #written = 0;
  #waiting = 0;
  /** What the reader had taken at the last keep-alive, where something waited then. */
  #taken = -1;
  #cancelLinger: (() => void) | undefined;

  /** @param expiresAt when the stream ends, if that is known @param expiry and why */
  constructor(expiresAt: Instant = Number.POSITIVE_INFINITY, expiry: EndCode = "token_invalid") {
    this.#expiresAt = expiresAt;
    this.#expiry = expiry;
  }

  /** Called once, when nothing can be sent any more: the reader left, was too slow, or the stream was ended. */
  protected abstract over(why: "overloaded" | undefined): void;

  /** Sends an event; its data is one line. */
  protected send(event: string, data: string, id?: number): void {
    if (this.#isOver) return;
    this.#write(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`);
    if (this.#waiting > MAX_WAITING) this.end("overloaded");
  }

  /** Tells the reader why, and ends. */
  end(code: EndCode): void {
    if (this.#isOver) return;
    this.#write(`event: end\ndata: ${JSON.stringify({ code })}\n\n`);
    this.#finish(code === "overloaded" ? code : undefined);
    this.#linger();
  }

  /** Once a second: keeps the connection alive, ends it where its time has come or nothing is read. */
  tick(now: Instant): void {
    if (this.#isOver) return;
    this.#quietSeconds++;
    if (now >= this.#expiresAt) this.end(this.#expiry);
    else if (this.#quietSeconds >= KEEP_ALIVE_SECONDS) this.#keepAlive();
  }

  /** The answer; its body is handed over where the caller takes it, and a Web stream elsewhere. */
  response({ onEvents }: ApiContext): Response {
    if (onEvents === undefined) return new Response(webEvents(this), { headers: HEADERS });
    onEvents(this);
    return new Response(null, { headers: HEADERS });
  }

  /** Begins to write to the reader. */
  open(sink: EventSink): void {
    this.#sink = sink;
    this.#waiting = sink.write(this.#early);
    this.#early = "";
    if (this.#isOver) this.#linger();
  }

  /** The reader has gone, or has got the end. */
  gone(): void {
    this.#cancelLinger?.();
    this.#finish(undefined);
  }

  #finish(why: "overloaded" | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.over(why);
  }

  #write(text: string): void {
    this.#quietSeconds = 0;
    this.#written += text.length;
    if (this.#sink === undefined) {
      this.#early += text;
      this.#waiting = this.#early.length;
    } else this.#waiting = this.#sink.write(text);
  }

  #linger(): void {
    const sink = this.#sink;
    sink?.end();
    this.#cancelLinger = unrefTimer(() => sink?.destroy(), LINGER_MS);
  }

  /** A reader that has taken nothing since the last keep-alive, though something waited, is none. */
  #keepAlive(): void {
    this.#write(KEEP_ALIVE);
    const taken = this.#written - this.#waiting;
    if (this.#waiting > 0 && this.#taken === taken) this.end("overloaded");
    this.#taken = this.#waiting > 0 ? taken : -1;
  }
}
