import { type DayNumber, formatDate, parseDate } from "../../core/calendar.ts";
import type { DayRecord } from "../../core/day-record.ts";
import { firstOwnDate } from "../../core/legacy-history.ts";
import { policyOf } from "../../core/policy.ts";
import { protectionOn } from "../../core/protection.ts";
import type { RuleBook } from "../../core/rules.ts";
import type { UserState } from "../../core/state.ts";
import { streakAnswer } from "../../core/view.ts";
import { textOf, wholeOf } from "./raw-values.ts";
import type { LegacyUser } from "./read-legacy.ts";

/** The numbers that are compared, as text; empty where there are none. */
export interface Numbers {
  /** The run up to the original's last date. */
  readonly current: string;
  readonly max: string;
  readonly last: string;
  readonly days: string;
  readonly problems: string;
}

/** What differs, and why. */
export interface Difference {
  readonly what: keyof Numbers | "user";
  readonly why: Reason;
}

/** Dates since Daystreak counts by itself, in both systems. */
export interface SideBySide {
  readonly since: DayNumber;
  readonly both: number;
  readonly onlyTheirs: number;
  readonly onlyOurs: number;
}

/** One user as both systems know them. */
export interface VerifiedUser {
  readonly userId: string;
  readonly theirs: Numbers;
  readonly ours: Numbers;
  /** The streak as Daystreak shows it now. */
  readonly now: number;
  /** Dates that only the length of the streak shows. */
  readonly implied: number;
  readonly sideBySide: SideBySide | undefined;
  readonly differences: readonly Difference[];
}

/** Every reason for a difference, in words. */
export const REASONS = {
  not_imported: "not imported yet: run the import with --write",
  refused: "switched tracking off, or was erased, in Daystreak",
  first_day: "the original counts a learner's first day as 0",
  max_not_raised: "the original does not raise max_streak while a run grows",
  lost_update: "the original lost an update: its days show more than its counter",
  last_not_kept: "the original did not keep last_activity_date up to its newest day",
  no_date: "a streak without a date is kept as longest streak: no dates can be told from it",
  too_long: "a streak of more than 3650 is kept as longest streak",
  before_joining: "a streak cannot have begun before the user joined; its length is kept as longest streak",
  below_zero: "no number of days is below 0",
  no_number: "no whole number up to 2147483647",
  impossible_date: "the date cannot have been",
  respelled_date: "the same date in another spelling",
  own_since: "since its first own date Daystreak counts by itself: local dates instead of those of UTC",
  own_before: "its first own date lies before days of the original: they gave way",
  kept_floor: "a longer streak was imported before, or another import knew of it",
  days_gone: "days that are no longer in the original stay",
  twice: "rows of one date were joined",
  unexplained: "not explained: please report it",
} as const;

/** Names a reason. */
export type Reason = keyof typeof REASONS;

/** Compares what the original knows of a user with what Daystreak stores. Pure. */
export function verifyLegacyUser(
  user: LegacyUser,
  state: UserState | undefined,
  records: readonly DayRecord[],
  now: number,
  book: RuleBook,
): VerifiedUser {
  const { history, streakRow } = user;
  const theirs: Numbers = {
    current: streakRow === undefined ? "" : (textOf(streakRow.current_streak) ?? ""),
    max: streakRow === undefined ? "" : (textOf(streakRow.max_streak) ?? ""),
    last: streakRow === undefined ? "" : (textOf(streakRow.last_activity_date) ?? ""),
    days: String(history.dates.length),
    problems: String(user.problems),
  };
  if (state === undefined) {
    const none: Numbers = { current: "", max: "", last: "", days: "", problems: "" };
    const differences: Difference[] = [{ what: "user", why: "not_imported" }];
    return { userId: user.userId, theirs, ours: none, now: 0, implied: 0, sideBySide: undefined, differences };
  }
  const own = firstOwnDate(state.days);
  const answer = streakAnswer(state, undefined, now, book).presence;
  const legacy = records.filter(({ source }) => source === "legacy");
  const until = history.streak?.lastDate ?? history.dates.at(-1) ?? null;
  const last = own === undefined ? state.days.active.last() : (state.days.active.previous(until ?? own) ?? own);
  const run = until === null ? 0 : runUpTo(until, state, book);
  const problems = legacy.reduce((sum, { baseProblems }) => sum + BigInt(baseProblems), 0n);
  const ours: Numbers = {
    current: streakRow === undefined ? "" : String(run),
    max: streakRow === undefined ? "" : String(answer.max_streak),
    last: streakRow === undefined || last === undefined ? "" : formatDate(last),
    days: String(legacy.length),
    problems: String(problems),
  };
  const facts: Facts = { user, own, run, max: answer.max_streak, last, legacy, problems, until };
  const isRefused = !state.switches.tracking && legacy.length < history.dates.length;
  const differences: Difference[] = (Object.keys(theirs) as (keyof Numbers)[]).flatMap((what) => {
    if (theirs[what] === ours[what]) return [];
    return [{ what, why: isRefused ? "refused" : WHY[what](facts) }];
  });
  return {
    userId: user.userId,
    theirs,
    ours,
    now: answer.current_streak,
    implied: records.filter(({ source }) => source === "implied").length,
    sideBySide: own === undefined ? undefined : sideBySide(own, history.dates, state),
    differences,
  };
}

interface Facts {
  readonly user: LegacyUser;
  readonly own: DayNumber | undefined;
  readonly run: number;
  readonly max: number;
  readonly last: DayNumber | undefined;
  readonly legacy: readonly DayRecord[];
  readonly problems: bigint;
  /** The original's last date, put right. */
  readonly until: DayNumber | null;
}

const WHY: Readonly<Record<keyof Numbers, (facts: Facts) => Reason>> = {
  current({ user, own, run, until }) {
    const { codes, history } = user;
    const current = history.streak?.current ?? 0;
    if (codes.has("current_negative")) return "below_zero";
    if (codes.has("current_unreadable") || codes.has("current_too_large")) return "no_number";
    if (codes.has("current_without_date")) return "no_date";
    if (codes.has("current_too_long")) return "too_long";
    if (codes.has("last_impossible")) return "impossible_date";
    if (own !== undefined && until !== null && until >= own) return "own_since";
    if (codes.has("current_before_joining")) return "before_joining";
    if (codes.has("current_first_day") && run === current + 1) return "first_day";
    if (run > current) return "lost_update";
    if (codes.has("last_behind")) return "last_not_kept";
    return "unexplained";
  },
  max({ user, own, max, run, legacy }) {
    const { codes, history } = user;
    const theirs = history.streak?.max ?? 0;
    const { longest } = longestOf(legacy);
    if (max < theirs) return "unexplained";
    if (codes.has("max_negative")) return "below_zero";
    if (codes.has("max_unreadable") || codes.has("max_too_large")) return "no_number";
    if (codes.has("current_without_date")) return "no_date";
    if (codes.has("current_too_long")) return "too_long";
    if (codes.has("current_before_joining")) return "before_joining";
    if (max === longest || max === run || max === (history.streak?.current ?? 0)) return "max_not_raised";
    return own === undefined ? "kept_floor" : "own_since";
  },
  last({ user, own, last }) {
    const { codes, streakRow } = user;
    if (codes.has("last_impossible")) return "impossible_date";
    if (codes.has("last_respelled")) return "respelled_date";
    const theirs = parseDate(String(streakRow?.last_activity_date ?? ""));
    if (own !== undefined && (last === undefined || theirs === undefined || theirs >= own)) return "own_since";
    if (theirs === undefined || (last !== undefined && last > theirs)) return "last_not_kept";
    return codes.has("current_first_day") || codes.has("last_behind") ? "last_not_kept" : noDays(user);
  },
  days({ user, own, legacy }) {
    const stored = new Set(legacy.map(({ date }) => date));
    const missing = user.history.dates.filter((date) => !stored.has(date));
    if (missing.length === 0) return "days_gone";
    if (own !== undefined && missing.every((date) => date >= own)) return "own_since";
    return own === undefined ? "not_imported" : "own_before";
  },
  problems({ user, own, legacy, problems }) {
    const { codes, history } = user;
    if (codes.has("solved_negative")) return "below_zero";
    if (codes.has("solved_unreadable") || codes.has("solved_too_large")) return "no_number";
    if (codes.has("date_twice")) return "twice";
    if (own !== undefined && (history.dates.at(-1) ?? -1) >= own) return "own_since";
    if (problems > user.problems) return "days_gone";
    return legacy.length < history.dates.length ? "not_imported" : "unexplained";
  },
};

/** A last date of a streak of 0, of which no day is known. */
function noDays({ history, streakRow }: LegacyUser): Reason {
  const isEmpty = history.streak?.current === 0 || wholeOf(streakRow?.current_streak ?? null) <= 0n;
  return isEmpty ? "last_not_kept" : "unexplained";
}

/** The run that ends on a date: protected dates neither end it nor count. */
function runUpTo(last: DayNumber, state: UserState, book: RuleBook): number {
  const policy = policyOf(state, book);
  const { active, skipped } = state.days;
  const first = active.first() ?? last + 1;
  let run = 0;
  for (let date = last; date >= first; date--) {
    if (active.has(date)) run++;
    else if (!skipped.has(date) && protectionOn(date, state.days, policy) === undefined) break;
  }
  return run;
}

function longestOf(records: readonly DayRecord[]): { longest: number } {
  let [longest, run] = [0, 0];
  for (const [i, { date }] of records.entries()) {
    run = i > 0 && records[i - 1]?.date === date - 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return { longest };
}

function sideBySide(since: DayNumber, dates: readonly DayNumber[], { days }: UserState): SideBySide {
  const theirs = new Set(dates.filter((date) => date >= since));
  const until = Math.max(since, ...theirs);
  let [both, onlyOurs] = [0, 0];
  for (let date = days.active.next(since); date !== undefined && date <= until; date = days.active.next(date + 1)) {
    if (theirs.has(date)) both++;
    else onlyOurs++;
  }
  return { since, both, onlyTheirs: theirs.size - both, onlyOurs };
}
