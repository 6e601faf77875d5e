import { dailyRows } from "../daily-rows.ts";
import type { Metric } from "../metric.ts";
import { share } from "../share.ts";

/** How often those who come, come. */
export const stickiness: Metric = {
  name: "stickiness",
  title: "Stickiness",
  unit: "share",
  definition:
    "Daily active users as a share of the weekly and of the monthly ones (28 dates): the chance that somebody of the month is there on a day.",
  columns: { dau_wau: "dau / wau", dau_mau28: "dau / mau28" },
  defaultDays: 90,
  rows: (source, query) =>
    dailyRows(source, query).map(({ date, dau, wau, mau28 }) => ({
      date,
      dau_wau: share(dau, wau),
      dau_mau28: share(dau, mau28),
    })),
};
