import type { DayNumber } from "../core/calendar.ts";
import { BitCounters } from "./bit-counters.ts";
import type { DayPart } from "./day-sets.ts";
import { countUsers, countWithout, PART_USERS, PART_WORDS, type UserBits, unite, usersOf } from "./user-bits.ts";

/**
 * What is counted of each date's streaks, as they read on that date (an empty date is still open then): users with a
 * streak, the sum of their lengths, and runs that read 0 for the first time because the date before was missed.
 */
export const STREAK_COLUMNS = ["live_streak_users", "live_streak_sum", "broken_streaks"] as const;

/** Streaks of a part for each date of a range. */
export interface StreakCounts {
  /** {@link STREAK_COLUMNS} cells a date, dates ascending. */
  readonly sums: Float64Array;
  /** The longest streak of each date. */
  readonly longest: Int32Array;
}

/** Follows a part's streaks from the first date on. */
export function streakCounts(part: DayPart, first: DayNumber, from: DayNumber, to: DayNumber): StreakCounts {
  const dates = Math.max(0, to - from + 1);
  const sums = new Float64Array(dates * STREAK_COLUMNS.length);
  const longest = new Int32Array(dates);
  const live: UserBits = new Int32Array(PART_WORDS);
  const runs = new Runs(part);
  for (let day = first; day <= to; day++) {
    const broken = countWithout(runs.aliveBefore, runs.alive);
    unite(live, runs.alive, part.users("active", day));
    runs.meet(day);
    if (day >= from) {
      const at = day - from;
      sums.set([countUsers(live), runs.lengths.sum(), broken], at * STREAK_COLUMNS.length);
      longest[at] = runs.lengths.max();
    }
    runs.close(day);
  }
  return { sums, longest };
}

/** How many runs, greatest and present streaks have each length: index 0 of the latter two is users without one. */
export interface LengthCounts {
  readonly runs: Int32Array;
  readonly users_max: Int32Array;
  readonly users_current: Int32Array;
}

/** Lengths of all of a part's runs up to a date, as they read on it; arrays reach to the longest possible run. */
export function lengthCounts(part: DayPart, first: DayNumber, day: DayNumber): LengthCounts {
  const size = Math.max(1, day - first + 2);
  const counts = { runs: new Int32Array(size), users_max: new Int32Array(size), users_current: new Int32Array(size) };
  const longest = new Uint16Array(PART_USERS);
  const ever: UserBits = new Int32Array(PART_WORDS);
  const runs = new Runs(part);
  const end = (user: number): void => {
    const length = runs.lengths.of(user);
    bump(counts.runs, length);
    if (length > (longest[user] as number)) longest[user] = length;
  };
  for (let date = first; date <= day; date++) {
    unite(ever, ever, part.users("active", date));
    runs.meet(date);
    if (date === day) break;
    for (const user of usersOf(runs.endingOn(date))) end(user);
    runs.close(date);
  }
  for (const user of usersOf(ever)) {
    const current = runs.lengths.of(user);
    if (current > 0) end(user);
    bump(counts.users_current, current);
    bump(counts.users_max, longest[user] as number);
  }
  return counts;
}

/** How many users ever seen have a streak of 0, 1, 2, … on a date, as it reads on it. Looks back only as far as streaks reach. */
export function currentLengths(part: DayPart, first: DayNumber, day: DayNumber): Int32Array {
  const counts = new Int32Array(Math.max(1, day - first + 2));
  const alive: UserBits = new Int32Array(PART_WORDS).fill(-1);
  const counted: UserBits = new Int32Array(PART_WORDS);
  const ever: UserBits = new Int32Array(PART_WORDS);
  const lengths = new BitCounters();
  let isOver = false;
  for (let date = day; date >= first; date--) {
    const active = part.users("active", date);
    unite(ever, ever, active);
    if (isOver) continue;
    const kept = part.users("kept", date);
    let left = 0;
    for (let word = 0; word < PART_WORDS; word++) {
      const now = active[word] as number;
      // Today is still open: nobody has missed it yet.
      if (date < day) alive[word] = (alive[word] as number) & (now | (kept[word] as number));
      left |= alive[word] as number;
      counted[word] = (alive[word] as number) & now;
    }
    lengths.add(counted);
    isOver = left === 0;
  }
  let some = 0;
  for (const length of lengths.values()) {
    if (length === 0) continue;
    bump(counts, length);
    some++;
  }
  counts[0] = countUsers(ever) - some;
  return counts;
}

/** The runs of a part's users, followed date by date: met while the date is open, closed when it is over. */
class Runs {
  /** Lengths as they read on the date met last. */
  readonly lengths: BitCounters = new BitCounters();
  /** Users whose run was not broken when the last date was closed. */
  alive: UserBits = new Int32Array(PART_WORDS);
  /** The same one date earlier. */
  aliveBefore: UserBits = new Int32Array(PART_WORDS);
  readonly #part: DayPart;

  constructor(part: DayPart) {
    this.#part = part;
  }

  meet(day: DayNumber): void {
    this.lengths.add(this.#part.users("active", day));
  }

  /** Users whose run ends because they miss a date. */
  endingOn(day: DayNumber): UserBits {
    const active = this.#part.users("active", day);
    const kept = this.#part.users("kept", day);
    return this.alive.map((word, i) => word & ~((active[i] as number) | (kept[i] as number)));
  }

  close(day: DayNumber): void {
    const active = this.#part.users("active", day);
    const kept = this.#part.users("kept", day);
    const next = this.aliveBefore;
    for (let word = 0; word < PART_WORDS; word++) {
      next[word] = (active[word] as number) | ((kept[word] as number) & (this.alive[word] as number));
    }
    this.aliveBefore = this.alive;
    this.alive = next;
    this.lengths.keep(next);
  }
}

function bump(counts: Int32Array, index: number): void {
  counts[index] = (counts[index] as number) + 1;
}
