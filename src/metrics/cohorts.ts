import type { DayNumber } from "../core/calendar.ts";
import type { MetricQuery, MetricSource } from "./metric.ts";
import { periodsOf, wholePeriods } from "./periods.ts";
import { type RetentionQuestion, retentionCounts, retentionWidth } from "./retention-counts.ts";

/** Users whose first active date is in a period, and how many of them came back; in the order of the question. */
export interface Cohort {
  readonly from: DayNumber;
  /** The last date of the period on which a first date can have been. */
  readonly lastDate: DayNumber;
  /** The last date looked at. */
  readonly end: DayNumber;
  readonly size: number;
  readonly exact: readonly number[];
  readonly unbounded: readonly number[];
  readonly brackets: readonly number[];
}

/** The cohorts of a range that have users; dates after the end of the range are not looked at. */
export function cohortsOf(
  { parts, first, sums, group }: MetricSource,
  { to, period, ...range }: MetricQuery,
  { days, unbounded, brackets }: Pick<RetentionQuestion, "days" | "unbounded" | "brackets">,
): Cohort[] {
  if (first === undefined) return [];
  const { from } = wholePeriods({ ...range, to }, period);
  const question = { from, to, last: to, days, unbounded, brackets };
  const width = retentionWidth(question);
  const name = `retention ${from} ${to} ${days} ${unbounded} ${brackets.join(" ")} ${group}`;
  const counts = sums.sum(parts, name, (to - from + 1) * width, (part) => retentionCounts(part, first, question));
  return periodsOf({ from, to }, period)
    .map((span) => {
      const lastDate = Math.min(span.to, to);
      const cells = new Array<number>(width).fill(0);
      for (let day = span.from; day <= lastDate; day++) {
        for (let cell = 0; cell < width; cell++) {
          cells[cell] = (cells[cell] as number) + (counts[(day - from) * width + cell] as number);
        }
      }
      return {
        from: span.from,
        lastDate,
        end: to,
        size: cells[0] as number,
        exact: cells.slice(1, 1 + days.length),
        unbounded: cells.slice(1 + days.length, 1 + days.length + unbounded.length),
        brackets: cells.slice(1 + days.length + unbounded.length),
      };
    })
    .filter(({ size }) => size > 0);
}

/** A column added up over the cohorts that have had the given date. */
export function totalOf(cohorts: readonly Cohort[], date: number, of: (cohort: Cohort) => number): number {
  return cohorts.reduce((sum, cohort) => sum + (cohort.lastDate + date <= cohort.end ? of(cohort) : 0), 0);
}
