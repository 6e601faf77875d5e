import { describe, expect, it } from "vitest";
import { firstHour, habitualHour } from "../../src/core/notices/habit.ts";

/** Days, as date × 24 + hour of the first activity. */
const daysAt = (...hours: number[]): number[] => hours.map((hour, day) => (20_000 + day) * 24 + hour);
const NEXT = 30_000;

describe("the hour in which a user usually begins", () => {
  it("is not guessed from fewer than seven days", () => {
    expect(habitualHour(daysAt(9, 9, 9, 9, 9, 9), NEXT)).toBeUndefined();
    expect(habitualHour(daysAt(9, 9, 9, 9, 9, 9, 9), NEXT)).toBe(9);
  });

  it("lies on a circle: evenings around midnight are one habit", () => {
    expect(habitualHour(daysAt(23, 0, 23, 0, 23, 0, 1, 22, 0), NEXT)).toBe(0);
  });

  it("follows a change, since later days count more", () => {
    const before = Array.from({ length: 20 }, () => 8);
    expect(habitualHour(daysAt(...before, 20, 20, 20), NEXT)).toBe(8);
    expect(habitualHour(daysAt(...before, ...before.map(() => 20)), NEXT)).toBe(20);
  });

  it("does not move while the day goes on: only earlier dates count", () => {
    const days = daysAt(9, 9, 9, 9, 9, 9, 9, 15, 15);
    expect(habitualHour(days, 20_007)).toBe(9);
  });

  it("counts the hours of a day from where the day begins", () => {
    const hours = (1 << 1) | (1 << 9);
    expect(firstHour({ hours }, 0)).toBe(1);
    expect(firstHour({ hours }, 4 * 60)).toBe(9);
    expect(firstHour({ hours: 0 }, 0)).toBeUndefined();
  });
});
