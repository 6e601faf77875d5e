import { countUsers, PART_USERS, PART_WORDS, type UserBits } from "./user-bits.ts";

/**
 * One counter per user of a part, kept as bit planes: plane `k` holds bit `k` of everybody's count, so that adding a set
 * of users is a few operations a word of 32.
 */
export class BitCounters {
  readonly #planes: Int32Array[] = [];

  /** Adds 1 to the counter of each user of the set. */
  add(users: UserBits): void {
    for (let word = 0; word < PART_WORDS; word++) this.addTo(word, users[word] as number);
  }

  /** Adds 1 to the counter of each user of one word of a set. */
  addTo(word: number, users: number): void {
    let carry = users;
    for (let plane = 0; carry !== 0; plane++) {
      const bits = this.#planes[plane] ?? this.#addPlane();
      const before = bits[word] as number;
      bits[word] = before ^ carry;
      carry &= before;
    }
  }

  /** Sets the counters of everybody outside the set to 0. */
  keep(users: UserBits): void {
    for (const bits of this.#planes) {
      for (let word = 0; word < PART_WORDS; word++) bits[word] = (bits[word] as number) & (users[word] as number);
    }
  }

  /** The counters of all users of the part, by number. */
  values(): Uint16Array {
    const counts = new Uint16Array(PART_USERS);
    for (const [plane, bits] of this.#planes.entries()) {
      const value = 1 << plane;
      for (let word = 0; word < PART_WORDS; word++) {
        for (let left = bits[word] as number; left !== 0; left &= left - 1) {
          const user = word * 32 + 31 - Math.clz32(left & -left);
          counts[user] = (counts[user] as number) + value;
        }
      }
    }
    return counts;
  }

  /** The sum of all counters. */
  sum(): number {
    return this.#planes.reduce((sum, bits, plane) => sum + countUsers(bits) * 2 ** plane, 0);
  }

  /** The greatest counter. */
  max(): number {
    let leading: UserBits | undefined;
    let max = 0;
    for (let plane = this.#planes.length - 1; plane >= 0; plane--) {
      const bits = this.#planes[plane] as Int32Array;
      const both = leading?.map((word, i) => word & (bits[i] as number)) ?? bits;
      if (both.every((word) => word === 0)) continue;
      leading = both;
      max |= 1 << plane;
    }
    return max;
  }

  #addPlane(): Int32Array {
    const bits = new Int32Array(PART_WORDS);
    this.#planes.push(bits);
    return bits;
  }
}
