import { formatDate } from "../../core/calendar.ts";
import { LIFECYCLE_COLUMNS, lifecycleCounts } from "../lifecycle-counts.ts";
import type { Metric } from "../metric.ts";
import { nextPeriod, periodsOf } from "../periods.ts";
import { share } from "../share.ts";

/** Who came, stayed, came back and left, by day, week or month. */
export const lifecycle: Metric = {
  name: "lifecycle",
  title: "Lifecycle",
  unit: "users",
  definition:
    "Users active in the period for the first time ever (new), also in the period before (returning), or again after a pause (resurrecting); dormant were active in the period before and are not in this one. The quick ratio is those won, new and resurrecting, for each one lost: above 1 the platform grows. Weeks begin on Monday; the period that runs is counted as far as it has come.",
  columns: {
    lc_new: "active for the first time",
    lc_returning: "active, and in the period before",
    lc_resurrecting: "active, not in the period before, but earlier",
    lc_dormant: "active in the period before, not in this one",
    quick_ratio: "(lc_new + lc_resurrecting) / lc_dormant",
  },
  defaultDays: 90,
  hasPeriods: true,
  rows({ parts, first, sums, group }, { from, to, period }) {
    const periods = periodsOf({ from, to }, period);
    const start = periods[0]?.from ?? from;
    const before = { from: nextPeriod(start, period, -1), to: start - 1 };
    const width = LIFECYCLE_COLUMNS.length;
    const counts = sums.sum(parts, `lifecycle ${period} ${from} ${to} ${group}`, periods.length * width, (part) =>
      lifecycleCounts(part, first ?? start, before, periods),
    );
    return periods.map((span, i) => {
      const [fresh, returning, resurrecting, dormant] = counts.subarray(i * width) as unknown as number[];
      const cells = { lc_new: fresh, lc_returning: returning, lc_resurrecting: resurrecting, lc_dormant: dormant };
      const won = (fresh as number) + (resurrecting as number);
      return {
        date: formatDate(span.from),
        ...(cells as Record<string, number>),
        quick_ratio: share(won, dormant as number),
      };
    });
  },
};
