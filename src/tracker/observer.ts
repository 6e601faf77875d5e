import type { DaystreakError } from "../core/errors.ts";

/** What is about to be written. */
export interface Writing {
  readonly users: number;
  readonly changes: number;
}

/** What one round of the sweep did. */
export interface SweepRound {
  /** Users whose due time was looked at. */
  readonly users: number;
  /** Parts that this process held. */
  readonly parts: number;
}

/**
 * Watches what a tracker does, for metrics and traces: plain callbacks, called when something begins, each of which may
 * give one that is called when it has ended. They are called on the way of every write: they must be quick.
 */
export interface TrackerObserver {
  /** A write of many users begins. */
  writing?(writing: Writing): ((error: DaystreakError | undefined) => void) | undefined;
  /** A round of the sweep begins; a round that failed has none to tell of. */
  sweeping?(): ((round: SweepRound | undefined, error: DaystreakError | undefined) => void) | undefined;
}
