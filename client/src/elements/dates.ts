const DAY_MS = 86_400_000;

/** Days since 1970 of a `YYYY-MM-DD` date. */
export function dayNumber(date: string): number {
  return Date.parse(date) / DAY_MS;
}

/** `YYYY-MM-DD` of a day number. */
function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** A date some days later, or earlier. */
export function addDays(date: string, days: number): string {
  return dateOf(dayNumber(date) + days);
}

/** ISO weekday: 1 is Monday, 7 is Sunday. */
function weekday(date: string): number {
  return ((dayNumber(date) + 3) % 7) + 1;
}

/** The first date of the week that holds `date`, where weeks begin with an ISO weekday. */
export function weekStart(date: string, firstDay: number): string {
  return addDays(date, -((weekday(date) - firstDay + 7) % 7));
}

/** The date on this device, for pages that show days without a streak. */
export function deviceDate(now: number): string {
  return dateOf((now - new Date(now).getTimezoneOffset() * 60_000) / DAY_MS);
}

// Where weeks begin with Sunday or Saturday (CLDR 48, supplemental weekData; the larger ones): for browsers that do not
// know it by themselves.
const SUNDAY = "US JP IN BR MX ID PK BD PH ZA KR CO KE CA SA PE VE TH TW HK IL SG PT AU";
const SATURDAY = "EG IR DZ SD IQ AF SY JO LY KW AE";

/** The ISO weekday with which weeks begin in a locale. */
export function firstWeekday(locale: string): number {
  type WithWeeks = Intl.Locale & { getWeekInfo?(): { firstDay: number }; weekInfo?: { firstDay: number } };
  const found = new Intl.Locale(locale) as WithWeeks;
  const info = found.getWeekInfo?.() ?? found.weekInfo;
  if (info !== undefined) return info.firstDay;
  const region = found.maximize().region ?? "";
  return SUNDAY.includes(region) ? 7 : SATURDAY.includes(region) ? 6 : 1;
}
