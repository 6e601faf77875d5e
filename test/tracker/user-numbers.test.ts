import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ABSENT, createUserNumbers } from "../../src/tracker/user-numbers.ts";

describe("numbers of users", () => {
  test("does what a map does, whatever is set, deleted and asked for", () => {
    // Few ids, so that they meet; many steps, so that the table grows and closes gaps.
    const userId = fc.oneof(fc.integer({ min: 0, max: 60 }).map(String), fc.string({ unit: "binary", maxLength: 3 }));
    const step = fc.record({ userId, value: fc.option(fc.integer({ min: 0, max: 2 ** 31 - 2 })) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const numbers = createUserNumbers();
        const map = new Map<string, number>();
        for (const { userId, value } of steps) {
          if (value === null) {
            numbers.delete(userId);
            map.delete(userId);
          } else {
            numbers.set(userId, value);
            map.set(userId, value);
          }
          expect(numbers.size).toBe(map.size);
        }
        for (const { userId } of steps) expect(numbers.get(userId)).toBe(map.get(userId) ?? ABSENT);
      }),
    );
  });

  test.each([
    ["counted", (i: number) => String(i)],
    ["named", (i: number) => `user-${i}@school.example`],
    ["of 36 characters", (i: number) => `0190b7c4-5a10-7000-8000-${i.toString(16).padStart(12, "0")}`],
    ["of zeros", (i: number) => "0".repeat(1 + (i % 1000)) + "1".repeat(Math.floor(i / 1000))],
  ])("tells 200,000 ids apart that are %s", (_name, idOf) => {
    const numbers = createUserNumbers();
    for (let i = 0; i < 200_000; i++) numbers.set(idOf(i), i);
    expect(numbers.size).toBe(200_000);
    const wrong: number[] = [];
    for (let i = 0; i < 200_000; i++) if (numbers.get(idOf(i)) !== i) wrong.push(i);
    for (let i = 0; i < 200_000; i++) if (numbers.get(`${idOf(i)}x`) !== ABSENT) wrong.push(i);
    expect(wrong).toEqual([]);
  });
});
