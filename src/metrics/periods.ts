import { DAY_MS, type DayNumber, formatDate, requireDate, weekdayOf } from "../core/calendar.ts";
import type { Period } from "./metric.ts";

/** Dates taken together, both ends included. */
export interface Span {
  readonly from: DayNumber;
  readonly to: DayNumber;
}

/** The first date of the period that a date is in. */
function periodStart(day: DayNumber, period: Period): DayNumber {
  if (period === "day") return day;
  if (period === "week") return day - weekdayOf(day) + 1;
  return requireDate(`${formatDate(day).slice(0, 7)}-01`);
}

/** The first date of the next period; with `steps`, of one further away in either direction. */
export function nextPeriod(start: DayNumber, period: Period, steps = 1): DayNumber {
  if (period === "day") return start + steps;
  if (period === "week") return start + 7 * steps;
  const [year, month] = formatDate(start).split("-").map(Number) as [number, number];
  return Date.UTC(year, month - 1 + steps, 1) / DAY_MS;
}

/** The dates of all periods that a range touches: what is counted of a period does not depend on where the range cuts it. */
export function wholePeriods({ from, to }: Span, period: Period): Span {
  return { from: periodStart(from, period), to: nextPeriod(periodStart(to, period), period) - 1 };
}

/** The periods that dates of a range are in, whole ones, ascending. */
export function periodsOf({ from, to }: Span, period: Period): Span[] {
  const spans: Span[] = [];
  for (let start = periodStart(from, period); start <= to; ) {
    const next = nextPeriod(start, period);
    spans.push({ from: start, to: next - 1 });
    start = next;
  }
  return spans;
}

/** As many dates right before those of a range; taken together, as many weeks or months, whole ones. */
export function rangeBefore(range: Span, period: Period): [from: DayNumber, to: DayNumber] {
  const periods = periodsOf(range, period);
  const start = periods[0]?.from ?? range.from;
  return [nextPeriod(start, period, -periods.length), start - 1];
}
