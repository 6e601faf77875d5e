import type { DayNumber } from "../core/calendar.ts";
import { BitCounters } from "./bit-counters.ts";
import type { DayPart } from "./day-sets.ts";
import { countUsers, countWithout, PART_WORDS, type UserBits, unite } from "./user-bits.ts";

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
