import type { Protection } from "./change.ts";
import type { DayStatus } from "./day-record.ts";
import type { Goal } from "./rules.ts";

/** How a streak stands: `active` needs nothing today, `at_risk` ends with today, `broken` is over, `none` never began. */
export type StreakState = "active" | "at_risk" | "broken" | "none";

/** One of the two streaks. Dates are `YYYY-MM-DD` in the user's own days. */
export interface StreakNumbers {
  current_streak: number;
  max_streak: number;
  /** The last date that counted. */
  last_activity_date: string | null;
  /** First date of the running streak; null where none runs. */
  started_on: string | null;
  state: StreakState;
}

/** The answer of `GET /api/streak/`; the top level repeats the primary streak. */
export interface StreakAnswer extends StreakNumbers {
  user_id: string;
  /** The instant the answer is for, ISO 8601 UTC. */
  as_of: string;
  /** The zone in force. */
  zone: string;
  /** The user's local date. */
  date: string;
  presence: StreakNumbers;
  goal: StreakNumbers;
  today: { status: DayStatus; problems_solved: number; lesson_ids: string[]; protection?: Protection };
  freezes: { held: number; cap: number };
  restores_left: number;
  next_milestone: { days: number; remaining: number } | null;
  /** The first instant after which the date cannot recur, ISO 8601 UTC. */
  day_ends_at: string;
  /** The run that broke, until a new one starts. */
  lost: { length: number; ended_on: string } | null;
  /** Present where a device reports another zone than the fixed one. */
  zone_mismatch?: { fixed: string; device: string };
  /** Changes with every change of the user's state. */
  version: number;
}

/** One date of the calendar: it has a record, a protection, or both. */
export interface CalendarDay {
  date: string;
  status: DayStatus;
  problems_solved: number;
  lesson_ids: string[];
  protection?: Protection;
  /** The zone that dated the first activity; null for a date without a record. */
  zone: string | null;
  first_at: string | null;
  last_at: string | null;
}

/** The answer of `GET /api/activity/`. */
export interface CalendarAnswer {
  from: string;
  to: string;
  zone: string;
  days: CalendarDay[];
}

/** What is known about one date, and what it did to the numbers. */
export interface ExplainAnswer {
  user_id: string;
  date: string;
  /** What the date did to the presence streak. */
  effect: "counted" | "protected" | "broke" | "open" | "skipped" | "nothing";
  /** One sentence for a person. */
  summary: string;
  status: DayStatus;
  /** The numbers once this date was judged. */
  presence: number;
  goal: number;
  protection: { kind: Protection; reason: string | null; by: string | null } | null;
  closed: boolean;
  zone: string | null;
  zones: string[];
  rules_version: number;
  daily_goal: Goal;
  evidence: {
    problems_solved: number;
    problem_ids: string[];
    lesson_ids: string[];
    active_minutes: number;
    hours: number[];
    first_at: string | null;
    last_at: string | null;
    source: string | null;
    flags: string[];
    /** Log rows credited to the date, oldest first. */
    activities: { identity: string; type: string; at: string; ref: string | null; zone: string; flags: string[] }[];
  };
}
