import type { CalendarAnswer, CalendarDay } from "./answers.ts";
import { type DayNumber, formatDate, type Instant } from "./calendar.ts";
import { problemsSolved } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";
import { DaystreakError } from "./errors.ts";
import { protectionBesideRest } from "./protection.ts";
import type { RuleBook } from "./rules.ts";
import type { UserState } from "./state.ts";
import { shownProtection, type View, viewState } from "./view.ts";

/** Dates of a calendar where none are asked for. */
const DEFAULT_CALENDAR_DAYS = 365;
/** The longest calendar that is answered at once. */
const MAX_CALENDAR_DAYS = 36_600;

/** A range of dates as it was asked for. */
export interface DateRange {
  readonly from?: DayNumber;
  readonly to?: DayNumber;
}

/**
 * The dates a calendar covers: by default the 365 up to today.
 * @throws DaystreakError `range_invalid`
 */
export function calendarRange({ from, to }: DateRange, today: DayNumber): { from: DayNumber; to: DayNumber } {
  const last = to ?? (from === undefined ? today : Math.max(today, from));
  const first = from ?? last - DEFAULT_CALENDAR_DAYS + 1;
  if (first > last) throw new DaystreakError("range_invalid", "from must not be after to");
  if (last - first >= MAX_CALENDAR_DAYS) {
    throw new DaystreakError("range_invalid", `ask for at most ${MAX_CALENDAR_DAYS} dates at once`);
  }
  return { from: Math.max(first, 0), to: last };
}

/**
 * The calendar: every date of the range that has a record or a protection, ascending.
 * @param records the records of the range
 */
export function calendarAnswer(
  state: UserState,
  records: readonly DayRecord[],
  range: DateRange,
  now: Instant,
  book: RuleBook,
): CalendarAnswer {
  const view = viewState(state, now, book);
  const { from, to } = calendarRange(range, view.today);
  const byDate = new Map(records.map((record) => [record.date, record]));
  const days: CalendarDay[] = [];
  for (let date = from; date <= to; date++) {
    const day = calendarDay(date, byDate.get(date), state, view);
    if (day !== undefined) days.push(day);
  }
  return { from: formatDate(from), to: formatDate(to), zone: view.zone, days };
}

function calendarDay(
  date: DayNumber,
  record: DayRecord | undefined,
  state: UserState,
  view: View,
): CalendarDay | undefined {
  const protection = record === undefined ? protectionShown() : undefined;
  if (record === undefined && protection === undefined) return undefined;
  return {
    date: formatDate(date),
    status: record?.status ?? "none",
    problems_solved: record === undefined ? 0 : problemsSolved(record),
    lesson_ids: record === undefined ? [] : [...record.lessonIds],
    ...(protection === undefined ? {} : { protection }),
    zone: record?.firstZone ?? null,
    first_at: record === undefined ? null : new Date(record.firstAt).toISOString(),
    last_at: record === undefined ? null : new Date(record.lastAt).toISOString(),
  };

  /**
   * Rest days recur for ever; they are shown between the first activity and today, or a later date that is closed. Before
   * and after it is shown what else protects the date.
   */
  function protectionShown(): CalendarDay["protection"] {
    const shown = shownProtection(date, state, view);
    const first = state.days.active.first();
    const isWithinHistory = first !== undefined && date >= first && date <= Math.max(view.today, view.closedThrough);
    return shown === "rest" && !isWithinHistory ? protectionBesideRest(date, state.days, view.policy) : shown;
  }
}
