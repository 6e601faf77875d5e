import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/cli/simulation/random.ts";
import { readSetText, setText } from "../../src/metrics/set-text.ts";
import { PART_USERS, PART_WORDS, type UserBits } from "../../src/metrics/user-bits.ts";

function setOf(users: Iterable<number>): UserBits {
  const bits: UserBits = new Int32Array(PART_WORDS);
  for (const user of users) bits[user >> 5] = (bits[user >> 5] as number) | (1 << (user & 31));
  return bits;
}

function some(share: number): UserBits {
  const random = createRandom(share, 7);
  return setOf(Array.from({ length: PART_USERS }, (_, user) => user).filter(() => random.chance(share)));
}

/** As texts were written before gaps and words. */
function deflatedText(bits: UserBits): string {
  const bytes = Buffer.alloc(PART_WORDS * 4);
  for (const [word, value] of bits.entries()) bytes.writeInt32LE(value, word * 4);
  return deflateRawSync(bytes, { level: 1 }).toString("base64");
}

describe("the text of a set", () => {
  it.each([0, 0.0001, 0.01, 0.1, 0.12, 0.125, 0.3, 0.9, 1])("gives the set back, at a share of %d", (share) => {
    const bits = some(share);
    expect(readSetText(setText(bits))).toEqual(bits);
    expect(readSetText(deflatedText(bits))).toEqual(bits);
  });

  it.each([
    ["the first user", [0]],
    ["the last user", [PART_USERS - 1]],
    ["the first and the last user", [0, PART_USERS - 1]],
    ["users just within and just beyond what one byte reaches", [254, 509, 765, 1_275, 1_786]],
  ])("gives %s back", (_, users) => {
    const bits = setOf(users);
    expect(readSetText(setText(bits))).toEqual(bits);
  });

  it("is never longer than the words of the set", () => {
    const longest = Math.max(...[0.01, 0.1, 0.12, 0.125, 0.13, 0.5, 1].map((share) => setText(some(share)).length));
    expect(longest).toBe(1 + Math.ceil((PART_WORDS * 4) / 3) * 4);
    expect(setText(some(0.001)).length).toBeLessThan(300);
  });
});
