import { frequencyRows } from "../frequency-rows.ts";
import type { Metric } from "../metric.ts";

/** How many of the last 28 dates users are active on. */
export const l28: Metric = {
  name: "l28",
  title: "L28",
  unit: "users",
  definition:
    "Users by the number of dates, of the 28 that end with the last date asked for, on which they were active. 0 are users who were active before and not on any of them.",
  columns: { users: "users active on so many dates" },
  defaultDays: 28,
  rows: (source, { to }) => frequencyRows(source, to, 28).map((users, days) => ({ days, users })),
};
