import type { Metric } from "../metric.ts";
import { TOTALS } from "../news-totals.ts";
import { totalRows } from "../total-rows.ts";

/** Problems solved. */
export const problemsSolved: Metric = {
  name: TOTALS.problemsSolved,
  title: "Problems solved",
  unit: "count",
  definition:
    "Problems solved on the users' local dates; the same problem counts once for each user and date. Users who were erased stay in it until reports are made again.",
  columns: { problems_solved: "problems solved" },
  defaultDays: 90,
  hasPeriods: true,
  isOfEverybody: true,
  rows: (source, query) => totalRows(source, query, TOTALS.problemsSolved),
};
