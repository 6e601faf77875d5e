import { type DayNumber, formatDate } from "../core/calendar.ts";

/** A date on which far more or fewer users were active than its weekday lets expect. */
export interface DauAlert {
  readonly kind: "dau_off_baseline";
  readonly date: string;
  readonly dau: number;
  /** What was expected: the median over the same weekdays, at the present level. */
  readonly expected: number;
  /** How far the date is off, in deviations of its weekday. */
  readonly deviations: number;
  /** All of this in a sentence. */
  readonly text: string;
}

/** Dates before a range that its baselines and what was set right in them may reach back. */
export const ALERT_REACH = 120;

/** Weeks of the same weekday that are looked at; fewer where there have not been so many, at least {@link MIN_WEEKS}. */
const WEEKS = 12;
const MIN_WEEKS = 3;
/** A date is off by more than so many deviations, by more than this share of what was expected … */
const DEVIATIONS = 4;
const SHARE = 0.3;
/** … and by so many users: fewer are no pattern. */
const FEWEST = 8;
/** Numbers of dates that are off count for the dates after them as what was expected, so long; then the level has moved. */
const SET_RIGHT = 3;
/** No weekday is steadier than this share of its median: small platforms have quiet weeks. */
const STEADIEST = 0.15;
/** The median absolute deviation of a normal distribution, times this, is its standard deviation. */
const NORMAL = 1.4826;
const WEEK = 7;

/**
 * Dates whose daily active users are off the baseline of their weekday. The baseline is the median of the same weekdays
 * before, each brought to the present level (the mean of the seven dates before), so that growth, terms and holidays move it
 * along; what is usual is their median absolute deviation, which one earlier outage does not widen. An outage of a few dates does
 * not become the baseline of those after it.
 * @param first the date of the first number
 * @param dau daily active users, date by date; the last date must be over
 */
export function dauAlerts(first: DayNumber, dau: readonly number[]): DauAlert[] {
  const alerts: DauAlert[] = [];
  const usually = [...dau];
  let inARow = 0;
  for (const [i, users] of dau.entries()) {
    const usual = baseline(usually, i);
    if (usual === undefined) continue;
    const off = users - usual.median;
    const deviations = off / usual.deviation;
    const least = Math.max(FEWEST, SHARE * usual.median, DEVIATIONS * usual.deviation);
    if (Math.abs(off) <= least) {
      inARow = 0;
      continue;
    }
    alerts.push(alertOf(first + i, users, Math.round(usual.median), Math.round(deviations * 10) / 10));
    inARow++;
    if (inARow <= SET_RIGHT) usually[i] = usual.median;
  }
  return alerts;
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
  const spread = NORMAL * medianOf(sameWeekday.map((users) => Math.abs(users - median)));
  // A count of independent visitors varies by its root.
  return { median, deviation: Math.max(spread, Math.sqrt(Math.max(median, 1)), STEADIEST * median) };
}

/** The mean of the seven dates before one. */
function levelBefore(dau: readonly number[], i: number): number | undefined {
  if (i < WEEK) return undefined;
  return dau.slice(i - WEEK, i).reduce((sum, users) => sum + users, 0) / WEEK;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1] as number, sorted[middle] as number];
  return (low + high) / 2;
}

function alertOf(date: DayNumber, dau: number, expected: number, deviations: number): DauAlert {
  const word = deviations < 0 ? "fewer" : "more";
  return {
    kind: "dau_off_baseline",
    date: formatDate(date),
    dau,
    expected,
    deviations,
    text: `${dau} users were active on ${formatDate(date)}: far ${word} than the ${expected} that the same weekday of the last weeks lets expect (${Math.abs(deviations)} deviations).`,
  };
}
