import type { CalendarAnswer, CalendarDay } from "../core/answers.ts";
import { formatDate, requireDate, weekdayOf } from "../core/calendar.ts";
import type { Protection } from "../core/change.ts";
import type { Paint } from "./paint.ts";

/** One sign for each kind of date, all different, so that the map can be read without colour. */
const PROTECTION_SIGNS: Readonly<Record<Protection, string>> = {
  rest: "r",
  paused: "p",
  excused: "e",
  restored: "+",
  bridged: "~",
  frozen: "*",
};
const EMPTY = "·";
const PARTIAL = "▒";
const COMPLETE = "█";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Mon", "   ", "Wed", "   ", "Fri", "   ", "Sun"];
const MARGIN = 6;

/**
 * A calendar as a grid: one column a week, Monday on top, months above. Where the terminal is too narrow the oldest weeks
 * are left out.
 * @param columns characters a line may have
 */
export function heatMap(calendar: CalendarAnswer, columns: number, paint: Paint): string[] {
  const from = requireDate(calendar.from, "from");
  const to = requireDate(calendar.to, "to");
  const byDate = new Map(calendar.days.map((day) => [day.date, day]));
  const weeks = weeksOf(from, to);
  const step = weeks.length * 2 + MARGIN <= columns ? 2 : 1;
  const shown = weeks.slice(-Math.max(1, Math.floor((columns - MARGIN) / step)));
  const lines = [`${" ".repeat(MARGIN)}${monthLine(shown, step)}`];
  for (let weekday = 0; weekday < 7; weekday++) {
    const cells = shown.map((monday) => {
      const date = monday + weekday;
      if (date < from || date > to) return " ";
      return cell(byDate.get(formatDate(date)), paint);
    });
    lines.push(`  ${WEEKDAYS[weekday]} ${cells.join(step === 2 ? " " : "")}`.trimEnd());
  }
  lines.push("", ...legend(calendar.days, paint).map((line) => `  ${line}`));
  return lines;
}

/** The Mondays of all weeks that have a date of the range. */
function weeksOf(from: number, to: number): number[] {
  const weeks: number[] = [];
  for (let monday = from - weekdayOf(from) + 1; monday <= to; monday += 7) weeks.push(monday);
  return weeks;
}

/** The name of each month over the first week that begins in it, where there is room before the next one. */
function monthLine(weeks: readonly number[], step: number): string {
  const monthOf = (monday: number): number => Number(formatDate(monday).slice(5, 7)) - 1;
  const starts = weeks.flatMap((monday, i) =>
    i === 0 || monthOf(weeks[i - 1] as number) !== monthOf(monday) ? [{ at: i * step, month: monthOf(monday) }] : [],
  );
  let line = "";
  for (const [i, { at, month }] of starts.entries()) {
    const room = (starts[i + 1]?.at ?? weeks.length * step + 1) - at;
    if (room > 3) line = line.padEnd(at) + MONTHS[month];
  }
  return line;
}

function cell(day: CalendarDay | undefined, paint: Paint): string {
  if (day === undefined) return paint("dim", EMPTY);
  if (day.status === "complete") return paint("complete", COMPLETE);
  if (day.status === "partial") return paint("partial", PARTIAL);
  return day.protection === undefined ? paint("dim", EMPTY) : paint("protected", PROTECTION_SIGNS[day.protection]);
}

function legend(days: readonly CalendarDay[], paint: Paint): string[] {
  const seen = new Set(days.filter((day) => day.status === "none").map((day) => day.protection));
  const used = (Object.entries(PROTECTION_SIGNS) as [Protection, string][]).filter(([kind]) => seen.has(kind));
  return [
    [
      `${paint("complete", COMPLETE)} goal met`,
      `${paint("partial", PARTIAL)} active`,
      `${paint("dim", EMPTY)} nothing`,
      ...used.map(([kind, sign]) => `${paint("protected", sign)} ${kind}`),
    ].join("   "),
  ];
}
