import { DaystreakError } from "./errors.ts";

/** A calendar date as whole days since 1970-01-01; pure arithmetic, no zone. */
export type DayNumber = number;

/** A calendar date as `YYYY-MM-DD`, the form in which dates leave the core. */
export type LocalDate = string;

/** An instant in milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Milliseconds in a nominal day. */
export const DAY_MS = 86_400_000;

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The dates of one moment are few and asked for by every user. */
const formatted = new Map<DayNumber, LocalDate>();
const MAX_FORMATTED = 4096;

/** The `YYYY-MM-DD` form of a day number. */
export function formatDate(day: DayNumber): LocalDate {
  const known = formatted.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * DAY_MS).toISOString().slice(0, 10);
  if (formatted.size === MAX_FORMATTED) formatted.clear();
  formatted.set(day, text);
  return text;
}

/** The day number of a `YYYY-MM-DD` date, or `undefined` where the text is no existing date. */
export function parseDate(text: string): DayNumber | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / DAY_MS;
  return formatDate(day) === text ? day : undefined;
}

/**
 * Like {@link parseDate}, for input that must be a date.
 * @throws DaystreakError `date_invalid`
 */
export function requireDate(text: string, name = "date"): DayNumber {
  const day = parseDate(text);
  if (day === undefined) throw new DaystreakError("date_invalid", `${name} must be an existing date as YYYY-MM-DD`);
  return day;
}

/** The last date that every database can spell. */
export const LATEST_DATE: DayNumber = requireDate("9999-12-31");

/** ISO weekday of a day: 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: DayNumber): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
