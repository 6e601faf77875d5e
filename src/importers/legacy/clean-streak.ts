import type { DayNumber } from "../../core/calendar.ts";
import { impliedBy, type LegacyHistory, type LegacyStreak } from "../../core/legacy-history.ts";
import type { Plausible } from "./clean-day.ts";
import type { RawRow } from "./legacy-source.ts";
import type { OddityCode } from "./oddities.ts";
import { type ReadCount, readCount, readDate } from "./raw-values.ts";

/**
 * Reads a streak row by the rules of the oddities, adding what is odd to `codes`.
 * @param newest the user's newest day with activity, which replaces a last date that cannot have been
 */
export function cleanStreak(
  row: RawRow<"streaks">,
  newest: DayNumber | undefined,
  { earliest, today }: Plausible,
  codes: OddityCode[],
): LegacyStreak {
  const current = count(readCount(row.current_streak), "current", codes);
  const max = count(readCount(row.max_streak), "max", codes);
  if (row.last_activity_date === null) return { current, max, lastDate: null };
  const read = readDate(row.last_activity_date);
  if (read === undefined || read.date > today || read.date < earliest) {
    codes.push("last_impossible");
    return { current, max, lastDate: newest ?? null };
  }
  if (read.respelled) codes.push("last_respelled");
  return { current, max, lastDate: read.date };
}

function count({ value, oddity }: ReadCount, which: "current" | "max", codes: OddityCode[]): number {
  if (oddity === undefined) return value;
  if (oddity === "negative" || oddity === "too_large") codes.push(`${which}_${oddity}`);
  else codes.push(`${which}_unreadable`);
  return value;
}

/** What a streak row says that the days do not, and the other way round. */
export function compareStreak(history: LegacyHistory, codes: OddityCode[]): void {
  const { streak, dates } = history;
  if (streak === null) return;
  const { current, max, lastDate } = streak;
  const implied = impliedBy(history);
  if (implied.floor?.reason === "no_date") codes.push("current_without_date");
  if (implied.floor?.reason === "too_long") codes.push("current_too_long");
  if (implied.floor?.reason === "before_joining") codes.push("current_before_joining");
  if (implied.dates.length > 0) codes.push("current_implied");
  const newest = dates.at(-1);
  if (newest !== undefined && lastDate !== null && lastDate < newest) codes.push("last_behind");
  const { tail, longest, startsHistory } = runsOf(dates, lastDate);
  if (tail > current) codes.push(tail === current + 1 && startsHistory ? "current_first_day" : "current_behind");
  if (max < longest) codes.push("max_behind");
}

/**
 * Runs of consecutive dates.
 * @returns the length of the run that ends on `last` (or of the last one), whether it is the first, and the longest
 */
function runsOf(
  dates: readonly DayNumber[],
  last: DayNumber | null,
): { tail: number; longest: number; startsHistory: boolean } {
  let [tail, longest, run] = [0, 0, 0];
  let startsHistory = false;
  for (const [i, date] of dates.entries()) {
    run = i > 0 && dates[i - 1] === date - 1 ? run + 1 : 1;
    if (run > longest) longest = run;
    if (last === null || date <= last) {
      tail = last === null || date === last ? run : 0;
      startsHistory = run === i + 1;
    }
  }
  return { tail, longest, startsHistory };
}
