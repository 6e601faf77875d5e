import { dailyRows } from "../daily-rows.ts";
import type { Metric } from "../metric.ts";

/** Weekly active users. */
export const wau: Metric = {
  name: "wau",
  title: "Weekly active users",
  unit: "users",
  definition: "Distinct users active on at least one of the 7 dates that end with the date.",
  columns: { wau: "users active on the 7 dates that end with the date" },
  defaultDays: 90,
  rows: (source, query) => dailyRows(source, query).map(({ date, wau }) => ({ date, wau })),
};
