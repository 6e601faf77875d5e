import { metricsOf } from "../../src/api/metrics-of.ts";
import { DAY_MS, type DayNumber } from "../../src/core/calendar.ts";
import { TALLIES } from "../../src/core/tallies.ts";
import type { DaySets } from "../../src/metrics/day-sets.ts";
import { TOTALS } from "../../src/metrics/news-totals.ts";
import { countUsers } from "../../src/metrics/user-bits.ts";
import { openStore } from "../../src/storage/open.ts";
import type { Store, TotalRow } from "../../src/storage/store.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { FIRST, TODAY } from "./year-of-users.ts";

const LESSONS = 400;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Rows of one transaction. */
const STEP = 20_000;
/** Activities of each type that an active user sends on a date. */
const TYPES: Readonly<Record<string, number>> = {
  request: 4,
  session: 1,
  lesson_view: 2,
  problem_view: 3,
  problem_solved: 2.5,
  lesson_completed: 0.6,
};
/** Facts for each active user of a date. */
const FACTS: Readonly<Record<string, number>> = {
  "streak.started:presence": 0.12,
  "streak.extended:presence": 0.88,
  "streak.broken:presence": 0.11,
  "streak.healed:presence": 0.004,
  "streak.started:goal": 0.1,
  "streak.extended:goal": 0.4,
  "streak.broken:goal": 0.1,
  "streak.healed:goal": 0.003,
  "day.completed": 0.5,
  "freeze.consumed": 0.02,
  "freeze.earned": 0.03,
  "freeze.returned": 0.001,
  "streak.restored": 0.002,
  "milestone.reached:7": 0.02,
  "milestone.reached:30": 0.004,
};
/** Users' days by how much was done on them, as shares: the lower end of each step. */
const THINGS: Readonly<Record<number, number>> = { 1: 0.86, 16: 0.08, 20: 0.03, 24: 0.02, 32: 0.008, 48: 0.002 };

/**
 * Adds what else a year of many users leaves for reports: problems, lessons, hours, facts, and some users who are odd. All
 * of it follows from how many users were active on each date.
 * @returns rows of totals
 */
export async function fillTotals(url: string, sets: DaySets): Promise<number> {
  const store = await openStore(url);
  const rows: TotalRow[] = [];
  for (let day = FIRST; day <= TODAY; day++) {
    const active = sets.parts.reduce((sum, part) => sum + countUsers(part.users("active", day)), 0);
    rows.push(...totalsOn(day, active));
  }
  for (let from = 0; from < rows.length; from += STEP) await store.metrics.addTotals(rows.slice(from, from + STEP));
  await recordOddities(store);
  return rows.length;
}

function totalsOn(date: DayNumber, active: number): TotalRow[] {
  const rows: TotalRow[] = [];
  const add = (name: string, key: string, value: number): void => {
    if (Math.round(value) > 0) rows.push({ date, name, key, value: Math.round(value) });
  };
  add(TOTALS.problemsSolved, "", active * 2.5);
  add(TOTALS.lessonsCompleted, "", active * 0.6);
  for (const [fact, share] of Object.entries(FACTS)) add(TOTALS.fact, fact, active * share);
  for (const [step, share] of Object.entries(THINGS)) add(TALLIES.things, step, active * share);
  add(TALLIES.restores, "", active * 0.002);
  for (let hour = 0; hour < 24; hour++) {
    // Most learn in the evening.
    const share = (1 + Math.sin(((hour - 12) / 24) * 2 * Math.PI)) / 24;
    add(TOTALS.hour, String(hour), active * 1.6 * share);
    for (const [type, each] of Object.entries(TYPES)) add(TALLIES.type, `${hour} ${type}`, active * each * share);
  }
  for (let lesson = 0; lesson < LESSONS; lesson++) {
    // A few lessons have most of the views.
    const share = 1 / (lesson + 1) / 6.6;
    add(TOTALS.lessonView, `lesson-${lesson}`, active * 2 * share);
    add(TOTALS.lessonCompleted, `lesson-${lesson}`, active * 0.6 * share);
  }
  return rows;
}

/** Three users a week do what people do not: a rate, zones, a clock. Their news is counted, as a service does. */
async function recordOddities(store: Store): Promise<void> {
  let now = 0;
  const tracker = await createTracker({ store, clock: () => now });
  await store.metrics.leaveNews(true);
  for (let day = FIRST + 7; day <= TODAY; day += 7) {
    now = day * DAY_MS + 20 * HOUR_MS;
    const record = async (
      userId: string,
      count: number,
      each: (i: number) => object,
      sentAt?: number,
    ): Promise<void> => {
      const inputs = Array.from({ length: count }, (_, i) => {
        return {
          userId,
          type: "problem_solved",
          ref: `odd-${i}`,
          at: now - (count - i) * MINUTE_MS,
          zone: "UTC",
          ...each(i),
        };
      });
      const outcomes = await tracker.recordMany(inputs, { source: "live", ...(sentAt !== undefined && { sentAt }) });
      if (outcomes.some(({ status }) => status === "rejected")) throw new Error("an activity was refused");
    };
    await record(`bot-${day}`, 300, () => ({}));
    await record(`traveller-${day}`, 8, (i) => ({ zone: i % 2 === 0 ? "Asia/Tokyo" : "America/New_York" }));
    await record(`clock-${day}`, 1, () => ({}), now + 5 * HOUR_MS);
  }
  await metricsOf(tracker).keeper.round();
  await tracker.close();
}
