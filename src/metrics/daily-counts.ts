import type { DayNumber } from "../core/calendar.ts";
import type { DayPart } from "./day-sets.ts";
import { uniteDates } from "./unite-dates.ts";
import {
  countBoth,
  countBothWithout,
  countUsers,
  countWithout,
  intersect,
  PART_WORDS,
  type UserBits,
  unite,
} from "./user-bits.ts";
import { WINDOW_REACH, Windows } from "./windows.ts";

/**
 * What is counted of each date. Windows end with the date: `wau` is the distinct users of 7 dates, `mau28` of 28, `mau30`
 * of 30; `ever` is everybody up to it. Each of these is in exactly one of the seven growth states (Duolingo's growth model):
 * - active today: `new` (first date ever), `current` (last active 1 to 7 dates before), `reactivated` (8 to 30),
 *   `resurrected` (31 or more)
 * - not active today: `at_risk_wau` (last active 1 to 6 dates before), `at_risk_mau` (7 to 29), `dormant` (30 or more)
 *
 * `kept_x` were in state x the date before and are `current` today; `wau_lost` went from at_risk_wau to at_risk_mau,
 * `mau_lost` from at_risk_mau to dormant; `returning` were active today and the date before.
 */
export const DAILY_COLUMNS = [
  "dau",
  "wau",
  "mau28",
  "mau30",
  "ever",
  "new",
  "current",
  "reactivated",
  "resurrected",
  "at_risk_wau",
  "at_risk_mau",
  "dormant",
  "kept_new",
  "kept_current",
  "kept_reactivated",
  "kept_resurrected",
  "kept_at_risk_wau",
  "wau_lost",
  "mau_lost",
  "returning",
] as const;

/** One of the {@link DAILY_COLUMNS}. */
export type DailyColumn = (typeof DAILY_COLUMNS)[number];

/** Cells that a date has in {@link dailyCounts}. */
export const DAILY_WIDTH: number = DAILY_COLUMNS.length;

/**
 * Counts a part's users for each date of a range: {@link DAILY_COLUMNS} cells a date, dates ascending.
 * @param first the first date on which anybody was active
 */
export function dailyCounts(part: DayPart, first: DayNumber, from: DayNumber, to: DayNumber): Int32Array {
  const counts = new Int32Array(Math.max(0, to - from + 1) * DAILY_WIDTH);
  const windows = new Windows(part);
  const both: UserBits = new Int32Array(PART_WORDS);
  // Users active up to today, up to yesterday, and up to the date before.
  let ever: UserBits = new Int32Array(PART_WORDS);
  let known: UserBits = new Int32Array(PART_WORDS);
  let knownBefore: UserBits = new Int32Array(PART_WORDS);
  const start = Math.max(first, from - 1 - WINDOW_REACH);
  uniteDates(ever, part, first, start - 1);
  for (let day = start; day <= to; day++) {
    [ever, known, knownBefore] = [knownBefore, ever, known];
    unite(ever, known, part.users("active", day));
    windows.enter(day);
    if (day < from) continue;
    intersect(both, part.users("active", day), part.users("active", day - 1));
    const row = countDay(part, windows, day, { ever, known, knownBefore, both });
    counts.set(row, (day - from) * DAILY_WIDTH);
  }
  return counts;
}

interface Seen {
  readonly ever: UserBits;
  readonly known: UserBits;
  readonly knownBefore: UserBits;
  /** Active today and yesterday. */
  readonly both: UserBits;
}

/** A user's state on a date follows from the windows that ended the date before. In the order of {@link DAILY_COLUMNS}. */
function countDay(part: DayPart, windows: Windows, day: DayNumber, seen: Seen): number[] {
  const { ever, known, knownBefore, both } = seen;
  const active = part.users("active", day);
  const yesterday = part.users("active", day - 1);
  const [week, month] = [windows.week(day), windows.month30(day)];
  const [weekBefore, monthBefore] = [windows.week(day - 1), windows.month30(day - 1)];
  const [weekTwoBefore, monthTwoBefore] = [windows.week(day - 2), windows.month30(day - 2)];
  return [
    countUsers(active),
    countUsers(week),
    countUsers(windows.month28(day)),
    countUsers(month),
    countUsers(ever),
    countWithout(active, known),
    countBoth(active, weekBefore),
    countBothWithout(active, monthBefore, weekBefore),
    countBothWithout(active, known, monthBefore),
    countWithout(week, active),
    countWithout(month, week),
    countWithout(ever, month),
    countWithout(both, knownBefore),
    countBoth(both, weekTwoBefore),
    countBothWithout(both, monthTwoBefore, weekTwoBefore),
    countBothWithout(both, knownBefore, monthTwoBefore),
    countBothWithout(active, weekBefore, yesterday),
    countWithout(weekBefore, week),
    countWithout(monthBefore, month),
    countUsers(both),
  ];
}
