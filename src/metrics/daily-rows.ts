import { type DayNumber, formatDate } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import { DAILY_COLUMNS, DAILY_WIDTH, type DailyColumn, dailyCounts } from "./daily-counts.ts";
import type { MetricQuery, MetricSource } from "./metric.ts";

/** The counts of one date. */
export type DailyRow = Readonly<Record<DailyColumn, number>> & { readonly date: string };

/** The counts of every date of a range, checked: a sum that does not add up is a defect and no answer. */
export function dailyRows(source: MetricSource, { from, to }: Pick<MetricQuery, "from" | "to">): DailyRow[] {
  const { parts, first, sums, group } = source;
  const dates = to - from + 1;
  const counts =
    first === undefined
      ? new Float64Array(dates * DAILY_WIDTH)
      : sums.sum(parts, `daily ${from} ${to} ${group}`, dates * DAILY_WIDTH, (part) =>
          dailyCounts(part, first, from, to),
        );
  return Array.from({ length: dates }, (_, i) => {
    const row = rowOf(from + i, counts.subarray(i * DAILY_WIDTH, (i + 1) * DAILY_WIDTH));
    requireIdentities(row);
    return row;
  });
}

function rowOf(day: DayNumber, cells: Float64Array): DailyRow {
  const counts = Object.fromEntries(DAILY_COLUMNS.map((column, i) => [column, cells[i] as number]));
  return { date: formatDate(day), ...(counts as Record<DailyColumn, number>) };
}

/** Each user is in exactly one state a day, and the active come from exactly one state of the day before. */
function requireIdentities(row: DailyRow): void {
  const identities = {
    "dau = new + current + reactivated + resurrected":
      row.dau - row.new - row.current - row.reactivated - row.resurrected,
    "wau = dau + at-risk wau": row.wau - row.dau - row.at_risk_wau,
    "mau30 = wau + at-risk mau": row.mau30 - row.wau - row.at_risk_mau,
    "everybody = mau30 + dormant": row.ever - row.mau30 - row.dormant,
    "current = kept from each state":
      row.current -
      row.kept_new -
      row.kept_current -
      row.kept_reactivated -
      row.kept_resurrected -
      row.kept_at_risk_wau,
  };
  for (const [identity, difference] of Object.entries(identities)) {
    if (difference !== 0) {
      throw new DaystreakError(
        "internal",
        `the counts of ${row.date} do not add up: ${identity} is off by ${difference}`,
      );
    }
  }
}
