import { DAY_MS, type DayNumber, type Instant } from "./calendar.ts";
import { localDate, localMinute, offsetAt } from "./zones.ts";

const MINUTE_MS = 60_000;

/**
 * The instant at which wall clocks show a time on a local date. Where clocks go back over it the first such instant; where
 * they go forward over it the time as much later; `undefined` where the date has no such time at all.
 * @param minute after midnight; before the day start it is on the morning that ends the date
 */
export function instantOf(date: DayNumber, minute: number, zone: string, dayStart: number): Instant | undefined {
  const wall = (date + (minute < dayStart ? 1 : 0)) * DAY_MS + minute * MINUTE_MS;
  const before = offsetAt(zone, wall - DAY_MS);
  let at = wall - before;
  if (offsetAt(zone, at) !== before) {
    const after = offsetAt(zone, wall + DAY_MS);
    if (offsetAt(zone, wall - after) === after) at = wall - after;
  }
  return localDate(at, zone, dayStart) === date ? at : undefined;
}

/** A span of the wall clock, in minutes after midnight; it may span midnight. */
export interface ClockSpan {
  readonly from: number;
  readonly to: number;
}

/** Whether a time of day lies in a span. */
export function isWithin(minute: number, { from, to }: ClockSpan): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** The end of a span that an instant lies in, or the instant itself where it lies in none. */
export function endOfSpan(at: Instant, zone: string, span: ClockSpan | null): Instant {
  if (span === null) return at;
  const minute = localMinute(at, zone);
  if (!isWithin(minute, span)) return at;
  const date = localDate(at, zone) + (minute >= span.to ? 1 : 0);
  return instantOf(date, span.to, zone, 0) ?? at;
}
