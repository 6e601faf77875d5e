import { formatDate } from "../../core/calendar.ts";
import { completionCounts } from "../completion-counts.ts";
import type { Metric } from "../metric.ts";
import { periodsOf, wholePeriods } from "../periods.ts";
import { share } from "../share.ts";

/** How many of those who come meet the daily goal. */
export const completionRate: Metric = {
  name: "completion_rate",
  title: "Completion rate",
  unit: "share",
  definition:
    "Days of users that met the daily goal (complete), as a share of all days on which users were active. By week or month the days of all users are added up.",
  columns: {
    active_days: "days on which users were active",
    complete_days: "those that met the goal",
    completion_rate: "complete_days / active_days",
  },
  defaultDays: 90,
  hasPeriods: true,
  rows({ parts, sums, group }, { period, ...range }) {
    const { from, to } = wholePeriods(range, period);
    const counts = sums.sum(parts, `completion ${from} ${to} ${group}`, (to - from + 1) * 2, (part) =>
      completionCounts(part, from, to),
    );
    return periodsOf({ from, to }, period).map((span) => {
      let active = 0;
      let complete = 0;
      for (let day = span.from; day <= span.to; day++) {
        active += counts[(day - from) * 2] as number;
        complete += counts[(day - from) * 2 + 1] as number;
      }
      return {
        date: formatDate(span.from),
        active_days: active,
        complete_days: complete,
        completion_rate: share(complete, active),
      };
    });
  },
};
