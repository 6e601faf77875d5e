import { type DayNumber, formatDate } from "../../core/calendar.ts";
import type { DayPart } from "../day-sets.ts";
import type { Metric, MetricSource } from "../metric.ts";
import { STREAK_COLUMNS, type StreakCounts, streakCounts } from "../streak-counts.ts";

/** Streaks date by date: how many hold, how long they are, how many broke. */
export const liveStreaks: Metric = {
  name: "live_streaks",
  title: "Streaks held and broken",
  unit: "users",
  definition:
    "Users with a streak as it read on the date, when nobody had missed that date yet; the sum and the greatest of their lengths; and streaks that read 0 on the date for the first time because the date before was missed. Protected dates keep a streak.",
  columns: {
    live_streak_users: "users with a streak",
    live_streak_sum: "the sum of their lengths",
    live_streak_max: "the longest",
    broken_streaks: "streaks that broke",
  },
  defaultDays: 90,
  rows(source, { from, to }) {
    const { sums, longest } = streaksOf(source, from, to);
    return longest.map((max, i) => {
      const [users, sum, broken] = sums.slice(i * STREAK_COLUMNS.length) as [number, number, number];
      return {
        date: formatDate(from + i),
        live_streak_users: users,
        live_streak_sum: sum,
        live_streak_max: max,
        broken_streaks: broken,
      };
    });
  },
};

function streaksOf(
  { parts, first, sums, group }: MetricSource,
  from: DayNumber,
  to: DayNumber,
): { sums: number[]; longest: number[] } {
  const dates = to - from + 1;
  const cells = dates * STREAK_COLUMNS.length;
  if (first === undefined) return { sums: new Array(cells).fill(0), longest: new Array(dates).fill(0) };
  const made = new Map<DayPart, StreakCounts>();
  const of = (part: DayPart): StreakCounts => {
    const counts = made.get(part) ?? streakCounts(part, first, from, to);
    made.set(part, counts);
    return counts;
  };
  const question = `streaks ${from} ${to} ${group}`;
  return {
    sums: [...sums.sum(parts, question, cells, (part) => of(part).sums)],
    longest: [...sums.sum(parts, `${question} longest`, dates, (part) => of(part).longest, Math.max)],
  };
}
