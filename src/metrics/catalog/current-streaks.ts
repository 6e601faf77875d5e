import type { Metric } from "../metric.ts";
import { currentLengths } from "../streak-lengths.ts";

/** Streaks as they stand. */
export const currentStreaks: Metric = {
  name: "current_streaks",
  title: "Streaks now",
  unit: "users",
  definition:
    "Users by the length of their streak as it reads on the last date asked for, on which nobody has missed anything yet. Protected dates keep a streak and add nothing to it. 0 are users without one.",
  columns: { users: "users with a streak of this length" },
  defaultDays: 1,
  rows({ parts, first, sums, group }, { to }) {
    if (first === undefined || to < first) return [{ length: 0, users: 0 }];
    const counts = sums.sum(parts, `current ${to} ${group}`, to - first + 2, (part) => currentLengths(part, first, to));
    return [...counts].flatMap((users, length) => (users > 0 || length === 0 ? [{ length, users }] : []));
  },
};
