import type { CalendarAnswer } from "@daystreak/client";
import type { GridData, TableData } from "../charts/chart-data.ts";
import { addDays, dateMs, longDate } from "../words/dates.ts";
import { capital, whole } from "../words/numbers.ts";

type Days = CalendarAnswer["days"];

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });
/** Steps of colour of a status without protection. */
const LEVEL = { none: 0, partial: 5, complete: 10 } as const;
const PROTECTED = 2;

/** What the colours of a year stand for. */
export const LEVELS: readonly { readonly label: string; readonly color: string }[] = [
  { label: "No activity", color: `heat-${LEVEL.none}` },
  { label: "Protected", color: `heat-${PROTECTED}` },
  { label: "Active", color: `heat-${LEVEL.partial}` },
  { label: "Goal met", color: `heat-${LEVEL.complete}` },
];

/** So many weeks up to a date as a picture shows them: a row for each weekday, a column for each week. */
export function yearGrid(days: Days, to: string, weeks: number): GridData {
  const known = new Map(days.map((day) => [day.date, day]));
  const monday = addDays(to, -((new Date(dateMs(to)).getUTCDay() + 6) % 7) - 7 * (weeks - 1));
  const starts = Array.from({ length: weeks }, (_, week) => addDays(monday, 7 * week));
  const levelOf = (date: string): number | null => {
    if (date > to) return null;
    const day = known.get(date);
    if (day === undefined) return LEVEL.none;
    return day.status === "none" && day.protection !== undefined ? PROTECTED : LEVEL[day.status];
  };
  return {
    corner: "Weekday",
    // The month above the week that its first date is in.
    columns: starts.map((start) => {
      const end = addDays(start, 6);
      return end.slice(8) <= "07" ? MONTH.format(dateMs(end)) : "";
    }),
    rows: WEEKDAYS.map((label, i) => ({ label, cells: starts.map((start) => levelOf(addDays(start, i))) })),
    max: LEVEL.complete,
    format: whole,
    hasText: false,
  };
}

/** Each date with a record or a protection, the newest first. */
export function daysTable(days: Days): TableData {
  return {
    head: ["Date", "Status", "Problems solved", "Lessons completed", "Protected by"],
    rows: days
      .toReversed()
      .map(({ date, status, problems_solved: problems, lesson_ids: lessons, protection = "" }) => [
        longDate(date),
        STATUS[status],
        whole(problems),
        whole(lessons.length),
        capital(protection),
      ]),
  };
}

const STATUS = { none: "No activity", partial: "Active", complete: "Goal met" } as const;
