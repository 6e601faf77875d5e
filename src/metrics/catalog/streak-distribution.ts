import type { Metric } from "../metric.ts";
import { lengthCounts } from "../streak-lengths.ts";

/** How long streaks get. */
export const streakDistribution: Metric = {
  name: "streak_distribution",
  title: "Streak lengths",
  unit: "runs",
  definition:
    "Runs of active dates by length, up to the last date asked for: all runs there ever were, the finished and the running; users by their longest run; users by the streak they have on that date.",
  columns: {
    runs: "runs of this length",
    users_max: "users whose longest run this is",
    users_current: "users whose streak this is now",
  },
  defaultDays: 1,
  rows({ parts, first, sums, group }, { to }) {
    if (first === undefined || to < first) return [{ length: 0, runs: 0, users_max: 0, users_current: 0 }];
    const size = to - first + 2;
    const counts = sums.sum(parts, `lengths ${to} ${group}`, size * 3, (part) => {
      const { runs, users_max, users_current } = lengthCounts(part, first, to);
      return Int32Array.from([...runs, ...users_max, ...users_current]);
    });
    return Array.from({ length: size }, (_, length) => ({
      length,
      runs: counts[length] as number,
      users_max: counts[size + length] as number,
      users_current: counts[2 * size + length] as number,
    })).filter((row) => row.length === 0 || row.runs + row.users_max + row.users_current > 0);
  },
};
