import { type DayNumber, requireDate } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import { todayOf } from "../core/in-force.ts";
import { emptyState } from "../core/state.ts";
import type { Tracker } from "../tracker/tracker.ts";

/** Dates, both ends included. */
export interface Dates {
  readonly from: DayNumber;
  readonly to: DayNumber;
}

const MAX_DATES = 366;
/** Dates further ahead than this are a mistake, and would make every set of dates long. */
const MAX_AHEAD = 366;

/**
 * The dates of a body with `date`, or `from` and perhaps `to`.
 * @throws DaystreakError `body_invalid`, `date_invalid`, `range_invalid`
 */
export function datesOf({ date, from, to }: Readonly<Record<string, unknown>>, today: DayNumber): Dates {
  if ((date === undefined) === (from === undefined) || (date !== undefined && to !== undefined)) {
    throw new DaystreakError("body_invalid", "send either date, or from and to");
  }
  const first = requireDate((date ?? from) as string, date === undefined ? "from" : "date");
  const last = to === undefined ? first : requireDate(to as string, "to");
  requireInReach(first, today);
  requireInReach(last, today);
  if (last < first || last - first >= MAX_DATES) {
    throw new DaystreakError("range_invalid", `to must not be before from; at most ${MAX_DATES} dates at a time`);
  }
  return { from: first, to: last };
}

/** @throws DaystreakError `range_invalid` for a date before 1970 or further ahead than anybody plans */
export function requireInReach(date: DayNumber, today: DayNumber): void {
  if (date >= 0 && date <= today + MAX_AHEAD) return;
  throw new DaystreakError("range_invalid", `dates must lie between 1970-01-01 and ${MAX_AHEAD} days from today`);
}

/** The local date of a user now; of a user never seen, that of the default zone. */
export async function todayFor(tracker: Tracker, userId: string): Promise<DayNumber> {
  const now = tracker.now();
  return todayOf((await tracker.state(userId)) ?? emptyState(userId, now), now, tracker.book);
}
