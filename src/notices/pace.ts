import { type Timer, unrefTimer } from "../core/timer.ts";

/** Spreads attempts evenly over time, so that many which are due at once leave room for everything else. */
export interface Pace {
  /** Resolves once a few may begin: says how many, at most `wanted`. */
  some(wanted: number): Promise<number>;
  /** Says that so many began. */
  began(count: number): void;
}

/** The share of a second for which attempts may begin at once after a rest. */
const BURST_SECONDS = 0.1;

/**
 * @param perSecond how many may begin a second, on average
 * @param clock milliseconds of a clock that nobody sets
 */
export function createPace(
  perSecond: number,
  clock: () => number = () => performance.now(),
  timer: Timer = unrefTimer,
): Pace {
  const burst = Math.max(1, perSecond * BURST_SECONDS);
  let saved = burst;
  let savedAt = clock();

  function save(): void {
    const now = clock();
    saved = Math.min(burst, saved + ((now - savedAt) / 1000) * perSecond);
    savedAt = now;
  }

  return {
    async some(wanted) {
      // Few at a time would cost a look into the database each.
      const enough = Math.max(1, Math.min(wanted, burst / 2));
      for (save(); saved < enough; save()) {
        const missing = enough - saved;
        await new Promise<void>((resolve) => timer(resolve, Math.ceil((missing / perSecond) * 1000)));
      }
      return Math.min(wanted, Math.floor(saved));
    },
    began(count) {
      saved -= count;
    },
  };
}
