import type { DayNumber } from "../calendar.ts";
import type { Draft } from "../draft.ts";
import { firstHour, HABIT_DATES } from "./habit.ts";
import { plainNoticeState } from "./notice.ts";

/** Keeps the hours in which the last dates began, for whoever has notices. */
export function noteHours(draft: Draft): void {
  const { state, records, loaded, book, removedDays } = draft;
  const known = state.notices;
  if (known === null && !book.versions.some(({ rules }) => (rules.notices?.channels.length ?? 0) > 0)) return;
  const notices = known ?? plainNoticeState(state.createdAt);
  const seen = notices.hours.length === 0 ? [...loaded.days.values(), ...records.values()] : records.values();
  let { hours } = notices;
  for (const record of seen) {
    const hour = firstHour(record, draft.policy.dayStartAt(record.firstAt));
    if (hour !== undefined && state.days.active.has(record.date)) hours = withHour(hours, record.date, hour);
  }
  if (removedDays.length > 0) hours = hours.filter((packed) => state.days.active.has(Math.floor(packed / 24)));
  if (hours === notices.hours) return;
  state.notices = { ...notices, hours };
  draft.touched = true;
}

/** The same list where the date is known with this hour, or is earlier than all that are kept. */
function withHour(hours: readonly number[], date: DayNumber, hour: number): readonly number[] {
  const packed = date * 24 + hour;
  let after = hours.length;
  while (after > 0 && (hours[after - 1] as number) >= (date + 1) * 24) after--;
  const isKnown = after > 0 && (hours[after - 1] as number) >= date * 24;
  if ((isKnown && hours[after - 1] === packed) || (after === 0 && hours.length === HABIT_DATES)) return hours;
  return [...hours.slice(0, isKnown ? after - 1 : after), packed, ...hours.slice(after)].slice(-HABIT_DATES);
}
