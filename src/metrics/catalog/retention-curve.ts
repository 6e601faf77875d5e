import { formatDate } from "../../core/calendar.ts";
import { cohortsOf, totalOf } from "../cohorts.ts";
import type { Metric, Row } from "../metric.ts";

const DAYS = Array.from({ length: 30 }, (_, i) => i + 1);

/** N-day retention of each cohort, date by date: the heat map. */
export const retentionCurve: Metric = {
  name: "retention_curve",
  title: "Retention, date by date",
  unit: "users",
  definition:
    'Of each cohort (users whose first active date is in the given day, week or month), those active on exactly the k-th date after their own first, for k from 1 to 30; null where not all of the cohort has had that date by the end of the range. The row "total" adds up the cohorts that had, with their users in size_ columns.',
  columns: {
    size: "users of the cohort",
    ...Object.fromEntries(DAYS.map((k) => [`D${k}`, `active on exactly date ${k}`])),
  },
  defaultDays: 84,
  hasPeriods: true,
  rows(source, query) {
    const cohorts = cohortsOf(source, query, { days: DAYS, unbounded: [], brackets: [] });
    const rows = cohorts.map(
      ({ from, size, exact, lastDate, end }): Row => ({
        cohort: formatDate(from),
        size,
        ...Object.fromEntries(DAYS.map((k, i) => [`D${k}`, lastDate + k <= end ? (exact[i] as number) : null])),
      }),
    );
    const total: Row = {
      cohort: "total",
      size: cohorts.reduce((sum, { size }) => sum + size, 0),
      ...Object.fromEntries(
        DAYS.flatMap((k, i) => [
          [`D${k}`, totalOf(cohorts, k, ({ exact }) => exact[i] as number)],
          [`size_${k}`, totalOf(cohorts, k, ({ size }) => size)],
        ]),
      ),
    };
    return [...rows, total];
  },
};
