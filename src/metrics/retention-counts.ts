import { bitsIn } from "../core/bits.ts";
import type { DayNumber } from "../core/calendar.ts";
import type { DayPart } from "./day-sets.ts";
import { uniteDates } from "./unite-dates.ts";
import { NOBODY, PART_WORDS, type UserBits, unite } from "./user-bits.ts";

/** What is asked of each cohort. Dates after a cohort's own are counted from 1. */
export interface RetentionQuestion {
  /** Cohorts of users whose first active date is in `from..to`, one a date. */
  readonly from: DayNumber;
  readonly to: DayNumber;
  /** The last date that is looked at. */
  readonly last: DayNumber;
  /** N for N-day retention: active on exactly that date. */
  readonly days: readonly number[];
  /** N for unbounded retention: active on that date or any later one. */
  readonly unbounded: readonly number[];
  /** Spans of dates, both ends included, of which one active date is enough. */
  readonly brackets: readonly (readonly [number, number])[];
}

/** Cells that a cohort has in {@link retentionCounts}: its size, N-day, unbounded, brackets. */
export function retentionWidth({ days, unbounded, brackets }: RetentionQuestion): number {
  return 1 + days.length + unbounded.length + brackets.length;
}

/** Counts a part's users of each cohort who came back. */
export function retentionCounts(part: DayPart, first: DayNumber, question: RetentionQuestion): Int32Array {
  const { from, to, last, days, unbounded, brackets } = question;
  const width = retentionWidth(question);
  const counts = new Int32Array(Math.max(0, to - from + 1) * width);
  const cohorts = cohortsOf(part, first, from, to);
  const later = unionsOfLater(part, from, last, unbounded);
  const users = (day: DayNumber): UserBits => (day <= last ? part.users("active", day) : NOBODY);
  for (let day = from; day <= to; day++) {
    const cohort = cohorts.get(day);
    if (cohort === undefined) continue;
    const row = (day - from) * width;
    let cell = row;
    counts[cell++] = cohort.size;
    for (const n of days) counts[cell++] = countMembers(cohort, [users(day + n)]);
    for (const n of unbounded) counts[cell++] = countMembers(cohort, [later(day + n)]);
    for (const [a, b] of brackets) {
      const dates = Array.from({ length: b - a + 1 }, (_, i) => users(day + a + i));
      counts[cell++] = countMembers(cohort, dates);
    }
  }
  return counts;
}

/** The users of one first date. On most dates they are few, so only words with users are kept. */
interface Cohort {
  readonly size: number;
  readonly words: Uint16Array;
  readonly bits: Int32Array;
}

function cohortsOf(part: DayPart, first: DayNumber, from: DayNumber, to: DayNumber): Map<DayNumber, Cohort> {
  const cohorts = new Map<DayNumber, Cohort>();
  const known: UserBits = new Int32Array(PART_WORDS);
  uniteDates(known, part, first, from - 1);
  for (let day = from; day <= to; day++) {
    const active = part.users("active", day);
    cohorts.set(day, cohortOf(active, known));
    unite(known, known, active);
  }
  return cohorts;
}

function cohortOf(active: UserBits, known: UserBits): Cohort {
  const words: number[] = [];
  const bits: number[] = [];
  let size = 0;
  for (let word = 0; word < PART_WORDS; word++) {
    const fresh = (active[word] as number) & ~(known[word] as number);
    if (fresh === 0) continue;
    words.push(word);
    bits.push(fresh);
    size += bitsIn(fresh);
  }
  return { size, words: Uint16Array.from(words), bits: Int32Array.from(bits) };
}

/** How many of a cohort are in at least one of the sets. */
function countMembers({ words, bits }: Cohort, sets: readonly UserBits[]): number {
  let users = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    let seen = 0;
    for (const set of sets) seen |= set[word] as number;
    users += bitsIn(seen & (bits[i] as number));
  }
  return users;
}

/** Who was active on a date or any later one, for the dates on which cohorts are looked at. */
function unionsOfLater(
  part: DayPart,
  from: DayNumber,
  last: DayNumber,
  days: readonly number[],
): (day: DayNumber) => UserBits {
  const unions = new Map<DayNumber, UserBits>();
  if (days.length === 0) return () => NOBODY;
  const lowest = from + Math.min(...days);
  let union: UserBits = NOBODY;
  for (let day = last; day >= lowest; day--) {
    const active = part.users("active", day);
    const next: UserBits = new Int32Array(PART_WORDS);
    unite(next, union, active);
    union = next;
    unions.set(day, union);
  }
  return (day) => unions.get(day) ?? NOBODY;
}
