import type { ActivitySource } from "../core/activity.ts";
import type { CalendarDay, ExplainAnswer, StreakAnswer } from "../core/answers.ts";
import type { RulesInput } from "../core/rules-check.ts";

/** What a vector can be run against: the pure core, a tracker over a store, or the HTTP API. */
export type SurfaceName = "core" | "store" | "http";

/** One activity of a vector; instants are ISO 8601. Without `at` it happens at the step's `now`. */
export interface VectorActivity {
  readonly type: string;
  readonly at?: string;
  /** `{n}` stands for the number of a parallel copy. */
  readonly id?: string;
  readonly ref?: string;
  readonly zone?: string;
}

/** One activity on each UTC date of a range, at one UTC time of day. `{date}` in id and ref stands for that date. */
export interface VectorSeries extends VectorActivity {
  readonly from: string;
  readonly to: string;
  /** UTC time of day, as `HH:MM:SSZ`. */
  readonly at: string;
  /** @default the step's user */
  readonly user?: string;
}

/** What every step has. */
interface StepBase {
  /** The clock of the server, ISO 8601. */
  readonly now: string;
  /** @default "learner" */
  readonly user?: string;
  /** Which of several servers on one database takes it. @default "a" */
  readonly server?: string;
}

/** What every step that changes something has. */
interface ActBase extends StepBase {
  /** How many copies are sent concurrently. @default 1 */
  readonly parallel?: number;
  /** What becomes of each change, in order: `accepted`, `duplicate`, or the code of the refusal. */
  readonly outcomes?: readonly string[];
  /** How often an outcome occurs; outcomes that are not named may occur any number of times. */
  readonly outcome_counts?: Readonly<Record<string, number>>;
}

/** Activities arrive. */
export interface RecordStep extends ActBase {
  readonly do: "record";
  readonly activities?: readonly VectorActivity[];
  readonly series?: readonly VectorSeries[];
  /** Each of the series arrives alone, at its own instant. @default false: all in one batch at `now` */
  readonly live?: boolean;
  /** @default "key" */
  readonly source?: ActivitySource;
  /** The sender's clock when it sent. */
  readonly sent_at?: string;
  /** Whether the late limit of users' tokens applies. @default false */
  readonly limit_late?: boolean;
}

/** Anything else that happens to a user. Dates are `YYYY-MM-DD`, both ends included. */
export type ActStep = ActBase &
  (
    | { readonly do: "settings"; readonly settings: Readonly<Record<string, unknown>> }
    | {
        readonly do: "grant";
        readonly id: string;
        readonly freezes: number;
        readonly reason: string;
        readonly by: string;
      }
    | { readonly do: "grant_restores"; readonly restores: number }
    | {
        readonly do: "protect";
        readonly id: string;
        readonly protection: "paused" | "excused";
        readonly from: string;
        readonly to: string;
        readonly reason: string;
        readonly by: string;
      }
    | { readonly do: "withdraw"; readonly id: string }
    | { readonly do: "restore"; readonly id: string; readonly reason: string; readonly by: string }
    | { readonly do: "login" }
    | { readonly do: "tick" }
  );

/** Part of a value: what is left out is not compared. */
export type PartOf<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: PartOf<T[K]> | null }
    : T;

/** What the answers must say. */
export interface Expectation {
  /** `false`: the user was never seen. */
  readonly known?: boolean;
  readonly streak?: PartOf<StreakAnswer>;
  /** Dates of the calendar; `null` for a date that it does not list. */
  readonly calendar?: Readonly<Record<string, PartOf<CalendarDay> | null>>;
  /** Every date of the calendar that has a record. */
  readonly dates?: readonly string[];
  /** How many dates of the calendar have a record. */
  readonly date_count?: number;
  /** How many facts of a kind were written so far. */
  readonly facts?: Readonly<Record<string, number>>;
  readonly explain?: PartOf<ExplainAnswer> & { readonly date: string };
  /** The state's version is that of the user's expectation before this one. */
  readonly unchanged?: boolean;
}

/** The answers are read and compared. */
export interface ExpectStep extends StepBase {
  /** Read as of this instant. @default now */
  readonly as_of?: string;
  /** The range of the calendar. @default the last 365 days */
  readonly range?: { readonly from: string; readonly to: string };
  readonly expect: Expectation;
}

/** One step of a vector. */
export type VectorStep = RecordStep | ActStep | ExpectStep;

/** One published case: what happens, and what must be answered. */
export interface StreakVector {
  /** The line of the list of defects it stands for: `S01` to `S55`. */
  readonly id: string;
  readonly variant: string;
  readonly title: string;
  /** @default ["core", "store", "http"] */
  readonly surfaces?: readonly SurfaceName[];
  /** What differs from the default rules. */
  readonly rules?: RulesInput;
  /** @default "UTC" */
  readonly default_zone?: string;
  readonly steps: readonly VectorStep[];
}
