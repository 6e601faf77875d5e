import type { ActivityInput, ActivitySource } from "../core/activity.ts";
import type { CalendarAnswer, ExplainAnswer, StreakAnswer } from "../core/answers.ts";
import type { DayNumber, Instant } from "../core/calendar.ts";
import type { Change, Outcome } from "../core/change.ts";
import type { Fact } from "../core/fact.ts";
import type { RuleBook, Rules } from "../core/rules.ts";
import type { UserState } from "../core/state.ts";
import type { FactCursor, Store, UserChanges } from "../storage/store.ts";
import type { Operations } from "./operations.ts";
import type { TrackerStats } from "./tracker-stats.ts";

/** How activities came in. */
export interface RecordOptions {
  /** @default "live" */
  readonly source?: ActivitySource;
  /** The sender's clock when it sent, to correct skew above 60 s. */
  readonly sentAt?: Instant;
  /** Whether the late limit of users' tokens applies. @default false */
  readonly limitLate?: boolean;
}

/** A page of the feed, newest first. */
export interface FeedPage {
  readonly facts: Fact[];
  readonly next: FactCursor | undefined;
}

/** The use cases of Daystreak in one process. Made by `createTracker`. */
export interface Tracker {
  readonly store: Store;
  /** The rules and default zone in use. */
  readonly book: RuleBook;
  /** The rules by which this process admits activities: the newest when it began. */
  readonly rules: Rules;
  /** The injected clock. */
  now(): Instant;

  /**
   * Records one activity. Resolves once it is committed, at once where it cannot change anything.
   * A refusal is an outcome, not an exception; a failure of the store rejects.
   */
  record(input: ActivityInput, options?: RecordOptions): Promise<Outcome>;
  /** Records many; outcomes are in the order of the inputs. One bad activity never stops the others. */
  recordMany(inputs: readonly ActivityInput[], options?: RecordOptions): Promise<Outcome[]>;
  /** A login or token refresh without a person: moves `last_login` only. */
  recordLogin(userId: string): Promise<Outcome>;
  /**
   * Whether presence at an instant is known to be recorded already, so that recording it would change nothing; then it
   * counts as `marked`. For whoever sees every request: it makes no promise and asks nobody.
   */
  knows(userId: string, type: string, at: Instant, zone?: string, ref?: string): boolean;
  /** Any other change of one user, through the same batch. */
  change(userId: string, changes: readonly Change[]): Promise<Outcome[]>;
  /** Writes changes of many users as they are, for importers. */
  applyAll(batch: readonly UserChanges[]): Promise<Outcome[][]>;

  /** The streak at an instant (default: now); waits for what this process has pending for the user. `undefined`: never seen. */
  streak(userId: string, asOf?: Instant): Promise<StreakAnswer | undefined>;
  calendar(
    userId: string,
    range: { from?: DayNumber; to?: DayNumber },
    asOf?: Instant,
  ): Promise<CalendarAnswer | undefined>;
  explain(userId: string, date?: DayNumber, asOf?: Instant): Promise<ExplainAnswer | undefined>;
  feed(userId: string, limit: number, before?: FactCursor): Promise<FeedPage | undefined>;
  /** The raw state row; with an earlier instant, the state as it stood then. */
  state(userId: string, asOf?: Instant): Promise<UserState | undefined>;

  /** Counts a failure beside the tracker (an adapter's, a host's callback) and hands it to `onError`. Never throws. */
  failed(error: unknown): void;
  /** How many different users were active in the last five minutes, in all processes that sweep; exact for some hundred. */
  activeNow(): Promise<number>;
  /** Tells the other processes whom this one saw and what it did; the sweep does so once a minute. */
  publishActive(): Promise<void>;
  /** Takes over what other processes have stored meanwhile: rules, excused dates, whom they have erased. */
  refresh(): Promise<void>;
  /** Resolves once everything recorded so far is committed or has failed. */
  flush(): Promise<void>;
  stats(): TrackerStats;
  /** What this process does, minute by minute. */
  readonly operations: Operations;
  /** Takes nothing more, finishes what was accepted, closes the store. */
  close(): Promise<void>;
}
