import { frequencyRows } from "../frequency-rows.ts";
import type { Metric } from "../metric.ts";

const LEVELS = [
  { level: "none", from: 0, to: 0 },
  { level: "low", from: 1, to: 3 },
  { level: "medium", from: 4, to: 11 },
  { level: "high", from: 12, to: 20 },
  { level: "daily", from: 21, to: 28 },
];

/** Users by how regularly they come. */
export const engagement: Metric = {
  name: "engagement",
  title: "Engagement levels",
  unit: "users",
  definition:
    "Users by active dates of the 28 that end with the last date asked for: none 0, low 1–3, medium 4–11, high 12–20, daily 21 and more.",
  columns: { from: "fewest active dates", to: "most active dates", users: "users of the level" },
  defaultDays: 28,
  rows(source, { to }) {
    const counts = frequencyRows(source, to, 28);
    return LEVELS.map((level) => ({
      ...level,
      users: counts.slice(level.from, level.to + 1).reduce((sum, users) => sum + users, 0),
    }));
  },
};
