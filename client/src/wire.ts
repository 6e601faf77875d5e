// Written by client/scripts/wire.ts from the API's contract: do not edit.

/** Both streaks of a user; the top level repeats the primary one. */
export interface StreakAnswer {
  /** The running streak, in dates; 0 where none runs. */
  current_streak: number;
  /** The longest streak ever. */
  max_streak: number;
  last_activity_date: string | null;
  started_on: string | null;
  state: "active" | "at_risk" | "broken" | "none";
  user_id: string;
  /** The instant the answer is for. */
  as_of: string;
  /** The zone in force. */
  zone: string;
  /** The user's local date. */
  date: string;
  presence: StreakNumbers;
  goal: StreakNumbers;
  today: {
    status: "none" | "partial" | "complete";
    problems_solved: number;
    lesson_ids: string[];
    protection?: "rest" | "paused" | "excused" | "restored" | "bridged" | "frozen";
  };
  freezes: {
    held: number;
    cap: number;
  };
  restores_left: number;
  next_milestone: {
    days: number;
    remaining: number;
  } | null;
  /** The first instant after which the date cannot recur. */
  day_ends_at: string;
  lost: {
    length: number;
    ended_on: string;
  } | null;
  zone_mismatch?: {
    fixed: string;
    device: string;
  };
  /** Changes with every change of the user's state. */
  version: number;
}

export interface StreakNumbers {
  /** The running streak, in dates; 0 where none runs. */
  current_streak: number;
  /** The longest streak ever. */
  max_streak: number;
  last_activity_date: string | null;
  started_on: string | null;
  state: "active" | "at_risk" | "broken" | "none";
}

export interface CalendarAnswer {
  from: string;
  to: string;
  zone: string;
  days: CalendarDay[];
}

export interface CalendarDay {
  date: string;
  status: "none" | "partial" | "complete";
  problems_solved: number;
  lesson_ids: string[];
  protection?: "rest" | "paused" | "excused" | "restored" | "bridged" | "frozen";
  zone: string | null;
  first_at: string | null;
  last_at: string | null;
}

export interface ExplainAnswer {
  user_id: string;
  date: string;
  effect: "counted" | "protected" | "broke" | "open" | "skipped" | "nothing";
  /** One sentence for a person. */
  summary: string;
  status: "none" | "partial" | "complete";
  /** The presence streak once this date was judged. */
  presence: number;
  /** The goal streak once this date was judged. */
  goal: number;
  protection: {
    kind: "rest" | "paused" | "excused" | "restored" | "bridged" | "frozen";
    reason: string | null;
    by: string | null;
  } | null;
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
    activities: {
      identity: string;
      type: string;
      at: string;
      ref: string | null;
      zone: string;
      flags: string[];
    }[];
  };
}

export type Goal =
  | {
      problems: number;
    }
  | {
      lessons: number;
    }
  | {
      minutes: number;
    }
  | {
      points: number;
      weights: {
        [key: string]: number;
      };
    };

export interface FeedAnswer {
  facts: Fact[];
  next_cursor: string | null;
}

export interface Fact {
  id: string;
  /** Newer servers may know more kinds. */
  kind: FactKind | string;
  /** When it was concluded. */
  at: string;
  /** The local date it is about. */
  date: string;
  [key: string]: unknown;
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

export interface EventsRequest {
  activities: ActivityEvent[];
  sent_at?: string | number | null;
}

export interface ActivityEvent {
  /** The activity's own identity; sent twice it counts once. */
  id: string;
  /** A presence or learning type, or one of the app's own. */
  type: string;
  /** When it happened. ISO 8601 with an offset or Z, or milliseconds since 1970. */
  at: string | number;
  ref?: string | null;
  zone?: string | null;
}

export interface EventsAnswer {
  /** Stored, or dropped because they change nothing. */
  accepted: number;
  /** Stored before, or repeated in the request. */
  duplicates: number;
  rejected: {
    /** Position in the request, from 0; in NDJSON the line, blank ones counted. */
    index: number;
    code: string;
    detail: string;
  }[];
  streak: StreakAnswer;
}

/** The data of an event `streak`; its id is the version of the streak. */
export interface LiveUpdate {
  streak: StreakAnswer;
  /** What was concluded since the event before, oldest first. */
  facts: Fact[];
}

/** A refusal, as RFC 9457 describes it. */
export interface Problem {
  type: string;
  /** Short, the same for every problem of one code. */
  title: string;
  status: number;
  /** What to do. Texts may change. */
  detail: string;
  /** Stable: branch on this. */
  code:
    | "activity_invalid"
    | "at_invalid"
    | "at_out_of_range"
    | "too_late"
    | "zone_invalid"
    | "type_invalid"
    | "type_unknown"
    | "type_forbidden"
    | "id_or_ref_required"
    | "ref_invalid"
    | "id_invalid"
    | "user_id_invalid"
    | "rules_invalid"
    | "settings_invalid"
    | "address_invalid"
    | "date_invalid"
    | "range_invalid"
    | "cursor_invalid"
    | "body_invalid"
    | "json_invalid"
    | "request_invalid"
    | "token_invalid"
    | "credentials_missing"
    | "scope_missing"
    | "origin_forbidden"
    | "not_found"
    | "user_unknown"
    | "user_erased"
    | "method_not_allowed"
    | "media_type_unsupported"
    | "body_too_large"
    | "nothing_to_restore"
    | "restore_too_late"
    | "no_restores"
    | "freeze_cap_reached"
    | "tracking_off"
    | "conflict"
    | "rate_limited"
    | "app_unreachable"
    | "app_answer_invalid"
    | "app_timeout"
    | "receiver_gone"
    | "overloaded"
    | "storage_unavailable"
    | "schema_too_new"
    | "config_invalid"
    | "closed"
    | "internal";
}
