import type { Instant } from "../core/calendar.ts";

/** A clock that moves only when it is told to. */
export interface FakeClock {
  /** The instant it shows; pass this as `clock`. */
  readonly now: () => Instant;
  /** Moves to an instant, forth or back: ISO 8601 or milliseconds since 1970. */
  set(instant: Instant | string): void;
  /** Moves by milliseconds. */
  advance(ms: number): void;
}

/**
 * A clock for tests.
 *
 * ```ts
 * const clock = createFakeClock("2026-03-01T10:00:00Z");
 * const tracker = await createTracker({ database: "memory:", clock: clock.now });
 * clock.advance(86_400_000);
 * ```
 */
export function createFakeClock(start: Instant | string): FakeClock {
  let instant = instantOf(start);
  return {
    now: () => instant,
    set(next) {
      instant = instantOf(next);
    },
    advance(ms) {
      instant += ms;
    },
  };
}

function instantOf(value: Instant | string): Instant {
  const instant = typeof value === "number" ? value : Date.parse(value);
  if (Number.isNaN(instant)) throw new TypeError(`not an instant: ${value}`);
  return instant;
}
