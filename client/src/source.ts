import type { CalendarAnswer, ExplainAnswer, Fact, FeedAnswer, StreakAnswer } from "./wire.ts";

/** What a listener is told. */
export type Change =
  /** The newest state, and the facts concluded since the one before. */
  | { readonly type: "streak"; readonly streak: StreakAnswer; readonly facts: readonly Fact[] }
  /** How many activities wait to be sent. */
  | { readonly type: "pending"; readonly count: number }
  /** Whether the device has a network, and whether news arrive by themselves. */
  | { readonly type: "status"; readonly online: boolean; readonly live: boolean }
  /** Something went wrong that the client deals with by itself. */
  | { readonly type: "error"; readonly error: Error };

/** Dates of a calendar, `YYYY-MM-DD`, both included. */
export interface DateRange {
  /** @default a year before `to` */
  readonly from?: string;
  /** @default today */
  readonly to?: string;
}

/** Where screens get a learner's streak from: what widgets and the React layer are given. */
export interface StreakSource {
  /** The newest known state; null until the first one has arrived. */
  readonly streak: StreakAnswer | null;
  /** Tells `listener` of every change from now on, each once. Gives the function that ends it. */
  subscribe(listener: (change: Change) => void): () => void;
  /** Milliseconds since 1970 by the server's clock, whatever this device's clock says. */
  now(): number;
  /** The learner's days; rejects where the server cannot be reached or refuses. */
  calendar(range?: DateRange): Promise<CalendarAnswer>;
  /** Why a date counted, was protected or broke the streak; today without a date. */
  explain(date?: string): Promise<ExplainAnswer>;
  /** What was concluded, newest first; `cursor` is the `next_cursor` of the page before. */
  feed(cursor?: string): Promise<FeedAnswer>;
}
