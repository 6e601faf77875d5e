import type { Instant } from "../core/calendar.ts";
import type { ErrorCode } from "../core/errors.ts";
import { unrefTimer } from "../core/timer.ts";
import type { ApiContext, EventSink, StartEvents } from "./handler.ts";
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

/** Options of {@link createEventStream}. */
export interface EventStreamOptions {
  /** When the credentials expire. @default never */
  readonly expiresAt?: Instant | undefined;
  /** Called once, when nothing can be sent any more: the reader left, was too slow, or the stream was ended. */
  readonly onOver: (why: "overloaded" | undefined) => void;
}

/** One stream of events to one reader. What is sent before the reader is there waits for it. */
export interface EventStream {
  send(event: string, data: string, id?: number): void;
  /** Tells the reader why, and ends. */
  end(code: EndCode): void;
  /** Once a second: keeps the connection alive, ends it where the credentials have expired or nothing is read. */
  tick(now: Instant): void;
  response(context: ApiContext): Response;
}

/** The head of the answer to `HEAD`. */
export function eventsHead(): Response {
  return new Response(null, { headers: HEADERS });
}

/** The version of `Last-Event-ID`; `undefined` for none, and for whatever is no id of ours. */
export function lastEventId({ headers }: Request): number | undefined {
  const text = headers.get("last-event-id") ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Opens a stream. */
export function createEventStream({ expiresAt, onOver }: EventStreamOptions): EventStream {
  let early = RETRY;
  let sink: EventSink | undefined;
  let isOver = false;
  let quietSeconds = 0;
  let written = 0;
  let waiting = 0;
  /** What the reader had taken at the last keep-alive, where something waited then. */
  let taken: number | undefined;
  let cancelLinger: (() => void) | undefined;

  function over(why?: "overloaded"): void {
    if (isOver) return;
    isOver = true;
    onOver(why);
  }

  function write(text: string): void {
    quietSeconds = 0;
    written += text.length;
    if (sink === undefined) {
      early += text;
      waiting = early.length;
    } else waiting = sink.write(text);
  }

  function finish(code: EndCode): void {
    if (isOver) return;
    write(`event: end\ndata: ${JSON.stringify({ code })}\n\n`);
    over(code === "overloaded" ? code : undefined);
    if (sink !== undefined) linger(sink);
  }

  function linger(open: EventSink): void {
    open.end();
    cancelLinger = unrefTimer(() => open.destroy(), LINGER_MS);
  }

  /** A reader that has taken nothing since the last keep-alive, though something waited, is none. */
  function keepAlive(): void {
    write(KEEP_ALIVE);
    const has = written - waiting;
    if (waiting > 0 && taken === has) finish("overloaded");
    taken = waiting > 0 ? has : undefined;
  }

  const start: StartEvents = (opened) => {
    sink = opened;
    waiting = sink.write(early);
    early = "";
    if (isOver) linger(sink);
    return () => {
      cancelLinger?.();
      over();
    };
  };

  return {
    send(event, data, id) {
      if (isOver) return;
      write(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`);
      if (waiting > MAX_WAITING) finish("overloaded");
    },
    end: finish,
    tick(now) {
      if (isOver) return;
      quietSeconds++;
      if (expiresAt !== undefined && now >= expiresAt) finish("token_invalid");
      else if (quietSeconds >= KEEP_ALIVE_SECONDS) keepAlive();
    },
    response(context) {
      if (context.onEvents === undefined) return new Response(webEvents(start), { headers: HEADERS });
      context.onEvents(start);
      return new Response(null, { headers: HEADERS });
    },
  };
}
