import type { DaystreakClientError } from "./error.ts";
import { createHub, type Hub } from "./hub.ts";
import type { Platform } from "./platform.ts";
import { watchPresence } from "./presence.ts";
import { createReporter, type Reporter } from "./report.ts";
import { createSession, type Session, type SessionOptions } from "./session.ts";
import type { StreakSource } from "./source.ts";
import type { CalendarAnswer, ExplainAnswer, FeedAnswer, StreakAnswer } from "./wire.ts";

/** What every client takes. */
export interface CoreOptions extends SessionOptions {
  /** Told of everything that goes wrong; the client itself never throws into the app. @default nobody */
  readonly onError?: (error: DaystreakClientError) => void;
  /** How often a learner's presence is reported, in milliseconds. @default 300_000 */
  readonly heartbeatMs?: number;
}

/** A client without a queue and without a stream. */
export interface CoreClient extends StreakSource {
  /** Asks for the newest state. Rejects where the server cannot be reached or refuses. */
  load(): Promise<StreakAnswer>;
  /** Ends everything this client does. */
  close(): void;
}

/** The parts of a client. */
export interface Core {
  readonly platform: Platform;
  readonly session: Session;
  readonly hub: Hub;
  readonly reporter: Reporter;
  /** What apps read, apart from the streak itself. */
  readonly reads: Omit<CoreClient, "streak" | "subscribe" | "close">;
  /** Loads where nobody waits for the answer. */
  reload(): void;
  /** Watches for people; `beat` reports them. Gives the function that ends it. */
  watchPresence(beat: (at: number, leaving: boolean) => void): () => void;
}

/** How often a person's presence is reported: the length of a slot of active time on the server. */
const HEARTBEAT_MS = 5 * 60_000;

/** Makes the parts that all clients share. */
export function createCore(options: CoreOptions, platform: Platform): Core {
  const intervalMs = options.heartbeatMs ?? HEARTBEAT_MS;
  const isBackground = (): boolean => !platform.isShown() || platform.now() - platform.personAt() > intervalMs;
  const hub = createHub(platform, options.onError);
  const session = createSession(options, platform, isBackground);

  const load = async (): Promise<StreakAnswer> => {
    const askedAt = platform.now();
    const streak = await session.json<StreakAnswer>("/api/streak/");
    hub.take(streak, { askedAt });
    hub.recovered("load");
    return streak;
  };

  return {
    platform,
    session,
    hub,
    reporter: createReporter(session, platform, hub),
    reload: () => void load().catch((error: unknown) => hub.fail("load", error)),
    watchPresence: (beat) => watchPresence({ platform, user: session.user, intervalMs, beat }),
    reads: {
      load,
      now: hub.now,
      calendar: (range = {}) => session.json<CalendarAnswer>(`/api/activity/${queryOf({ ...range })}`),
      explain: (date) => session.json<ExplainAnswer>(`/api/streak/explain/${queryOf({ date })}`),
      feed: (cursor) => session.json<FeedAnswer>(`/api/feed/${queryOf({ cursor })}`),
    },
  };
}

function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return given.length === 0 ? "" : `?${given.join("&")}`;
}
