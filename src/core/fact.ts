import type { DayNumber, Instant } from "./calendar.ts";

/** Everything that the system can conclude. */
export const FACT_KINDS = [
  "streak.started",
  "streak.extended",
  "streak.broken",
  "streak.healed",
  "streak.restored",
  "day.completed",
  "milestone.reached",
  "freeze.earned",
  "freeze.granted",
  "freeze.consumed",
  "freeze.returned",
  "date.excused",
  "clock.corrected",
  "notice.added",
] as const;

/** What the system can conclude. */
export type FactKind = (typeof FACT_KINDS)[number];

/** An immutable row saying what the system concluded when. `key` is unique per user, so that a retry writes it once. */
export interface Fact {
  readonly key: string;
  readonly kind: FactKind;
  /** When it was concluded. */
  readonly at: Instant;
  /** The state version that concluded it: the order of the feed. */
  readonly version: number;
  /** The local date it is about. */
  readonly date: DayNumber;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}
