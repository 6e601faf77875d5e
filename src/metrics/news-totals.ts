import type { DayNumber } from "../core/calendar.ts";
import type { DayNews } from "../core/day-news.ts";
import { TALLIES } from "../core/tallies.ts";
import type { TotalRow } from "../storage/store.ts";

/** What is added up over users, by date. Only what a number about all users is made of. */
export const TOTALS = {
  problemsSolved: "problems_solved",
  lessonsCompleted: "lessons_completed",
  /** Users seen in an hour of their own day; the key is the hour. */
  hour: "hour",
  /** Facts by name. */
  fact: "fact",
  /** Views and completions by lesson. */
  lessonView: "lesson_view",
  lessonCompleted: "lesson_completed",
} as const;

/** The totals that news add up to. */
export function totalsOf(users: readonly DayNews[]): TotalRow[] {
  const rows: TotalRow[] = [];
  const add = (date: DayNumber, name: string, key: string, value: number): void => {
    if (value !== 0) rows.push({ date, name, key, value });
  };
  for (const { dates, facts, refs, tallies } of users) {
    for (const { date, hours, problems, lessons } of dates) {
      add(date, TOTALS.problemsSolved, "", problems);
      add(date, TOTALS.lessonsCompleted, "", lessons);
      for (let hour = 0; hours >> hour !== 0; hour++) add(date, TOTALS.hour, String(hour), (hours >> hour) & 1);
    }
    for (const [name, date] of facts) add(date, TOTALS.fact, name, 1);
    for (const [type, ref, date] of refs) add(date, type, ref, 1);
    for (const [name, key, date, value] of tallies) add(date, TALLIES[name], key, value);
  }
  const sums = new Map<string, TotalRow>();
  addTotals(sums, rows);
  return [...sums.values()];
}

/** Adds totals to others. */
export function addTotals(sums: Map<string, TotalRow>, rows: readonly TotalRow[]): void {
  for (const row of rows) {
    const place = `${row.date} ${row.name} ${row.key}`;
    sums.set(place, { ...row, value: row.value + (sums.get(place)?.value ?? 0) });
  }
}
