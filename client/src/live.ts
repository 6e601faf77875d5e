import { DaystreakClientError, notDaystreak } from "./error.ts";
import type { Platform } from "./platform.ts";
import { backoff } from "./retry.ts";
import type { Session } from "./session.ts";
import { createSseReader } from "./sse.ts";
import type { LiveUpdate } from "./wire.ts";

/** Options of {@link createLive}. */
export interface LiveOptions {
  readonly platform: Platform;
  readonly session: Session;
  /** Told of every message with the number to resume at. */
  readonly message: (message: LiveUpdate, id: number) => void;
  /** Told when the stream of this tab opens and closes. */
  readonly opened: (isOpen: boolean) => void;
  readonly failed: (error: unknown) => void;
}

/** The stream of one learner. */
export interface Live {
  /** Opens the stream, or waits in line behind the tab that has it open. */
  start(): void;
  stop(): void;
  /** Stops for good. */
  close(): void;
  /** Resumes at a later message, because another tab has had those before. */
  seen(id: number): void;
}

/** The server says something every 25 seconds. */
const SILENCE_MS = 70_000;
/** An app that nobody has looked at for this long needs no news. */
const HIDDEN_MS = 5 * 60_000;
/** A server that comes back is found again within this. */
const LONGEST_PAUSE_MS = 30_000;
/** So that those who were cut off together do not come back together. */
const SPREAD_MS = 3_000;

/** Makes the stream: one tab of all that share a learner holds it open. */
export function createLive({ platform, session, message, opened, failed }: LiveOptions): Live {
  let lastId: number | undefined;
  let failures = 0;
  let isWanted = false;
  let isErased = false;
  let contest: AbortController | undefined;
  let wake: (() => void) | undefined;
  let stopHiding: (() => void) | undefined;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const stop = platform.later(resolve, ms);
      wake = () => {
        stop();
        resolve();
      };
    });

  /** Reads one stream to its end. Gives how long to wait before the next. @throws where that is too soon to know */
  const follow = async (owner: string, over: AbortSignal): Promise<number> => {
    const connection = new AbortController();
    const cut = (): void => connection.abort();
    over.addEventListener("abort", cut);
    let stopWatch = platform.later(cut, SILENCE_MS);
    let end: string | undefined;
    const read = createSseReader(({ event, data, id }) => {
      const value = parse(data) as Partial<LiveUpdate> & { code?: string };
      if (event === "end") end = value.code ?? "closed";
      if (event !== "streak") return;
      if (typeof value.streak?.version !== "number" || !Array.isArray(value.facts)) throw notDaystreak();
      failures = 0;
      lastId = Number(id);
      platform.remember(`daystreak:seen:${owner}`, lastId);
      message(value as LiveUpdate, lastId);
    });
    try {
      lastId ??= platform.recall(`daystreak:seen:${owner}`);
      const headers = { accept: "text/event-stream", ...(lastId !== undefined && { "last-event-id": String(lastId) }) };
      const { body, headers: answered } = await session.stream("/api/live/", { headers, signal: connection.signal });
      if (body === null || !answered.get("content-type")?.startsWith("text/event-stream")) throw notDaystreak();
      opened(true);
      const reader = body.getReader();
      const decoder = new TextDecoder();
      while (end === undefined) {
        const { done, value } = await reader.read();
        if (done) break;
        stopWatch();
        stopWatch = platform.later(cut, SILENCE_MS);
        read(decoder.decode(value, { stream: true }));
      }
    } finally {
      stopWatch();
      over.removeEventListener("abort", cut);
      cut();
      if (!over.aborted) opened(false);
    }
    if (end === "user_erased" || end === "overloaded")
      throw new DaystreakClientError(end, "the server ended the stream");
    // A stream that ends without having said anything is no better than none.
    failures++;
    return failures > 1 ? Math.min(backoff(failures), LONGEST_PAUSE_MS) : Math.random() * SPREAD_MS;
  };

  const lead = async (owner: string, over: AbortSignal): Promise<void> => {
    while (!over.aborted && !isErased) {
      let ms: number;
      try {
        ms = await follow(owner, over);
      } catch (error) {
        if (over.aborted) return;
        failed(error);
        const known = error instanceof DaystreakClientError ? error : undefined;
        isErased = known?.code === "user_erased";
        ms = Math.max(Math.min(backoff(++failures), LONGEST_PAUSE_MS), known?.retryAfterMs ?? 0);
      }
      if (!over.aborted && !isErased) await pause(ms);
    }
  };

  const enter = async (): Promise<void> => {
    if (contest !== undefined || !isWanted || isErased) return;
    contest = new AbortController();
    const { signal } = contest;
    try {
      const owner = await session.user();
      await platform.lock(`daystreak:live:${owner}`, () => lead(owner, signal), signal);
    } catch (error) {
      if (signal.aborted) return;
      contest = undefined;
      failed(error);
      platform.later(() => void enter(), backoff(++failures));
    }
  };

  const leave = (): void => {
    stopHiding?.();
    stopHiding = undefined;
    contest?.abort();
    contest = undefined;
    wake?.();
    opened(false);
  };

  const stopWatch = platform.watch((signal) => {
    if (!isWanted) return;
    if (signal === "gone") leave();
    if (signal === "hidden") stopHiding ??= platform.later(leave, HIDDEN_MS);
    if (signal === "shown" || signal === "online") {
      stopHiding?.();
      stopHiding = undefined;
      wake?.();
      void enter();
    }
  });

  const stop = (): void => {
    isWanted = false;
    leave();
  };

  return {
    stop,
    start() {
      isWanted = true;
      void enter();
    },
    close() {
      stop();
      stopWatch();
    },
    seen(id) {
      lastId = id;
    },
  };
}

function parse(data: string): object {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value === "object" && value !== null) return value;
  } catch {}
  throw notDaystreak();
}
