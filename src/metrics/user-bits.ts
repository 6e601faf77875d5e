import { bitsIn } from "../core/bits.ts";
/** Users of one part of a day set. */
export const PART_USERS = 32_768;

/** 32-bit words of one part of a day set. */
export const PART_WORDS: number = PART_USERS / 32;

/** A set of users of one part: bit `i & 31` of word `i >> 5` is user `i` of the part. Signed words keep the arithmetic in integers. */
export type UserBits = Int32Array;

/** The set without users. Never written to. */
export const NOBODY: UserBits = new Int32Array(PART_WORDS);

/** Holds a combination of sets while it is counted. */
const combined: UserBits = new Int32Array(PART_WORDS);

/**
 * How many users a set has. Adds eight words at a time, bit by bit, into ones, twos and fours, so that only what carries into
 * eights has to be counted word by word (Harley and Seal).
 */
export function countUsers(a: UserBits): number {
  let eights = 0;
  let ones = 0;
  let twos = 0;
  let fours = 0;
  for (let i = 0; i < PART_WORDS; i += 8) {
    const w0 = a[i] as number;
    const w1 = a[i + 1] as number;
    const s1 = ones ^ w0;
    const twosA = (ones & w0) | (s1 & w1);
    const s2 = s1 ^ w1;
    const w2 = a[i + 2] as number;
    const w3 = a[i + 3] as number;
    const s3 = s2 ^ w2;
    const twosB = (s2 & w2) | (s3 & w3);
    const s4 = s3 ^ w3;
    const t1 = twos ^ twosA;
    const foursA = (twos & twosA) | (t1 & twosB);
    const t2 = t1 ^ twosB;
    const w4 = a[i + 4] as number;
    const w5 = a[i + 5] as number;
    const s5 = s4 ^ w4;
    const twosC = (s4 & w4) | (s5 & w5);
    const s6 = s5 ^ w5;
    const w6 = a[i + 6] as number;
    const w7 = a[i + 7] as number;
    const s7 = s6 ^ w6;
    const twosD = (s6 & w6) | (s7 & w7);
    ones = s7 ^ w7;
    const t3 = t2 ^ twosC;
    const foursB = (t2 & twosC) | (t3 & twosD);
    twos = t3 ^ twosD;
    const f1 = fours ^ foursA;
    eights += bitsIn((fours & foursA) | (f1 & foursB));
    fours = f1 ^ foursB;
  }
  return 8 * eights + 4 * bitsIn(fours) + 2 * bitsIn(twos) + bitsIn(ones);
}

/** How many users are in both sets. */
export function countBoth(a: UserBits, b: UserBits): number {
  intersect(combined, a, b);
  return countUsers(combined);
}

/** How many users are in `a` and not in `b`. */
export function countWithout(a: UserBits, b: UserBits): number {
  for (let word = 0; word < PART_WORDS; word++) combined[word] = (a[word] as number) & ~(b[word] as number);
  return countUsers(combined);
}

/** How many users are in `a` and in `b`, and not in `c`. */
export function countBothWithout(a: UserBits, b: UserBits, c: UserBits): number {
  for (let word = 0; word < PART_WORDS; word++) {
    combined[word] = (a[word] as number) & (b[word] as number) & ~(c[word] as number);
  }
  return countUsers(combined);
}

/** Writes the union of two sets. */
export function unite(into: UserBits, a: UserBits, b: UserBits): void {
  for (let word = 0; word < PART_WORDS; word++) into[word] = (a[word] as number) | (b[word] as number);
}

/** Writes the users who are in both sets. */
export function intersect(into: UserBits, a: UserBits, b: UserBits): void {
  for (let word = 0; word < PART_WORDS; word++) into[word] = (a[word] as number) & (b[word] as number);
}

/** The users of a set, ascending. */
export function* usersOf(bits: UserBits): Generator<number> {
  for (let word = 0; word < PART_WORDS; word++) {
    for (let left = bits[word] as number; left !== 0; left &= left - 1) yield word * 32 + bitsIn((left & -left) - 1);
  }
}

/** Whether a user is in a set that is given part by part. */
export function hasUser(parts: ReadonlyMap<number, UserBits>, ordinal: number): boolean {
  const user = ordinal % PART_USERS;
  const word = parts.get(Math.floor(ordinal / PART_USERS))?.[user >> 5] ?? 0;
  return ((word >> (user & 31)) & 1) === 1;
}
