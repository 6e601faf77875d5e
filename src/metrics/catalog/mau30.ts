import { dailyRows } from "../daily-rows.ts";
import type { Metric } from "../metric.ts";

/** Monthly active users (30 dates). */
export const mau30: Metric = {
  name: "mau30",
  title: "Monthly active users (30 dates)",
  unit: "users",
  definition: "Distinct users active on at least one of the 30 dates that end with the date.",
  columns: { mau30: "users active on the 30 dates that end with the date" },
  defaultDays: 90,
  rows: (source, query) => dailyRows(source, query).map(({ date, mau30 }) => ({ date, mau30 })),
};
