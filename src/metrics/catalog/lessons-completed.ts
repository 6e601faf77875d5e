import type { Metric } from "../metric.ts";
import { TOTALS } from "../news-totals.ts";
import { totalRows } from "../total-rows.ts";

/** Lessons completed. */
export const lessonsCompleted: Metric = {
  name: TOTALS.lessonsCompleted,
  title: "Lessons completed",
  unit: "count",
  definition:
    "Lessons completed on the users' local dates; the same lesson counts once for each user and date. Users who were erased stay in it until reports are made again.",
  columns: { lessons_completed: "lessons completed" },
  defaultDays: 90,
  hasPeriods: true,
  isOfEverybody: true,
  rows: (source, query) => totalRows(source, query, TOTALS.lessonsCompleted),
};
