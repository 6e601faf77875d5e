import type { DayNumber } from "../core/calendar.ts";
import type { DayPart } from "./day-sets.ts";
import { uniteDates } from "./unite-dates.ts";
import { countUsers, PART_WORDS, type UserBits } from "./user-bits.ts";

/**
 * How many users of a part were active on 0, 1, … `length` of the `length` dates that end with `day`. The 0 counts only
 * users who were ever active up to then. Each user of a word has a counter of five bits; bit `k` of all 32 is one word.
 * @param length at most 31
 */
export function frequencyCounts(part: DayPart, first: DayNumber, day: DayNumber, length: number): Int32Array {
  const counts = new Int32Array(length + 1);
  const dates = Array.from({ length }, (_, back) => part.users("active", day - back));
  let some = 0;
  for (let word = 0; word < PART_WORDS; word++) {
    let ones = 0;
    let twos = 0;
    let fours = 0;
    let eights = 0;
    let sixteens = 0;
    for (let date = 0; date < length; date++) {
      const users = (dates[date] as UserBits)[word] as number;
      const two = ones & users;
      const four = twos & two;
      const eight = fours & four;
      ones ^= users;
      twos ^= two;
      fours ^= four;
      sixteens ^= eights & eight;
      eights ^= eight;
    }
    for (let left = ones | twos | fours | eights | sixteens; left !== 0; left &= left - 1) {
      const user = 31 - Math.clz32(left & -left);
      const count =
        ((ones >>> user) & 1) |
        (((twos >>> user) & 1) << 1) |
        (((fours >>> user) & 1) << 2) |
        (((eights >>> user) & 1) << 3) |
        (((sixteens >>> user) & 1) << 4);
      counts[count] = (counts[count] as number) + 1;
      some++;
    }
  }
  const ever: UserBits = new Int32Array(PART_WORDS);
  uniteDates(ever, part, first, day);
  counts[0] = countUsers(ever) - some;
  return counts;
}
