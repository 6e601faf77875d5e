import type { DayNumber } from "../core/calendar.ts";
import { NOBODY, PART_USERS, PART_WORDS, type UserBits } from "./user-bits.ts";

/** What is known of users and dates: who was active, who met the goal, whose streak a protection kept on an empty date. */
export const SET_NAMES = ["active", "complete", "kept"] as const;

/** One of the {@link SET_NAMES}. */
export type SetName = (typeof SET_NAMES)[number];

/** A part as whoever counts sees it. */
export interface DayPart {
  /** Grows with every change: what was computed from an older version is stale. */
  readonly version: number;
  /** The users of a date; not to be changed by the caller. */
  users(name: SetName, day: DayNumber): UserBits;
}

/** The days of {@link PART_USERS} users: one set a date and name. */
export class DaySetPart implements DayPart {
  version: number = 0;
  readonly #sets: Record<SetName, Map<DayNumber, UserBits>> = {
    active: new Map(),
    complete: new Map(),
    kept: new Map(),
  };

  users(name: SetName, day: DayNumber): UserBits {
    return this.#sets[name].get(day) ?? NOBODY;
  }

  /** The dates on which a set has users or had some, in no order. */
  days(name: SetName): Iterable<DayNumber> {
    return this.#sets[name].keys();
  }

  /** Puts a whole set in place, as it was read from storage. */
  put(name: SetName, day: DayNumber, bits: UserBits): void {
    this.#sets[name].set(day, bits);
    this.version++;
  }

  /** Adds or takes away a user of the part; says whether that changed anything. */
  set(name: SetName, day: DayNumber, user: number, isMember: boolean): boolean {
    const sets = this.#sets[name];
    let bits = sets.get(day);
    if (bits === undefined) {
      if (!isMember) return false;
      bits = new Int32Array(PART_WORDS);
      sets.set(day, bits);
    }
    const word = user >> 5;
    const before = bits[word] as number;
    const mask = 1 << (user & 31);
    const after = isMember ? before | mask : before & ~mask;
    if (after === before) return false;
    bits[word] = after;
    this.version++;
    return true;
  }
}

/**
 * Who was active when, exactly: one bit per user and date. A user is a dense ordinal; every {@link PART_USERS} of them
 * are a part, and whatever counts users is a sum over parts.
 */
export class DaySets {
  readonly parts: DaySetPart[] = [];
  #first: DayNumber | undefined;
  #last: DayNumber | undefined;

  /** The first date on which anybody was active. */
  get first(): DayNumber | undefined {
    return this.#first;
  }

  /** The last date on which anybody was active. */
  get last(): DayNumber | undefined {
    return this.#last;
  }

  /** The part of a number, made where it is not there yet. */
  part(index: number): DaySetPart {
    while (this.parts.length <= index) this.parts.push(new DaySetPart());
    return this.parts[index] as DaySetPart;
  }

  /** The number of the part that an ordinal is in. */
  partOf(ordinal: number): number {
    return Math.floor(ordinal / PART_USERS);
  }

  /** Adds a user to a date's set, or takes them away; says whether that changed anything. */
  set(name: SetName, day: DayNumber, ordinal: number, isMember: boolean): boolean {
    if (isMember && name === "active") this.#widen(day);
    return this.part(this.partOf(ordinal)).set(name, day, ordinal % PART_USERS, isMember);
  }

  /** Puts a part of a date's set in place, as it was read from storage. */
  put(name: SetName, day: DayNumber, index: number, bits: UserBits): void {
    if (name === "active") this.#widen(day);
    this.part(index).put(name, day, bits);
  }

  /** Takes a user out of every set: an erasure. Gives what changed. */
  remove(ordinal: number): { name: SetName; day: DayNumber }[] {
    const part = this.part(this.partOf(ordinal));
    return SET_NAMES.flatMap((name) =>
      [...part.days(name)]
        .filter((day) => part.set(name, day, ordinal % PART_USERS, false))
        .map((day) => ({ name, day })),
    );
  }

  #widen(day: DayNumber): void {
    if (this.#first === undefined || day < this.#first) this.#first = day;
    if (this.#last === undefined || day > this.#last) this.#last = day;
  }
}
