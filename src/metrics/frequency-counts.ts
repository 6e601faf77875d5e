import type { DayNumber } from "../core/calendar.ts";
import { BitCounters } from "./bit-counters.ts";
import type { DayPart } from "./day-sets.ts";
import { uniteDates } from "./unite-dates.ts";
import { countUsers, PART_WORDS, type UserBits } from "./user-bits.ts";

/**
 * How many users of a part were active on 0, 1, … `length` of the `length` dates that end with `day`. The 0 counts only
 * users who were ever active up to then.
 */
export function frequencyCounts(part: DayPart, first: DayNumber, day: DayNumber, length: number): Int32Array {
  const counts = new Int32Array(length + 1);
  const ever: UserBits = new Int32Array(PART_WORDS);
  const window = new BitCounters();
  uniteDates(ever, part, first, day);
  for (let date = Math.max(first, day - length + 1); date <= day; date++) window.add(part.users("active", date));
  let some = 0;
  for (const count of window.values()) {
    if (count === 0) continue;
    counts[count] = (counts[count] as number) + 1;
    some++;
  }
  counts[0] = countUsers(ever) - some;
  return counts;
}
