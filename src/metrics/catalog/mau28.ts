import { dailyRows } from "../daily-rows.ts";
import type { Metric } from "../metric.ts";

/** Monthly active users (28 dates). */
export const mau28: Metric = {
  name: "mau28",
  title: "Monthly active users (28 dates)",
  unit: "users",
  definition:
    "Distinct users active on at least one of the 28 dates that end with the date: four whole weeks, so that weekends weigh the same every day.",
  columns: { mau28: "users active on the 28 dates that end with the date" },
  defaultDays: 90,
  rows: (source, query) => dailyRows(source, query).map(({ date, mau28 }) => ({ date, mau28 })),
};
