import fc from "fast-check";
import { expect, test } from "vitest";
import { DaySet } from "../../src/core/day-set.ts";

const days = fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 60 });

test("holds exactly the dates that were added, in order", () => {
  fc.assert(
    fc.property(days, (given) => {
      expect([...DaySet.of(given)]).toEqual([...new Set(given)].sort((a, b) => a - b));
    }),
  );
});

test("encodes equal sets to equal bytes, whatever the order of adding and removing", () => {
  fc.assert(
    fc.property(days, days, (kept, removed) => {
      const set = DaySet.of([...removed, ...kept]);
      for (const day of removed) if (!kept.includes(day)) set.delete(day);
      const encoded = set.encode();
      expect(encoded).toEqual(DaySet.of(kept).encode());
      expect([...DaySet.decode(encoded)]).toEqual([...DaySet.of(kept)]);
    }),
  );
});

test("finds the next and the previous date of the set", () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 60_000 }), (given, day) => {
      const sorted = [...new Set(given)].sort((a, b) => a - b);
      const set = DaySet.of(given);
      expect(set.next(day)).toBe(sorted.find((other) => other >= day));
      expect(set.previous(day)).toBe(sorted.findLast((other) => other <= day));
      expect([set.first(), set.last(), set.size, set.isEmpty]).toEqual([
        sorted[0],
        sorted.at(-1),
        sorted.length,
        sorted.length === 0,
      ]);
    }),
  );
});

test("keeps 500 days in at most 66 bytes", () => {
  expect(DaySet.of(Array.from({ length: 500 }, (_, day) => 20_003 + day)).encode().length).toBeLessThanOrEqual(67);
});

test("leaves the original alone when a clone changes", () => {
  const set = DaySet.of([20_000]);
  const clone = set.clone();
  clone.add(20_001);
  clone.delete(20_000);
  expect([...set]).toEqual([20_000]);
  expect([...clone]).toEqual([20_001]);
});
