import { dailyRows } from "../daily-rows.ts";
import type { Metric } from "../metric.ts";

/** Daily active users. */
export const dau: Metric = {
  name: "dau",
  title: "Daily active users",
  unit: "users",
  definition:
    "Distinct users with at least one activity on the date, each in their own local day. Dates known only because an imported streak implied them do not count.",
  columns: { dau: "users active on the date" },
  defaultDays: 90,
  rows: (source, query) => dailyRows(source, query).map(({ date, dau }) => ({ date, dau })),
};
