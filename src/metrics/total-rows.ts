import { type DayNumber, formatDate } from "../core/calendar.ts";
import type { MetricQuery, MetricSource, Row } from "./metric.ts";
import { periodsOf, wholePeriods } from "./periods.ts";

/** One total added up by period, also where it is 0. */
export async function totalRows(source: MetricSource, query: MetricQuery, name: string): Promise<Row[]> {
  const { period } = query;
  const { from, to } = wholePeriods(query, period);
  const byDate = new Map<DayNumber, number>();
  for (const { date, value } of await source.totals(from, to, name)) byDate.set(date, (byDate.get(date) ?? 0) + value);
  return periodsOf({ from, to }, period).map((span) => {
    let sum = 0;
    for (let date = span.from; date <= span.to; date++) sum += byDate.get(date) ?? 0;
    return { date: formatDate(span.from), [name]: sum };
  });
}
