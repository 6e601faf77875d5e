import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DayNumber } from "../../src/core/calendar.ts";
import { DAILY_COLUMNS, DAILY_WIDTH, type DailyColumn, dailyCounts } from "../../src/metrics/daily-counts.ts";
import type { DayPart } from "../../src/metrics/day-sets.ts";
import { frequencyCounts } from "../../src/metrics/frequency-counts.ts";
import { PartSums } from "../../src/metrics/part-sums.ts";
import { retentionCounts, retentionWidth } from "../../src/metrics/retention-counts.ts";
import { streakCounts } from "../../src/metrics/streak-counts.ts";
import { currentLengths, lengthCounts } from "../../src/metrics/streak-lengths.ts";
import { type Story, setsOf, stories } from "./story.ts";

type User = Story["users"][number];

const runs = { numRuns: Number(process.env.DAYSTREAK_PROPERTY_RUNS ?? 25) };

/** The growth state of a user on a date, or undefined before their first. */
function stateOn({ active }: User, day: DayNumber): DailyColumn | undefined {
  const before = [...active].filter((date) => date < day);
  const gap = day - Math.max(...before);
  if (active.has(day)) {
    if (before.length === 0) return "new";
    return gap <= 7 ? "current" : gap <= 30 ? "reactivated" : "resurrected";
  }
  if (before.length === 0) return undefined;
  return gap <= 6 ? "at_risk_wau" : gap <= 29 ? "at_risk_mau" : "dormant";
}

function wasActive({ active }: User, from: DayNumber, to: DayNumber): boolean {
  return [...active].some((day) => from <= day && day <= to);
}

/** One date's row, counted user by user. */
function expectedRow(users: readonly User[], day: DayNumber): Record<DailyColumn, number> {
  const count = (isOne: (user: User) => boolean): number => users.filter(isOne).length;
  const inState = (state: DailyColumn): number => count((user) => stateOn(user, day) === state);
  const moved = (from: DailyColumn, to: DailyColumn): number =>
    count((user) => stateOn(user, day - 1) === from && stateOn(user, day) === to);
  return {
    dau: count(({ active }) => active.has(day)),
    wau: count((user) => wasActive(user, day - 6, day)),
    mau28: count((user) => wasActive(user, day - 27, day)),
    mau30: count((user) => wasActive(user, day - 29, day)),
    ever: count((user) => wasActive(user, 0, day)),
    new: inState("new"),
    current: inState("current"),
    reactivated: inState("reactivated"),
    resurrected: inState("resurrected"),
    at_risk_wau: inState("at_risk_wau"),
    at_risk_mau: inState("at_risk_mau"),
    dormant: inState("dormant"),
    kept_new: moved("new", "current"),
    kept_current: moved("current", "current"),
    kept_reactivated: moved("reactivated", "current"),
    kept_resurrected: moved("resurrected", "current"),
    kept_at_risk_wau: moved("at_risk_wau", "current"),
    wau_lost: moved("at_risk_wau", "at_risk_mau"),
    mau_lost: moved("at_risk_mau", "dormant"),
    returning: count(({ active }) => active.has(day) && active.has(day - 1)),
  };
}

/** The run of a user as it reads on a date, and whether it was alive when each earlier date was closed. */
function streakOn({ active, kept }: User, day: DayNumber): number {
  let length = active.has(day) ? 1 : 0;
  for (let date = day - 1; active.has(date) || kept.has(date); date--) length += active.has(date) ? 1 : 0;
  return length;
}

/** Lengths of all runs of a user up to a date. */
function runsOf({ active, kept }: User, first: DayNumber, day: DayNumber): number[] {
  const lengths: number[] = [];
  let length = 0;
  for (let date = first; date <= day; date++) {
    if (active.has(date)) length++;
    else if (date < day && !kept.has(date)) {
      if (length > 0) lengths.push(length);
      length = 0;
    }
  }
  return length > 0 ? [...lengths, length] : lengths;
}

function firstOf(users: readonly User[]): DayNumber {
  return Math.min(...users.flatMap(({ active }) => [...active]));
}

function histogram(values: readonly number[], size: number): number[] {
  return Array.from({ length: size }, (_, value) => values.filter((other) => other === value).length);
}

describe("counting from day sets", () => {
  it("counts windows, growth states and moves of every date as a count user by user does", () => {
    fc.assert(
      fc.property(stories, fc.integer({ min: 0, max: 40 }), (story, skip) => {
        const sets = setsOf(story);
        const from = story.first + skip;
        const question = (story.last - from + 1) * DAILY_WIDTH;
        const counts = new PartSums().sum(sets.parts, "daily", question, (part) =>
          dailyCounts(part, firstOf(story.users), from, story.last),
        );
        for (let day = from; day <= story.last; day++) {
          const cells = [...counts.slice((day - from) * DAILY_WIDTH, (day - from + 1) * DAILY_WIDTH)];
          const row = Object.fromEntries(DAILY_COLUMNS.map((column, i) => [column, cells[i]]));
          expect(row).toEqual(expectedRow(story.users, day));
        }
      }),
      runs,
    );
  });

  it("counts who of each cohort came back", () => {
    fc.assert(
      fc.property(stories, (story) => {
        const question = {
          from: story.first,
          to: story.last - 10,
          last: story.last,
          days: [1, 3, 7],
          unbounded: [3, 14],
          brackets: [
            [1, 1],
            [2, 7],
          ] as const,
        };
        const width = retentionWidth(question);
        const cells = (question.to - question.from + 1) * width;
        const counts = new PartSums().sum(setsOf(story).parts, "retention", cells, (part) =>
          retentionCounts(part, firstOf(story.users), question),
        );
        for (let day = question.from; day <= question.to; day++) {
          const cohort = story.users.filter(({ active }) => active.has(day) && Math.min(...active) === day);
          const back = (from: DayNumber, to: DayNumber): number =>
            cohort.filter((user) => wasActive(user, from, to)).length;
          expect([...counts.slice((day - question.from) * width, (day - question.from + 1) * width)]).toEqual([
            cohort.length,
            ...question.days.map((n) => back(day + n, day + n)),
            ...question.unbounded.map((n) => back(day + n, story.last)),
            ...question.brackets.map(([a, b]) => back(day + a, day + b)),
          ]);
        }
      }),
      runs,
    );
  });

  it("counts active dates of the last 7 and 28", () => {
    fc.assert(
      fc.property(stories, fc.constantFrom(7, 28), fc.integer({ min: 0, max: 75 }), (story, length, offset) => {
        const day = story.first + offset;
        const counts = new PartSums().sum(setsOf(story).parts, "l", length + 1, (part) =>
          frequencyCounts(part, firstOf(story.users), day, length),
        );
        const seen = story.users.filter((user) => wasActive(user, 0, day));
        const dates = seen.map(({ active }) => [...active].filter((date) => day - length < date && date <= day).length);
        expect([...counts]).toEqual(histogram(dates, length + 1));
      }),
      runs,
    );
  });

  it("reads streaks on every date, with protected dates kept and today open", () => {
    fc.assert(
      fc.property(stories, (story) => {
        const first = firstOf(story.users);
        const parts = setsOf(story).parts.map((part) => streakCounts(part, first, first, story.last));
        for (let day = first; day <= story.last; day++) {
          const lengths = story.users.map((user) => streakOn(user, day));
          const at = (day - first) * 3;
          const sum = (cell: number): number =>
            parts.reduce((total, { sums }) => total + (sums[at + cell] as number), 0);
          const broken = story.users.filter(
            (user) => streakOn(user, day - 1) > 0 && !user.active.has(day - 1) && !user.kept.has(day - 1),
          );
          expect([
            sum(0),
            sum(1),
            sum(2),
            Math.max(...parts.map(({ longest }) => longest[day - first] as number)),
          ]).toEqual([
            lengths.filter((length) => length > 0).length,
            lengths.reduce((a, b) => a + b, 0),
            broken.length,
            Math.max(...lengths),
          ]);
        }
      }),
      runs,
    );
  });

  it("counts runs, greatest and present streaks by length", () => {
    fc.assert(
      fc.property(stories, fc.integer({ min: 0, max: 75 }), (story, offset) => {
        const first = firstOf(story.users);
        const day = Math.max(first, story.first + offset);
        const seen = story.users.filter((user) => wasActive(user, 0, day));
        const size = day - first + 2;
        const parts = setsOf(story).parts;
        const total = (of: (part: (typeof parts)[number]) => Int32Array): number[] =>
          parts.map(of).reduce((sum, counts) => sum.map((n, i) => n + (counts[i] as number)), Array(size).fill(0));
        const present = seen.map((user) => streakOn(user, day));
        expect(total((part) => lengthCounts(part, first, day).runs)).toEqual(
          histogram(
            seen.flatMap((user) => runsOf(user, first, day)),
            size,
          ),
        );
        expect(total((part) => lengthCounts(part, first, day).users_max)).toEqual(
          histogram(
            seen.map((user) => Math.max(0, ...runsOf(user, first, day))),
            size,
          ),
        );
        expect(total((part) => lengthCounts(part, first, day).users_current)).toEqual(histogram(present, size));
        expect(total((part) => currentLengths(part, first, day))).toEqual(histogram(present, size));
      }),
      runs,
    );
  });

  it("computes again only the parts that changed", () => {
    const asked: number[] = [];
    const sums = new PartSums();
    const story = { first: 20_000, last: 20_000, users: [] };
    const sets = setsOf(story);
    for (const ordinal of [5, 40_000, 80_000]) sets.set("active", 20_000, ordinal, true);
    const dau = (): number | undefined =>
      sums.sum(sets.parts, "dau", DAILY_WIDTH, (part) => {
        asked.push((sets.parts as DayPart[]).indexOf(part));
        return dailyCounts(part, 20_000, 20_000, 20_000);
      })[0];
    expect(dau()).toBe(3);
    sets.set("active", 20_000, 40_001, true);
    expect(dau()).toBe(4);
    sets.remove(80_000);
    expect(dau()).toBe(3);
    expect(asked).toEqual([0, 1, 2, 1, 2]);
  });
});
