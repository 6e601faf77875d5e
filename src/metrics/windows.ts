import type { DayNumber } from "../core/calendar.ts";
import type { DayPart } from "./day-sets.ts";
import { PART_WORDS, type UserBits, unite } from "./user-bits.ts";

/** Dates that the longest window reaches back. */
export const WINDOW_REACH = 30;
/**
 * The distinct users of the last 7, 28 and 30 dates of a part, date by date. Made by doubling (2 dates from 1, 4 from 2,
 * 7 from 4, then 14, 28, 30): six unions a date instead of 63. Right once {@link WINDOW_REACH} dates were entered, or
 * from the very first active date on.
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
    unite(at(this.#two, day), active, this.#part.users("active", day - 1));
    unite(at(this.#four, day), at(this.#two, day), at(this.#two, day - 2));
    unite(at(this.#seven, day), at(this.#four, day), at(this.#four, day - 3));
    unite(at(this.#fourteen, day), at(this.#seven, day), at(this.#seven, day - 7));
    unite(at(this.#month28, day), at(this.#fourteen, day), at(this.#fourteen, day - 14));
    unite(at(this.#month30, day), at(this.#month28, day), at(this.#two, day - 28));
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
