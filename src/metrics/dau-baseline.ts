import type { DayNumber } from "../core/calendar.ts";
import type { AlertLimits } from "./alert-limits.ts";
import { deviationOf, medianOf } from "./median.ts";

/** A date on which far more or fewer users were active than its weekday lets expect. */
export interface OffBaseline {
  readonly date: DayNumber;
  readonly dau: number;
  /** What was expected: the median over the same weekdays, at the present level. */
  readonly expected: number;
  /** How far the date is off, in deviations of its weekday; below 0 where fewer came. */
  readonly deviations: number;
}

/** Dates before a range that its baselines and what was set right in them may reach back. */
export const BASELINE_REACH = 120;

/** Weeks of the same weekday that are looked at; fewer where there have not been so many, at least {@link MIN_WEEKS}. */
const WEEKS = 12;
const MIN_WEEKS = 3;
/** Numbers of dates that are off count for the dates after them as what was expected, so long; then the level has moved. */
const SET_RIGHT = 3;
/** No weekday is steadier than this share of its median: small platforms have quiet weeks. */
const STEADIEST = 0.15;
const WEEK = 7;

/**
 * Dates whose daily active users are off the baseline of their weekday. The baseline is the median of the same weekdays
 * before, each brought to the present level (the mean of the seven dates before), so that growth, terms and holidays move it
 * along; what is usual is their median absolute deviation, which one earlier outage does not widen. An outage of a few dates does
 * not become the baseline of those after it.
 * @param first the date of the first number
 * @param dau daily active users, date by date; the last date must be over
 * @param limits by how much a date must be off
 */
export function offBaseline(
  first: DayNumber,
  dau: readonly number[],
  { dauDeviations, dauShare, dauUsers }: Pick<AlertLimits, "dauDeviations" | "dauShare" | "dauUsers">,
): OffBaseline[] {
  const found: OffBaseline[] = [];
  const usually = [...dau];
  let inARow = 0;
  for (const [i, users] of dau.entries()) {
    const usual = baseline(usually, i);
    if (usual === undefined) continue;
    const off = users - usual.median;
    const deviations = off / usual.deviation;
    const least = Math.max(dauUsers, dauShare * usual.median, dauDeviations * usual.deviation);
    if (Math.abs(off) <= least) {
      inARow = 0;
      continue;
    }
    const rounded = Math.round(deviations * 10) / 10;
    found.push({ date: first + i, dau: users, expected: Math.round(usual.median), deviations: rounded });
    inARow++;
    if (inARow <= SET_RIGHT) usually[i] = usual.median;
  }
  return found;
}

/** How many users the weekday of the last of these dates lets expect; null without enough history. */
export function expectedDau(dau: readonly number[]): number | null {
  const usual = baseline(dau, dau.length - 1);
  return usual === undefined ? null : Math.round(usual.median);
}

function baseline(dau: readonly number[], i: number): { median: number; deviation: number } | undefined {
  const level = levelBefore(dau, i);
  const sameWeekday: number[] = [];
  for (let week = 1; week <= WEEKS; week++) {
    const at = i - week * WEEK;
    const then = levelBefore(dau, at);
    if (level === undefined || then === undefined) break;
    // One more on either side keeps an empty week from dividing by nothing.
    sameWeekday.push(((dau[at] as number) * (level + 1)) / (then + 1));
  }
  if (sameWeekday.length < MIN_WEEKS) return undefined;
  const median = medianOf(sameWeekday);
  const spread = deviationOf(sameWeekday);
  // A count of independent visitors varies by its root.
  return { median, deviation: Math.max(spread, Math.sqrt(Math.max(median, 1)), STEADIEST * median) };
}

/** The mean of the seven dates before one. */
function levelBefore(dau: readonly number[], i: number): number | undefined {
  if (i < WEEK) return undefined;
  return dau.slice(i - WEEK, i).reduce((sum, users) => sum + users, 0) / WEEK;
}
