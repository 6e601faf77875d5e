import type { DayNumber } from "../core/calendar.ts";
import type { DayPart } from "./day-sets.ts";
import { PART_WORDS, type UserBits, unite } from "./user-bits.ts";

/** Adds the users who were active on any of the dates `from..to`. Four dates at a time: half as much to read and write. */
export function uniteDates(into: UserBits, part: DayPart, from: DayNumber, to: DayNumber): void {
  let day = from;
  for (; day + 3 <= to; day += 4) {
    const a = part.users("active", day);
    const b = part.users("active", day + 1);
    const c = part.users("active", day + 2);
    const d = part.users("active", day + 3);
    for (let word = 0; word < PART_WORDS; word++) {
      into[word] =
        (into[word] as number) | (a[word] as number) | (b[word] as number) | (c[word] as number) | (d[word] as number);
    }
  }
  for (; day <= to; day++) unite(into, into, part.users("active", day));
}
