import { createReadStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { describe, expect, it } from "vitest";
import { firstHour, habitualHour } from "../../src/core/habit.ts";

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

/** Commits with the clock of whoever made them: real people's hours. Not part of the repository. */
const COMMITS = process.env.DAYSTREAK_COMMITS ?? "";

describe.runIf(existsSync(COMMITS))("on the hours of real people", () => {
  /** The share of dates whose first minute lies within an hour of the middle of the predicted hour. */
  async function shareWithinAnHour(isLocal: boolean): Promise<number> {
    const users = new Map<string, Map<number, number>>();
    const lines = createInterface({ input: createReadStream(COMMITS).pipe(createGunzip()) });
    for await (const line of lines) {
      const [, user = "", seconds, offset] = line.split(",");
      const minute = Math.floor(Number(seconds) / 60) + (isLocal ? Number(offset) : 0);
      if (Number.isNaN(minute)) continue;
      const days = users.get(user) ?? new Map<number, number>();
      users.set(user, days);
      const date = Math.floor(minute / 1440);
      days.set(date, Math.min(days.get(date) ?? 1440, minute - date * 1440));
    }
    let cases = 0;
    let hits = 0;
    for (const days of users.values()) {
      const dates = [...days].sort(([a], [b]) => a - b);
      const packed = dates.map(([date, minute]) => date * 24 + Math.floor(minute / 60));
      for (const [i, [date, minute]] of dates.entries()) {
        if (i < 7 || i >= 407) continue;
        const middle = (habitualHour(packed.slice(Math.max(0, i - 28), i), date) as number) * 60 + 30;
        const apart = Math.abs(middle - minute);
        cases++;
        if (Math.min(apart, 1440 - apart) <= 60) hits++;
      }
    }
    return hits / cases;
  }

  it("predicts better than yesterday or the commonest hour would, and better on local clocks than on UTC", async () => {
    const local = await shareWithinAnHour(true);
    const utc = await shareWithinAnHour(false);
    expect(local).toBeGreaterThanOrEqual(0.21);
    expect(local - utc).toBeGreaterThanOrEqual(0.01);
  });
});
