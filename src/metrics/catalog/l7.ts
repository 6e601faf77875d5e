import { frequencyRows } from "../frequency-rows.ts";
import type { Metric } from "../metric.ts";

/** How many of the last 7 dates users are active on. */
export const l7: Metric = {
  name: "l7",
  title: "L7",
  unit: "users",
  definition:
    "Users by the number of dates, of the 7 that end with the last date asked for, on which they were active. 0 are users who were active before and not on any of them.",
  columns: { users: "users active on so many dates" },
  defaultDays: 7,
  rows: (source, { to }) => frequencyRows(source, to, 7).map((users, days) => ({ days, users })),
};
