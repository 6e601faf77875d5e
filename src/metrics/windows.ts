import type { DayNumber } from "../core/calendar.ts";
import type { DayPart } from "./day-sets.ts";
import { PART_WORDS, type UserBits } from "./user-bits.ts";

/** Dates that the longest window reaches back. */
export const WINDOW_REACH = 30;

/**
 * The distinct users of the last 7, 28 and 30 dates of a part, date by date. Made by doubling (2 dates from 1, 4 from 2,
 * 7 from 4, then 14, 28, 30): six unions a date instead of 63, in one pass. Right once {@link WINDOW_REACH} dates were
 * entered, or from the very first active date on.
 */
export class Windows {
  readonly #part: DayPart;
  // Each as long as the next one reaches back, or as callers do.
  readonly #two: UserBits[] = slots(32);
  readonly #four: UserBits[] = slots(4);
  readonly #seven: UserBits[] = slots(8);
  readonly #fourteen: UserBits[] = slots(16);
  readonly #month28: UserBits[] = slots(4);
  readonly #month30: UserBits[] = slots(4);

  constructor(part: DayPart) {
    this.#part = part;
  }

  /** Moves on to a date. Dates come in order, without gaps. */
  enter(day: DayNumber): void {
    const active = this.#part.users("active", day);
    const yesterday = this.#part.users("active", day - 1);
    const [two, twoBefore, twoLongBefore] = [at(this.#two, day), at(this.#two, day - 2), at(this.#two, day - 28)];
    const [four, fourBefore] = [at(this.#four, day), at(this.#four, day - 3)];
    const [seven, sevenBefore] = [at(this.#seven, day), at(this.#seven, day - 7)];
    const [fourteen, fourteenBefore] = [at(this.#fourteen, day), at(this.#fourteen, day - 14)];
    const [month28, month30] = [at(this.#month28, day), at(this.#month30, day)];
    for (let word = 0; word < PART_WORDS; word++) {
      let users = (active[word] as number) | (yesterday[word] as number);
      two[word] = users;
      four[word] = users |= twoBefore[word] as number;
      seven[word] = users |= fourBefore[word] as number;
      fourteen[word] = users |= sevenBefore[word] as number;
      month28[word] = users |= fourteenBefore[word] as number;
      month30[word] = users | (twoLongBefore[word] as number);
    }
  }

  /** Users of the 7 dates that end with one of the last 3 dates entered. */
  week(day: DayNumber): UserBits {
    return at(this.#seven, day);
  }

  /** Users of the 28 dates that end with one of the last 3 dates entered. */
  month28(day: DayNumber): UserBits {
    return at(this.#month28, day);
  }

  /** Users of the 30 dates that end with one of the last 3 dates entered. */
  month30(day: DayNumber): UserBits {
    return at(this.#month30, day);
  }
}

/** Room for sets of so many dates: a power of two, so that a date finds its place with a mask. */
function slots(dates: number): UserBits[] {
  return Array.from({ length: dates }, () => new Int32Array(PART_WORDS));
}

function at(sets: UserBits[], day: DayNumber): UserBits {
  return sets[day & (sets.length - 1)] as UserBits;
}
