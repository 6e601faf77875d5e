import type { DayNumber } from "../core/calendar.ts";
import type { DayPart } from "./day-sets.ts";
import { countUsers } from "./user-bits.ts";

/** A part's active and complete users of each date of a range: two cells a date. */
export function completionCounts(part: DayPart, from: DayNumber, to: DayNumber): Int32Array {
  const counts = new Int32Array((to - from + 1) * 2);
  for (let day = from; day <= to; day++) {
    const cells = [countUsers(part.users("active", day)), countUsers(part.users("complete", day))];
    counts.set(cells, (day - from) * 2);
  }
  return counts;
}
