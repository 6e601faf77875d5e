import { formatDate } from "../../core/calendar.ts";
import { type Cohort, cohortsOf, totalOf } from "../cohorts.ts";
import type { Metric, Row } from "../metric.ts";

const DAYS = [1, 3, 7, 14, 30];
const BRACKETS = [
  [1, 1],
  [2, 7],
  [8, 30],
] as const;

/** Whether those who came for the first time come back. */
export const retention: Metric = {
  name: "retention",
  title: "Retention by cohort",
  unit: "users",
  definition:
    'A cohort is the users whose first active date is the given one (or in the given week or month). Dk: active on exactly the k-th date after their first; Uk: on that date or any later one (unbounded); Ba_b: on at least one of the a-th to b-th dates (bracket). eligk and eligBa_b are 1 where all of a cohort has had that date by the end of the range. The row "total" adds up, column by column, the cohorts that had, with their users in size_ columns.',
  columns: {
    size: "users of the cohort",
    ...Object.fromEntries(
      DAYS.flatMap((k) => [
        [`D${k}`, `active on exactly date ${k}`],
        [`U${k}`, `active on date ${k} or later`],
        [`elig${k}`, `1 where date ${k} is over for all of the cohort`],
      ]),
    ),
    ...Object.fromEntries(
      BRACKETS.flatMap(([a, b]) => [
        [`B${a}_${b}`, `active on one of the dates ${a} to ${b}`],
        [`eligB${a}_${b}`, `1 where date ${b} is over for all of the cohort`],
      ]),
    ),
  },
  defaultDays: 90,
  hasPeriods: true,
  rows(source, query) {
    const question = { days: DAYS, unbounded: DAYS, brackets: BRACKETS };
    const cohorts = cohortsOf(source, query, question);
    const rows = cohorts.map((cohort): Row => ({ cohort: formatDate(cohort.from), ...cellsOf(cohort) }));
    return [...rows, totalRow(cohorts)];
  },
};

function cellsOf({ size, exact, unbounded, brackets, lastDate, end }: Cohort): Record<string, number> {
  const isEligible = (k: number): number => (lastDate + k <= end ? 1 : 0);
  return {
    size,
    ...Object.fromEntries(
      DAYS.flatMap((k, i) => [
        [`D${k}`, exact[i] as number],
        [`U${k}`, unbounded[i] as number],
        [`elig${k}`, isEligible(k)],
      ]),
    ),
    ...Object.fromEntries(
      BRACKETS.flatMap(([a, b], i) => [
        [`B${a}_${b}`, brackets[i] as number],
        [`eligB${a}_${b}`, isEligible(b)],
      ]),
    ),
  };
}

function totalRow(cohorts: readonly Cohort[]): Row {
  const row: Record<string, string | number> = { cohort: "total", size: 0 };
  for (const { size } of cohorts) row.size = (row.size as number) + size;
  for (const [i, k] of DAYS.entries()) {
    row[`D${k}`] = totalOf(cohorts, k, ({ exact }) => exact[i] as number);
    row[`U${k}`] = totalOf(cohorts, k, ({ unbounded }) => unbounded[i] as number);
    row[`size_${k}`] = totalOf(cohorts, k, ({ size }) => size);
  }
  for (const [i, [a, b]] of BRACKETS.entries()) {
    row[`B${a}_${b}`] = totalOf(cohorts, b, ({ brackets }) => brackets[i] as number);
    row[`size_B${a}_${b}`] = totalOf(cohorts, b, ({ size }) => size);
  }
  return row;
}
