import type { DayNumber, Instant } from "../core/calendar.ts";
import type { OddityKind } from "../core/oddities.ts";
import type { OddityRow, TotalRow } from "../storage/store.ts";
import type { AlertLimits } from "./alert-limits.ts";
import type { MetricSource } from "./metric.ts";

/** The kinds of alerts. */
export const ALERT_KINDS = [
  "dau_off_baseline",
  "type_silent",
  "inhuman_rate",
  "sleepless",
  "zone_hopping",
  "clock_off",
  "back_dated",
  "restore_burst",
] as const;

/** One of the {@link ALERT_KINDS}. */
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Something unusual, explained. */
export interface Alert {
  /** The same whenever it is told: made of kind, first date, and whom or what it is about. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly title: string;
  /** The first date on which it was seen. */
  readonly date: string;
  /** The last one. */
  readonly until: string;
  /** Whom it is about; null where it is about many or about nobody in particular. */
  readonly user_id: string | null;
  /** The users it is about, at most {@link USERS_NAMED} of them; empty where it is about nobody in particular. */
  readonly user_ids: readonly string[];
  /** How many users it is about; 0 where it is about nobody in particular. */
  readonly users: number;
  /** The activity type it is about, or null. */
  readonly type: string | null;
  /** What was counted. */
  readonly value: number;
  /** What would be usual; null where there is no such number. */
  readonly usual: number | null;
  /** What was seen. */
  readonly text: string;
  /** What is usual. */
  readonly usual_text: string;
  /** Why that is an alert. */
  readonly reason: string;
  /** What to look at. */
  readonly look_at: string;
}

/** Users that an alert names at most. */
export const USERS_NAMED = 50;

/** What detectors look at. */
export interface AlertSource {
  readonly metric: MetricSource;
  readonly limits: AlertLimits;
  readonly now: Instant;
  /** The last date in the app's zone that is over. */
  readonly yesterday: DayNumber;
  totals(name: string, from: DayNumber, to: DayNumber): Promise<readonly TotalRow[]>;
  /** Of those users that are looked at, one row a user and date. */
  oddities(kind: OddityKind, from: DayNumber, to: DayNumber): Promise<readonly OddityRow[]>;
}

/** The dates that are asked for. */
export interface AlertRange {
  readonly from: DayNumber;
  readonly to: DayNumber;
}

/** Looks for one kind of unusual pattern. */
export interface Detector {
  readonly kind: AlertKind;
  readonly title: string;
  /** What it looks for, in words; the numbers are those of {@link AlertLimits}. */
  readonly about: string;
  /** Whether it cannot look at one group only. @default false */
  readonly isOfEverybody?: boolean;
  /** Alerts of which a date lies in the range. */
  find(source: AlertSource, range: AlertRange): Alert[] | Promise<Alert[]>;
}
