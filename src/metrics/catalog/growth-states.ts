import { dailyRows } from "../daily-rows.ts";
import type { Metric } from "../metric.ts";

/** The seven growth states of Duolingo's growth model. */
export const growthStates: Metric = {
  name: "growth_states",
  title: "Growth states",
  unit: "users",
  definition:
    "Every user ever seen is in exactly one of seven states a day (Duolingo's growth model). With g = dates since the last active one before: active today and new, current (g up to 7), reactivated (8 to 30) or resurrected (31 and more); not active today and at risk of leaving the week (g up to 6) or the month (7 to 29), or dormant (30 and more). DAU is the sum of the first four, WAU adds atRiskWAU, MAU (30 dates) adds atRiskMAU.",
  columns: {
    new: "active for the first time",
    current: "active, and on one of the 7 dates before",
    reactivated: "active after 8 to 30 dates",
    resurrected: "active after 31 dates or more",
    atRiskWAU: "not active today, but on one of the 6 dates before",
    atRiskMAU: "last active 7 to 29 dates before",
    dormant: "last active 30 dates before, or longer ago",
  },
  defaultDays: 90,
  rows: (source, query) =>
    dailyRows(source, query).map((row) => ({
      date: row.date,
      new: row.new,
      current: row.current,
      reactivated: row.reactivated,
      resurrected: row.resurrected,
      atRiskWAU: row.at_risk_wau,
      atRiskMAU: row.at_risk_mau,
      dormant: row.dormant,
    })),
};
