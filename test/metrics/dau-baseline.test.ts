import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/cli/simulation/random.ts";
import { DAY_MS, formatDate, requireDate } from "../../src/core/calendar.ts";
import { DEFAULT_ALERT_LIMITS } from "../../src/metrics/alert-limits.ts";
import { offBaseline } from "../../src/metrics/dau-baseline.ts";

const FIRST = requireDate("2025-01-06");
const DATES = 360;
const SEEDS = Array.from({ length: 12 }, (_, i) => i);
/** Monday to Sunday. */
const WEEKDAYS = [1.1, 1.15, 1.1, 1.05, 0.9, 0.6, 0.7];

/** A year of a platform: weekdays, slow growth, a bump of some weeks, and noise as independent visitors make it, and some more. */
function year(seed: number, level: number): number[] {
  const random = createRandom(seed, level);
  return Array.from({ length: DATES }, (_, i) => {
    const trend = level * (1 + i / 700) * (1 + 0.25 * Math.sin(i / 40));
    const mean = trend * (WEEKDAYS[i % 7] as number);
    return Math.max(0, Math.round(mean + random.bell() * (Math.sqrt(mean) + 0.05 * mean)));
  });
}

function dates(dau: readonly number[]): string[] {
  return offBaseline(FIRST, dau, DEFAULT_ALERT_LIMITS).map(({ date }) => formatDate(date));
}

describe("daily active users off the baseline of their weekday", () => {
  it.each([30, 150, 1_000, 50_000])(
    "raise at most one false alarm in 90 dates of an ordinary year, at a level of %i",
    (level) => {
      for (const seed of SEEDS) expect(dates(year(seed, level)).length).toBeLessThanOrEqual(DATES / 90);
    },
  );

  it.each([
    ["an outage of a day", 0],
    ["a day on which three of four could not come", 0.25],
    ["three times as many", 3],
  ])("are found nine times of ten: %s", (_, factor) => {
    let found = 0;
    let all = 0;
    for (const seed of SEEDS) {
      for (let at = 60; at < DATES; at += 17) {
        const dau = year(seed, 1_000).slice(0, at + 1);
        dau[at] = Math.round((dau[at] as number) * factor);
        all++;
        if (dates(dau).includes(formatDate(FIRST + at))) found++;
      }
    }
    expect(found / all).toBeGreaterThanOrEqual(0.9);
  });

  it("are told with their numbers", () => {
    const dau = Array.from({ length: 60 }, (_, i) => Math.round(200 * (WEEKDAYS[i % 7] as number)));
    dau[50] = 12;
    expect(offBaseline(FIRST, dau, DEFAULT_ALERT_LIMITS)).toEqual([
      { date: requireDate("2025-02-25"), dau: 12, expected: 230, deviations: -6.3 },
    ]);
    expect(new Date((FIRST + 50) * DAY_MS).getUTCDay()).toBe(2);
  });

  it("calm down where an outage ends, and where a new level stays", () => {
    const outage = year(1, 1_000).map((users, i) => (i >= 200 && i < 202 ? 0 : users));
    expect(dates(outage).filter((date) => date >= formatDate(FIRST + 195))).toEqual([
      formatDate(FIRST + 200),
      formatDate(FIRST + 201),
    ]);
    const launch = year(1, 1_000).map((users, i) => (i >= 200 ? users * 3 : users));
    const alerts = dates(launch).filter((date) => date >= formatDate(FIRST + 200));
    expect(alerts.length).toBeGreaterThan(0);
    expect(alerts.every((date) => date < formatDate(FIRST + 215))).toBe(true);
  });

  it("need four weeks before they say anything, and a number that is worth it", () => {
    expect(dates([...Array<number>(27).fill(100), 1_000])).toEqual([]);
    expect(dates([...Array<number>(40).fill(0), 6])).toEqual([]);
    expect(dates([])).toEqual([]);
  });
});
