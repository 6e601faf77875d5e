import type { DayNumber } from "../core/calendar.ts";
import type { DayPart, SetName } from "./day-sets.ts";
import { intersect, PART_WORDS, type UserBits } from "./user-bits.ts";

/** A part of which only some users are looked at, such as those of a group. Sets are cut when they are asked for, once. */
export function maskedPart(part: DayPart, mask: UserBits): DayPart {
  const cut = new Map<string, UserBits>();
  return {
    version: part.version,
    users(name: SetName, day: DayNumber) {
      const key = `${name} ${day}`;
      let bits = cut.get(key);
      if (bits === undefined) {
        bits = new Int32Array(PART_WORDS);
        intersect(bits, part.users(name, day), mask);
        cut.set(key, bits);
      }
      return bits;
    },
  };
}
