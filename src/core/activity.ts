import type { Instant } from "./calendar.ts";

/** Presence types say that a person was there; they keep the presence streak and coalesce per local date. */
export const PRESENCE_TYPES = [
  "request",
  "session",
  "course_view",
  "lesson_view",
  "problem_view",
  "streak_update",
  "heartbeat",
] as const;

/** Learning types say what was achieved; each one counts, none is ever coalesced. */
export const LEARNING_TYPES = ["problem_solved", "lesson_completed"] as const;

/** Presence or learning; see {@link PRESENCE_TYPES} and {@link LEARNING_TYPES}. */
export type TypeKind = "presence" | "learning";

/** Where an activity came from: the host process or a user's token (`live`), an API key (`key`), an importer. */
export type ActivitySource = "live" | "key" | "import";

/** Something worth knowing about an activity that did not stop it from counting. */
export type ActivityFlag = "from_future" | "clock_corrected" | "late";

/** One thing a user did at an instant, as an app states it. */
export interface ActivityInput {
  /** The user, as the platform names them: 1 to 255 characters. */
  readonly userId: string;
  /** A presence or learning type, or one of the app's own (rules, `types`). */
  readonly type: string;
  /** When it happened: milliseconds since 1970, a `Date`, or ISO 8601 with an offset. @default the instant of receipt */
  readonly at?: Instant | Date | string;
  /** The activity's own identity; sending it twice counts once. */
  readonly id?: string;
  /** What was viewed, solved or completed. */
  readonly ref?: string;
  /** The zone the user was in: an IANA name or a fixed offset such as `+05:45`. */
  readonly zone?: string;
}

/** An activity that has passed every check: what the batch carries and `decide` reads. */
export interface Activity {
  readonly type: string;
  readonly kind: TypeKind;
  readonly at: Instant;
  readonly id?: string;
  readonly ref?: string;
  /** The activity's own zone in canonical spelling; absent where it carried none. */
  readonly zone?: string;
  /** Whether a row of the log is written for it (learning, views with a ref, anything with an id by key or import). */
  readonly logged: boolean;
  /** A login or token refresh: also moves `last_login`, at most once an hour. */
  readonly login?: boolean;
  readonly source: ActivitySource;
  readonly flags: readonly ActivityFlag[];
  /** By how many milliseconds the sender's clock was ahead, or behind where below 0; absent where that is not known. */
  readonly skew?: number;
}

/** A row of the activity log. `identity` is unique per user: the given id, or type, ref and local date. */
export interface LoggedActivity {
  readonly identity: string;
  readonly type: string;
  readonly at: Instant;
  /** The local date it was credited to. */
  readonly date: number;
  /** The zone that dated it. */
  readonly zone: string;
  /** The zone the activity itself carried, if any. */
  readonly ownZone: string | null;
  readonly ref: string | null;
  readonly receivedAt: Instant;
  readonly source: ActivitySource;
  readonly flags: readonly ActivityFlag[];
}

/** A row of the log as far as it says where the user was. */
export type Sighting = Pick<LoggedActivity, "at" | "ownZone">;
