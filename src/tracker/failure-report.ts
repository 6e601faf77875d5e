import type { Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";

const QUIET_MS = 10_000;

/** Where failures go that no caller of the host must suffer from. */
export interface FailureReport {
  /** Counts a failure and hands it on. Never throws. */
  failed(cause: unknown): void;
  readonly count: number;
}

/** Hands failures to `onError`; without one the newest is printed at most every 10 s, so that an outage floods no log. */
export function createFailureReport(
  onError: ((error: DaystreakError) => void) | undefined,
  now: () => Instant,
): FailureReport {
  let count = 0;
  let printedAt = Number.NEGATIVE_INFINITY;

  function print(error: DaystreakError): void {
    if (Math.abs(now() - printedAt) < QUIET_MS) return;
    printedAt = now();
    console.error(`daystreak: ${error.code}: ${error.message}`, error.cause ?? "");
  }

  return {
    failed(cause) {
      count++;
      try {
        const handled: unknown = (onError ?? print)(asDaystreakError(cause));
        if (handled instanceof Promise) handled.catch(() => undefined);
      } catch {
        // A broken error handler is the host's; it must not break the host's requests as well.
      }
    },
    get count() {
      return count;
    },
  };
}

/** Whatever was thrown, as the one error class, with what happened underneath kept as its cause. */
export function asDaystreakError(cause: unknown): DaystreakError {
  if (cause instanceof DaystreakError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  return new DaystreakError("internal", `unexpected failure: ${text}`, { cause });
}
