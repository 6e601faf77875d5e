const DAY_MS = 86_400_000;
const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const LONG = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const LOCAL = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** Milliseconds of the beginning of a date (`YYYY-MM-DD`) in UTC. */
export function dateMs(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** The date so many days later, or earlier. */
export function addDays(date: string, days: number): string {
  return new Date(dateMs(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many dates a range has, both ends included. */
export function daysBetween(from: string, to: string): number {
  return Math.round((dateMs(to) - dateMs(from)) / DAY_MS) + 1;
}

/** 4 Mar */
export function shortDate(date: string): string {
  return SHORT.format(dateMs(date));
}

/** 4 Mar 2026 */
export function longDate(date: string): string {
  return LONG.format(dateMs(date));
}

/** Wed 4 Mar */
export function weekdayDate(date: string): string {
  return WEEKDAY.format(dateMs(date));
}

/** 4 Mar 2026, 18:20, by the clock of who looks. */
export function localTime(instant: string): string {
  return LOCAL.format(Date.parse(instant));
}

/** 18:20:05, by the clock of who looks. */
export function clockTime(instant: string): string {
  return CLOCK.format(Date.parse(instant));
}

/** How dates are taken together. */
export const PERIODS = ["day", "week", "month"] as const;

/** One of {@link PERIODS}. */
export type Period = (typeof PERIODS)[number];
