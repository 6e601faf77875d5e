// Written by dashboard/scripts/wire.ts from the API's contract: do not edit.

export interface Overview {
  as_of: string;
  /** Users seen within five minutes. */
  active_now: number;
  /** Users ever seen. */
  users: number;
  today: OverviewDate;
  yesterday: OverviewDate;
  week_ago: OverviewDate;
  expected_dau: number | null;
  /** What was strange on the seven dates before today. */
  alerts: Alert[];
}

export interface OverviewDate {
  date: string;
  dau: number;
  wau: number;
  mau28: number;
  /** Users on their first active date. */
  new: number;
  /** Users with a streak. */
  live_streak_users: number;
  completion_rate: number | null;
}

export interface Alert {
  kind: "dau_off_baseline";
  date: string;
  /** Users active on the date. */
  dau: number;
  /** The median over the same weekdays of the weeks before, at the present level. */
  expected: number;
  /** How far the date is off; below 0 where fewer came. */
  deviations: number;
  /** All of this in a sentence. */
  text: string;
}

export interface Alerts {
  from: string;
  to: string;
  alerts: Alert[];
}

export interface Forecast {
  /** The last date that is known. */
  date: string;
  /** Dates over which rates and new users were taken together. */
  over: number;
  /** New users a date, and the rates. */
  model: {
    [key: string]: number;
  };
  /** The same with what was moved. */
  moved: {
    [key: string]: number;
  };
  rows: {
    date: string;
    dau: number;
    dau_moved: number;
  }[];
  worth: number;
}

export interface MetricList {
  metrics: {
    name: string;
    title: string;
    unit: "users" | "share" | "ratio" | "runs" | "count";
    definition: string;
    columns: {
      [key: string]: string;
    };
    /** Whether it can be counted for one `group`. */
    has_groups: boolean;
    /** Whether `period` means anything. */
    has_periods: boolean;
  }[];
}

export interface Series {
  name: string;
  from: string;
  to: string;
  unit: "users" | "share" | "ratio" | "runs" | "count";
  /** How it is counted, in words. */
  definition: string;
  /** One a date, cohort, length or level. */
  rows: {
    [key: string]: string | number | null;
  }[];
  /** Whose users are counted; absent where everybody is. */
  group?: string;
  /** The same number of dates right before. */
  previous?: {
    from: string;
    to: string;
    /** One a date, cohort, length or level. */
    rows: {
      [key: string]: string | number | null;
    }[];
  };
}

/** The data of an event `facts`. */
export interface News {
  /** What was concluded since the event before, oldest first. */
  facts: {
    user_id: string;
    id: string;
    /** Newer servers may know more kinds. */
    kind: FactKind | string;
    /** When it was concluded. */
    at: string;
    /** The local date it is about. */
    date: string;
    [key: string]: unknown;
  }[];
  /** Different users who were active in the last five minutes. */
  active_now: number;
  at: string;
}

export type FactKind =
  | "streak.started"
  | "streak.extended"
  | "streak.broken"
  | "streak.healed"
  | "streak.restored"
  | "day.completed"
  | "milestone.reached"
  | "freeze.earned"
  | "freeze.granted"
  | "freeze.consumed"
  | "freeze.returned"
  | "date.excused"
  | "clock.corrected"
  | "notice.added";
