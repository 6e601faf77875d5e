/** Users of one part of a day set. */
export const PART_USERS = 32_768;

/** 32-bit words of one part of a day set. */
export const PART_WORDS: number = PART_USERS / 32;

/** A set of users of one part: bit `i & 31` of word `i >> 5` is user `i` of the part. Signed words keep the arithmetic in integers. */
export type UserBits = Int32Array;

/** The set without users. Never written to. */
export const NOBODY: UserBits = new Int32Array(PART_WORDS);

/** How many bits of a word are set. */
export function bitsIn(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

// One short loop a shape: the engine keeps each in registers, which one loop that counts everything at once defeats.

/** How many users a set has. */
export function countUsers(a: UserBits): number {
  let users = 0;
  for (let word = 0; word < PART_WORDS; word++) users += bitsIn(a[word] as number);
  return users;
}

/** How many users are in both sets. */
export function countBoth(a: UserBits, b: UserBits): number {
  let users = 0;
  for (let word = 0; word < PART_WORDS; word++) users += bitsIn((a[word] as number) & (b[word] as number));
  return users;
}

/** How many users are in `a` and not in `b`. */
export function countWithout(a: UserBits, b: UserBits): number {
  let users = 0;
  for (let word = 0; word < PART_WORDS; word++) users += bitsIn((a[word] as number) & ~(b[word] as number));
  return users;
}

/** How many users are in `a` and in `b`, and not in `c`. */
export function countBothWithout(a: UserBits, b: UserBits, c: UserBits): number {
  let users = 0;
  for (let word = 0; word < PART_WORDS; word++) {
    users += bitsIn((a[word] as number) & (b[word] as number) & ~(c[word] as number));
  }
  return users;
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
