// Written by dashboard/scripts/wire.ts from the API's contract: do not edit.

import type { FactKind, Goal } from "@daystreak/client";

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
  /** What was strange on the seven dates before today, and is today. */
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
  /** The same whenever it is told. */
  id: string;
  kind:
    | "dau_off_baseline"
    | "type_silent"
    | "inhuman_rate"
    | "sleepless"
    | "zone_hopping"
    | "clock_off"
    | "back_dated"
    | "restore_burst";
  title: string;
  /** The first date on which it was seen. */
  date: string;
  /** The last one. */
  until: string;
  user_id: string | null;
  /** The users it is about, at most 50 of them. */
  user_ids: string[];
  /** How many users it is about; 0 where it is about nobody in particular. */
  users: number;
  type: string | null;
  /** What was counted. */
  value: number;
  usual: number | null;
  /** What was seen. */
  text: string;
  /** What is usual. */
  usual_text: string;
  /** Why that is an alert. */
  reason: string;
  /** What to look at. */
  look_at: string;
}

export interface Alerts {
  from: string;
  to: string;
  /** What was looked for. */
  detectors: {
    kind:
      | "dau_off_baseline"
      | "type_silent"
      | "inhuman_rate"
      | "sleepless"
      | "zone_hopping"
      | "clock_off"
      | "back_dated"
      | "restore_burst";
    title: string;
    about: string;
  }[];
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
  /** As many dates, weeks or months right before. */
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

export interface ServiceReport {
  as_of: string;
  /** Whose numbers these are, added up. */
  processes: {
    /** A name that it made up when it began. */
    process: string;
    since: string;
    /** When it last told of itself. */
    seen_at: string;
    /** Whether it is the one that answers. */
    is_own: boolean;
  }[];
  /** The process that answers, now. */
  own: {
    store: "memory" | "sqlite" | "postgres";
    /** Users who wait for the next write now. */
    queued_users: number;
    /** Changes that wait for it. */
    queued_changes: number;
    /** Users whose present hour is remembered. */
    marks: number;
  };
  /** What each number means. */
  columns: {
    [key: string]: string;
  };
  rows: {
    [key: string]: string | number | null;
  }[];
}

export interface NoticeReport {
  from: string;
  to: string;
  paused_since: string | null;
  /** Receivers that answered that they exist no more: nothing is sent to them until it is switched on again. */
  gone: {
    channel: string;
    /** Which one: its host, and a name for the rest of its URL. */
    receiver: string;
    since: string;
  }[];
  kinds: {
    kind: NoticeKind;
    treated: {
      notices: number;
      read: {
        count: number;
        of: number;
        rate: number | null;
        low: number | null;
        high: number | null;
      };
      opened: {
        count: number;
        of: number;
        rate: number | null;
        low: number | null;
        high: number | null;
      };
      dismissed: {
        count: number;
        of: number;
        rate: number | null;
        low: number | null;
        high: number | null;
      };
      followed: {
        count: number;
        of: number;
        rate: number | null;
        low: number | null;
        high: number | null;
      };
    };
    held_out: {
      notices: number;
      read: {
        count: number;
        of: number;
        rate: number | null;
        low: number | null;
        high: number | null;
      };
      opened: {
        count: number;
        of: number;
        rate: number | null;
        low: number | null;
        high: number | null;
      };
      dismissed: {
        count: number;
        of: number;
        rate: number | null;
        low: number | null;
        high: number | null;
      };
      followed: {
        count: number;
        of: number;
        rate: number | null;
        low: number | null;
        high: number | null;
      };
    };
    lift: {
      /** Of the two shares. */
      difference: number;
      /** The lower end. */
      low: number;
      /** The upper end. */
      high: number;
    } | null;
  }[];
  variants: {
    kind: NoticeKind;
    variant: string;
    treated: {
      notices: number;
      read: {
        count: number;
        of: number;
        rate: number | null;
        low: number | null;
        high: number | null;
      };
      opened: {
        count: number;
        of: number;
        rate: number | null;
        low: number | null;
        high: number | null;
      };
      dismissed: {
        count: number;
        of: number;
        rate: number | null;
        low: number | null;
        high: number | null;
      };
      followed: {
        count: number;
        of: number;
        rate: number | null;
        low: number | null;
        high: number | null;
      };
    };
  }[];
  channels: {
    kind: NoticeKind;
    channel: string;
    sent: number;
    waiting: number;
    /** Given up; they can be replayed. */
    dead: number;
    /** Not sent because they were no longer so, or wanted. */
    dropped: number;
    opened: {
      count: number;
      of: number;
      rate: number | null;
      low: number | null;
      high: number | null;
    };
    followed: {
      count: number;
      of: number;
      rate: number | null;
      low: number | null;
      high: number | null;
    };
  }[];
}

export type NoticeKind =
  | "daily_reminder"
  | "streak_at_risk"
  | "streak_broken"
  | "freeze_consumed"
  | "milestone"
  | "win_back"
  | "weekly_recap";

export interface Users {
  users: UserSummary[];
  next_cursor: string | null;
}

export interface UserSummary {
  user_id: string;
  name: string | null;
  groups: string[];
  /** The zone in force. */
  zone: string;
  /** The user's local date, up to which all of this is told. */
  date: string;
  first_active_date: string | null;
  last_active_date: string | null;
  /** Local dates with an activity. */
  active_days: number;
  /** Streaks of presence that there ever were, the running one included. */
  runs: number;
  current_streak: number;
  max_streak: number;
  state: "active" | "at_risk" | "broken" | "none";
}

export interface Groups {
  /** When they were counted. */
  as_of: string;
  groups: {
    name: string;
    /** Users who are in it. */
    users: number;
  }[];
  next_cursor: string | null;
}

export interface Settings {
  /** "follow" the device, or the fixed zone. */
  zone: string;
  day_start: string;
  goal: Goal;
  /** ISO weekdays, 1 is Monday. */
  rest_days: number[];
  user_id: string;
  /** The zone in force now, fixed or followed. */
  current_zone: string;
  pending: {
    /** "follow" the device, or the fixed zone. */
    zone: string;
    day_start: string;
    goal: Goal;
    /** ISO weekdays, 1 is Monday. */
    rest_days: number[];
    effective_from: string;
    effective_at: string;
  } | null;
  switches: {
    /** Whether streaks are shown. */
    streaks: boolean;
    /** Whether notices are sent. */
    notices: boolean;
    /** Whether activity is recorded. */
    tracking: boolean;
  };
  notices: NoticeWishes;
  name: string | null;
  groups: string[];
}

export interface NoticeWishes {
  remind_at: string | null;
  usual_hour: number | null;
  /** Kinds switched off: `kind`, `channel/kind` or `channel/*`. */
  off: string[];
  channels: string[] | null;
  locale: string | null;
}

export interface Zones {
  zones: {
    zone: string;
    /** When the user was first seen there. */
    from: string;
    /** When the user was last seen there. */
    to: string;
    source: "activity" | "settings";
  }[];
}

export interface Excuses {
  excuses: ProtectedDates[];
}

export interface ProtectedDates {
  id: string;
  from: string;
  to: string;
  reason: string;
  /** `user`, `system`, `admin`, or the name of an API key. */
  by: string;
  /** When it was asked for. */
  at: string;
}

export interface Pauses {
  pauses: ProtectedDates[];
}

export interface ExcusedDates {
  dates: {
    date: string;
    reason: string;
  }[];
}

export interface Audit {
  acts: {
    id: string;
    at: string;
    /** The API key's id, `cli`, `user`, or the admin's user id. */
    actor: string;
    action: string;
    user_id: string | null;
    reason: string;
    data: {
      [key: string]: unknown;
    };
  }[];
  next_cursor: string | null;
}
