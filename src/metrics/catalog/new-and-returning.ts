import { dailyRows } from "../daily-rows.ts";
import type { Metric } from "../metric.ts";

/** Active users by whether they were ever there before. */
export const newAndReturning: Metric = {
  name: "new_and_returning",
  title: "New and returning users",
  unit: "users",
  definition: "Active users of the date: on their first date ever, and on a later one.",
  columns: { new: "first active date ever", returning: "active on an earlier date, too" },
  defaultDays: 90,
  rows: (source, query) =>
    dailyRows(source, query).map(({ date, dau, ...row }) => ({ date, new: row.new, returning: dau - row.new })),
};
