import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/cli/simulation/random.ts";
import {
  countBoth,
  countBothWithout,
  countUsers,
  countWithout,
  PART_USERS,
  PART_WORDS,
  type UserBits,
  usersOf,
} from "../../src/metrics/user-bits.ts";

/** Users of a part, each there with a probability. */
function some(share: number, seed: number): UserBits {
  const random = createRandom(share, seed);
  const bits: UserBits = new Int32Array(PART_WORDS);
  for (let user = 0; user < PART_USERS; user++) {
    if (random.chance(share)) bits[user >> 5] = (bits[user >> 5] as number) | (1 << (user & 31));
  }
  return bits;
}

describe("counting users of sets", () => {
  it.each([0, 0.001, 0.1, 0.5, 0.9, 1])("gives what counting one by one gives, at a share of %d", (share) => {
    const [a, b, c] = [some(share, 1), some(0.5, 2), some(0.3, 3)];
    const [inA, inB, inC] = [a, b, c].map((bits) => new Set(usersOf(bits)));
    const count = (isOne: (user: number) => boolean | undefined): number => [...(inA ?? [])].filter(isOne).length;
    expect(countUsers(a)).toBe(inA?.size);
    expect(countBoth(a, b)).toBe(count((user) => inB?.has(user)));
    expect(countWithout(a, b)).toBe(count((user) => !inB?.has(user)));
    expect(countBothWithout(a, b, c)).toBe(count((user) => inB?.has(user) && !inC?.has(user)));
    expect(countUsers(b)).toBe(inB?.size);
  });
});
