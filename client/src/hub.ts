import { type DaystreakClientError, toClientError } from "./error.ts";
import type { Platform } from "./platform.ts";
import type { Change } from "./source.ts";
import type { Fact, StreakAnswer } from "./wire.ts";

/** Keeps what is known and tells everybody who wants to hear. */
export interface Hub {
  readonly streak: StreakAnswer | null;
  now(): number;
  /** What has to be added to the device's clock to get the server's; undefined until the server has said something. */
  readonly skew: number | undefined;
  subscribe(listener: (change: Change) => void): () => void;
  emit(change: Change): void;
  /**
   * Takes in an answer of the server; `askedAt` is when it was asked for by the device's clock. An answer that was
   * overtaken by a newer one changes nothing, but what was `pushed` is the newest in any case. What another tab knows
   * may be old: it comes with that tab's `skew`.
   */
  take(
    streak: StreakAnswer,
    more?: { facts?: readonly Fact[]; askedAt?: number; pushed?: boolean; skew?: number | undefined },
  ): void;
  /** Tells the app of an error. */
  report(error: DaystreakClientError): void;
  /** Reports what went wrong: once, until `recovered` says that it works again. */
  fail(about: string, error: unknown): void;
  recovered(about: string): void;
}

/** Facts of which it is remembered that listeners had them. */
const FACTS_REMEMBERED = 500;
/** Servers' clocks may differ by this much. */
const CLOCKS_DIFFER_MS = 10_000;

/** Makes the hub. */
export function createHub(platform: Platform, onError: ((error: DaystreakClientError) => void) | undefined): Hub {
  const listeners = new Set<(change: Change) => void>();
  const told = new Set<string>();
  const failing = new Map<string, string>();
  let streak: StreakAnswer | null = null;
  let skew: number | undefined;

  const tell = (error: DaystreakClientError): void => {
    try {
      onError?.(error);
    } catch {
      // Who reports errors by throwing has nobody left to tell.
    }
  };

  const emit = (change: Change): void => {
    for (const listener of [...listeners]) {
      try {
        listener(change);
      } catch (error) {
        tell(toClientError(error, "listener"));
      }
    }
  };

  const report = (error: DaystreakClientError): void => {
    tell(error);
    emit({ type: "error", error });
  };

  /** An answer can only be older than it looks, never younger: without a time of asking the highest guess is the best. */
  const setClock = (asOf: string, askedAt: number | undefined): void => {
    const now = platform.now();
    const guess = Date.parse(asOf) - (askedAt === undefined ? now : (askedAt + now) / 2);
    if (!Number.isNaN(guess)) skew = askedAt === undefined ? Math.max(guess, skew ?? guess) : guess;
  };

  return {
    get streak() {
      return streak;
    },
    get skew() {
      return skew;
    },
    report,
    now: () => platform.now() + (skew ?? 0),
    emit,
    subscribe(listener) {
      const own = (change: Change): void => listener(change);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    take(next, { facts = [], askedAt, pushed = false, skew: known } = {}) {
      if (pushed || askedAt !== undefined) setClock(next.as_of, askedAt);
      else skew = known ?? skew;
      const news = facts.filter(({ id }) => !told.has(id));
      if (told.size > FACTS_REMEMBERED) told.clear();
      for (const { id } of news) told.add(id);
      const isOvertaken =
        !pushed &&
        streak !== null &&
        next.version < streak.version &&
        Date.parse(next.as_of) < Date.parse(streak.as_of) + CLOCKS_DIFFER_MS;
      if (!isOvertaken) streak = next;
      if (streak !== null && (!isOvertaken || news.length > 0)) emit({ type: "streak", streak, facts: news });
    },
    fail(about, thrown) {
      const error = toClientError(thrown, "network");
      if (failing.get(about) === error.code) return;
      failing.set(about, error.code);
      report(error);
    },
    recovered: (about) => void failing.delete(about),
  };
}
