import type { TypeKind } from "./activity.ts";
import type { DayNumber, Instant, LocalDate } from "./calendar.ts";
import type { NoticeRules } from "./notices/notice-rules.ts";

/** What makes a date `complete`: exactly one measure. `points` sums `weights` over the distinct activities of the date. */
export type Goal =
  | { readonly problems: number }
  | { readonly lessons: number }
  | { readonly minutes: number }
  | { readonly points: number; readonly weights: Readonly<Record<string, number>> };

/** A rule that turns a path of the host app into an activity. The first rule that matches wins. */
export interface PathRule {
  /** A prefix such as `/api/lms/lessons/`, or a pattern with `:ref` such as `/problems/:ref/submit`. */
  readonly path: string;
  readonly type: string;
  /** Only these methods. @default any method that counts */
  readonly methods?: readonly string[];
  /** Only these statuses of the answer. @default the statuses that count */
  readonly statuses?: readonly number[];
  /** Commit before the answer goes out. @default false */
  readonly await?: boolean;
}

/** A date on which nobody's streak breaks. */
export interface ExcusedDate {
  readonly date: LocalDate;
  readonly reason: string;
}

/** The rules of streaks. The JSON file of the service and `defineRules` take the same keys. */
export interface Rules {
  /** Which streak is shown at the top level and earns milestones. @default "presence" */
  readonly primary: "presence" | "goal";
  /** @default { problems: 3 } */
  readonly goal: Goal;
  /** `earnEvery` active dates earn one freeze, up to `cap`; 0 means none are earned. */
  readonly freezes: { readonly initial: number; readonly earnEvery: number; readonly cap: number };
  /** Restores every user starts with. @default 0 */
  readonly restores: number;
  /** For how many days after a break it can be restored. @default 7 */
  readonly restoreWithinDays: number;
  /** ISO weekdays (1 is Monday) on which a missed date does not count. @default [] */
  readonly restDays: readonly number[];
  /** Dates excused for everyone. @default [] */
  readonly calendar: readonly ExcusedDate[];
  /** Streak lengths that are milestones; after the last one every further year is. An empty list means none. @default [7, 30, 100, 365] */
  readonly milestones: readonly number[];
  /** When a local date begins, as `HH:MM`. @default "00:00" */
  readonly dayStart: string;
  /** How far back a user's own token may report, in days. @default 7 */
  readonly lateLimitDays: number;
  /** Reports older than this many hours are flagged. @default 72 */
  readonly flagLateHours: number;
  /** How many hours a break waits before it is announced; the number shown does not wait. @default 0 */
  readonly closeGraceHours: number;
  /** Whether dates lost to travelling are bridged. @default true */
  readonly bridgeTravel: boolean;
  /** Whether users' tokens may report learning types. @default false */
  readonly trustClient: boolean;
  /** Types that a user's token may report. */
  readonly clientTypes: readonly string[];
  /** The app's own activity types. @default {} */
  readonly types: Readonly<Record<string, TypeKind>>;
  readonly paths: readonly PathRule[];
  /** Paths that are no activity at all. @default ["/static/", "/media/", "/admin/"] */
  readonly excludePaths: readonly string[];
  /** What learners are told, and when. @default notices by the channels that they choose themselves */
  readonly notices?: NoticeRules;
}

/** Rules with the instant from which they are known; a user follows them from their next local date. */
export interface RulesVersion {
  /** 1 for the first rules of a database, which hold for all dates. */
  readonly version: number;
  readonly effectiveAt: Instant;
  readonly rules: Rules;
}

/** Everything that is not of one user but decides about them. Plain data, so that it can cross a thread. */
export interface RuleBook {
  /** Ascending by version; never empty. */
  readonly versions: readonly RulesVersion[];
  /** Dates excused for everyone by an operator, beside those of the rules. */
  readonly excused: readonly { readonly date: DayNumber; readonly reason: string }[];
  /** The zone of a user about whose zone nothing is known. */
  readonly defaultZone: string;
}
