import type { DayNumber } from "../core/calendar.ts";
import { BitCounters } from "./bit-counters.ts";
import type { DayPart } from "./day-sets.ts";
import { uniteDates } from "./unite-dates.ts";
import { countUsers, PART_USERS, PART_WORDS, type UserBits } from "./user-bits.ts";

/** How many runs, greatest and present streaks have each length: index 0 of the latter two is users without one. */
export interface LengthCounts {
  readonly runs: Int32Array;
  readonly users_max: Int32Array;
  readonly users_current: Int32Array;
}

/** Lengths of all of a part's runs up to a date, as they read on it; arrays reach to the longest possible run. */
export function lengthCounts(part: DayPart, first: DayNumber, day: DayNumber): LengthCounts {
  const size = Math.max(1, day - first + 2);
  const counts = { runs: new Int32Array(size), users_max: new Int32Array(size), users_current: new Int32Array(size) };
  // Of each user's present run: its first date, and how many of its dates only a protection kept.
  const begin = new Int32Array(PART_USERS);
  const held = new Int32Array(PART_USERS);
  const longest = new Int32Array(PART_USERS);
  const alive: UserBits = new Int32Array(PART_WORDS);
  const end = (user: number, date: DayNumber): number => {
    const length = date - (begin[user] as number) - (held[user] as number);
    bump(counts.runs, length);
    if (length > (longest[user] as number)) longest[user] = length;
    return length;
  };
  for (let date = first; date <= day; date++) {
    const active = part.users("active", date);
    const kept = part.users("kept", date);
    for (let word = 0; word < PART_WORDS; word++) {
      const before = alive[word] as number;
      const seen = active[word] as number;
      // Today is still open: nobody has missed it yet.
      const isThere = date === day ? -1 : seen | (kept[word] as number);
      for (let left = seen & ~before; left !== 0; left &= left - 1) {
        const user = lowest(word, left);
        begin[user] = date;
        held[user] = 0;
      }
      for (let left = before & ~seen & isThere; left !== 0; left &= left - 1) {
        const user = lowest(word, left);
        held[user] = (held[user] as number) + 1;
      }
      for (let left = before & ~isThere; left !== 0; left &= left - 1) end(lowest(word, left), date);
      alive[word] = seen | (before & isThere);
    }
  }
  const ever: UserBits = new Int32Array(PART_WORDS);
  uniteDates(ever, part, first, day);
  for (let word = 0; word < PART_WORDS; word++) {
    for (let left = ever[word] as number; left !== 0; left &= left - 1) {
      const user = lowest(word, left);
      const isAlive = ((alive[word] as number) & left & -left) !== 0;
      bump(counts.users_current, isAlive ? end(user, day + 1) : 0);
      bump(counts.users_max, longest[user] as number);
    }
  }
  return counts;
}

/** How many users ever seen have a streak of 0, 1, 2, … on a date, as it reads on it. Looks back only as far as streaks reach. */
export function currentLengths(part: DayPart, first: DayNumber, day: DayNumber): Int32Array {
  const counts = new Int32Array(Math.max(1, day - first + 2));
  const alive: UserBits = new Int32Array(PART_WORDS).fill(-1);
  const lengths = new BitCounters();
  // Words in which anybody's streak still goes on: the further back, the fewer.
  const words = Uint16Array.from({ length: PART_WORDS }, (_, word) => word);
  let left = PART_WORDS;
  for (let date = day; date >= first && left > 0; date--) {
    const active = part.users("active", date);
    const kept = part.users("kept", date);
    let still = 0;
    for (let i = 0; i < left; i++) {
      const word = words[i] as number;
      const seen = active[word] as number;
      // Today is still open: nobody has missed it yet.
      const users = date === day ? -1 : (alive[word] as number) & (seen | (kept[word] as number));
      alive[word] = users;
      if (users === 0) continue;
      words[still++] = word;
      lengths.addTo(word, users & seen);
    }
    left = still;
  }
  const ever: UserBits = new Int32Array(PART_WORDS);
  uniteDates(ever, part, first, day);
  let some = 0;
  for (const length of lengths.values()) {
    if (length === 0) continue;
    bump(counts, length);
    some++;
  }
  counts[0] = countUsers(ever) - some;
  return counts;
}

function lowest(word: number, bits: number): number {
  return word * 32 + 31 - Math.clz32(bits & -bits);
}

function bump(counts: Int32Array, index: number): void {
  counts[index] = (counts[index] as number) + 1;
}
