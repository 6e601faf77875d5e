import { expect, it } from "vitest";
import { createPace } from "../../src/notices/pace.ts";

/** A second's worth and a half of attempts, at a clock that moves only while somebody waits. */
async function play(perSecond: number, wanted: number, seconds: number): Promise<number[]> {
  let now = 0;
  const pace = createPace(
    perSecond,
    () => now,
    (run, ms) => {
      now += ms;
      run();
      return () => {};
    },
  );
  const begun: number[] = [];
  while (now < seconds * 1000) {
    const count = await pace.some(wanted);
    pace.began(count);
    begun.push(count);
  }
  return begun;
}

it("lets as many begin as a second may have, a few at a time", async () => {
  const begun = await play(500, 32, 60);
  const total = begun.reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThanOrEqual(60 * 500);
  expect(total).toBeLessThanOrEqual(60 * 500 + 50 + 32);
  expect(Math.max(...begun)).toBeLessThanOrEqual(32);
  expect(begun.length).toBeLessThan(60 * 25);
});

it("goes one by one where a channel takes few", async () => {
  const begun = await play(2, 32, 10);
  expect(new Set(begun)).toEqual(new Set([1]));
  expect(begun.length).toBeGreaterThanOrEqual(20);
  expect(begun.length).toBeLessThanOrEqual(22);
});

it("begins at once after a rest, and gives no more than was wanted", async () => {
  const pace = createPace(
    500,
    () => 0,
    () => expect.unreachable("nobody has to wait"),
  );
  expect(await pace.some(8)).toBe(8);
});
