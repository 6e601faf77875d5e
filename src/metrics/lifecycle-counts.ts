import type { DayNumber } from "../core/calendar.ts";
import type { DayPart } from "./day-sets.ts";
import type { Span } from "./periods.ts";
import { uniteDates } from "./unite-dates.ts";
import { countBoth, countBothWithout, countWithout, PART_WORDS, type UserBits, unite } from "./user-bits.ts";

/**
 * What is counted of each period: active in it for the first time ever, also in the period before, not in the period
 * before but earlier, and no longer though they were in the period before.
 */
export const LIFECYCLE_COLUMNS = ["lc_new", "lc_returning", "lc_resurrecting", "lc_dormant"] as const;

/** Counts a part's users in each of some adjoining periods; `before` is the one that precedes them. */
export function lifecycleCounts(part: DayPart, first: DayNumber, before: Span, periods: readonly Span[]): Int32Array {
  const counts = new Int32Array(periods.length * LIFECYCLE_COLUMNS.length);
  const known: UserBits = new Int32Array(PART_WORDS);
  uniteDates(known, part, first, before.to);
  let last = activeIn(part, before);
  for (const [index, period] of periods.entries()) {
    const now = activeIn(part, period);
    const cells = [
      countWithout(now, known),
      countBoth(now, last),
      countBothWithout(now, known, last),
      countWithout(last, now),
    ];
    counts.set(cells, index * LIFECYCLE_COLUMNS.length);
    unite(known, known, now);
    last = now;
  }
  return counts;
}

function activeIn(part: DayPart, { from, to }: Span): UserBits {
  const users: UserBits = new Int32Array(PART_WORDS);
  uniteDates(users, part, from, to);
  return users;
}
