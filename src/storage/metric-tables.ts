import type { DayNumber, Instant } from "../core/calendar.ts";
import type { DayNews } from "../core/day-news.ts";
import type { Oddity, OddityKind } from "../core/oddities.ts";

/** What one written batch, or one erasure, is news of. */
export interface NewsRow {
  readonly at: Instant;
  readonly id: string;
  readonly users: readonly DayNews[];
  /** Ordinals of users who were erased. */
  readonly erased: readonly number[];
  /** Whether its numbers are in the totals already. */
  readonly isCounted: boolean;
}

/** Names a piece of news. */
export interface NewsKey {
  readonly at: Instant;
  readonly id: string;
}

/** A piece of news, unread. */
export interface NewsMark extends NewsKey {
  readonly isCounted: boolean;
}

/** The users of one date, set and part, as a text that only whoever wrote it reads. */
export interface DaySetRow {
  readonly date: DayNumber;
  readonly name: string;
  readonly part: number;
  readonly bits: string;
}

/** A number that is added up over users: how much of `name`, and of which `key` of it, on a date. */
export interface TotalRow {
  readonly date: DayNumber;
  readonly name: string;
  readonly key: string;
  readonly value: number;
}

/** A total added up over dates. */
export type KeyTotal = Pick<TotalRow, "key" | "value">;

/** What is odd about a user. */
export interface OddityRow extends Oddity {
  readonly userId: string;
}

/** Oddities kept of each kind and date: where more users are odd, it is no longer about users. */
export const ODDITIES_KEPT = 200;
/** Dates after which oddities are forgotten. */
export const ODDITY_DAYS = 400;

/** What one process at a time writes down of the news it has read. */
export interface MetricWork {
  readonly sets: readonly DaySetRow[];
  /** The totals of each piece of news, by its id, and what is odd in it. */
  readonly totals: readonly {
    readonly news: NewsKey;
    readonly rows: readonly TotalRow[];
    readonly oddities: readonly OddityRow[];
  }[];
  /** Whether users were erased lately: one may have been while something about them was written. */
  readonly hasErasures: boolean;
  /** News older than this that is counted may be forgotten. */
  readonly forgetBefore: Instant;
}

/**
 * The tables behind reports about all users: declared exceptions to the rule that `user_id` comes first. Recording adds
 * one row of news per batch, in the batch's own transaction, and touches nothing else of them.
 */
export interface MetricTables {
  /** Whether batches that this store writes leave news from now on; they do until it is turned off. */
  leaveNews(on: boolean): Promise<void>;
  /** What there is news of since an instant, oldest first. Batches of one moment may show later than newer ones: look back a little. */
  newsSince(at: Instant): Promise<NewsMark[]>;
  /** A piece of news, or `undefined` where it is forgotten. */
  news(mark: NewsKey): Promise<NewsRow | undefined>;
  /** The ordinals of those users who are stored: dense, given to whoever has none yet, never given twice. */
  ordinals(userIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Sets after a date, name and part, in that order; at most `limit`. */
  sets(after: Pick<DaySetRow, "date" | "name" | "part">, limit: number): Promise<DaySetRow[]>;
  /** Totals of `from <= date <= to`; those of one name where it is given. */
  totals(from: DayNumber, to: DayNumber, name?: string): Promise<TotalRow[]>;
  /** One total added up over `from <= date <= to`, by key. */
  keyTotals(from: DayNumber, to: DayNumber, name: string): Promise<KeyTotal[]>;
  /** What is odd about users who are stored, on `from <= date <= to`, ascending by date, then user. */
  oddities(kind: OddityKind, from: DayNumber, to: DayNumber): Promise<OddityRow[]>;
  /**
   * Writes sets, adds the totals and oddities of news that nobody has counted yet, and forgets old news; all of it or
   * nothing. Of each kind and date the {@link ODDITIES_KEPT} greatest oddities stay, for about a year.
   */
  save(work: MetricWork): Promise<void>;
  /** Adds to totals, whatever the news says. */
  addTotals(rows: readonly TotalRow[]): Promise<void>;
  /**
   * When sets and totals were last made from the users; `undefined` while they are being made, and in a database that is
   * older than they are. Another instant than before: what was read of them no longer holds.
   */
  builtAt(): Promise<Instant | undefined>;
  /** Takes all sets and totals away: whoever does so makes them again from the users. */
  reset(): Promise<void>;
  /** Says that they are made again. */
  built(at: Instant): Promise<void>;
}
