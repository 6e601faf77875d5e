import type { DayNumber, Instant } from "./calendar.ts";
import type { Goal } from "./rules.ts";

/** `none` is the absence of a record; a record is `partial` until the goal of its date is met. */
export type DayStatus = "none" | "partial" | "complete";

/**
 * Where a record came from: activities that were recorded (`live`) or imported (`import`), a whole day of another system
 * (`legacy`), or the length of a streak there (`implied`). Implied dates appear in no metric.
 */
export type DaySource = "live" | "import" | "legacy" | "implied";

/** The one record of a user's local date. */
export interface DayRecord {
  readonly date: DayNumber;
  status: Exclude<DayStatus, "none">;
  /** Distinct problems solved, in the order they were first stored. */
  problemIds: string[];
  /** Distinct lessons completed. */
  lessonIds: string[];
  /** Distinct activities of any other logged type, by type. */
  counts: Record<string, number>;
  /** Counts taken over from another system, which knew no single activities. */
  baseProblems: number;
  baseLessons: number;
  /** Bit h is set where the user was active in wall-clock hour h. */
  hours: number;
  /** 5-minute heartbeat slots of the local day, 288 bits; empty where no heartbeat came. */
  slots: Uint8Array;
  firstAt: Instant;
  firstZone: string;
  lastAt: Instant;
  lastZone: string;
  /** Every zone that dated an activity of this date. */
  zones: string[];
  /** The goal in force on this date. */
  goal: Goal;
  /** The version of the rules in force on this date. */
  rulesVersion: number;
  source: DaySource;
  flags: string[];
}
