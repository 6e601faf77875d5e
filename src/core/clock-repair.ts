import { DAY_MS, type DayNumber, type Instant } from "./calendar.ts";
import type { Draft } from "./draft.ts";
import type { UserState } from "./state.ts";
import { lastEndedDate } from "./zones.ts";

/** Servers' clocks may differ by this much; a state further ahead was written by a clock that was wrong. */
const TOLERANCE_MS = 5 * 60_000;

/** The zone in which dates begin first. */
const EASTERNMOST = "+14:00";

/** Whether a state was written while the clock was ahead of what it is now. */
export function isFromFuture(state: UserState, now: Instant): boolean {
  if (state.lastAt !== null && state.lastAt > now + TOLERANCE_MS) return true;
  return state.closedThrough !== null && state.closedThrough > lastEndedDate(now + TOLERANCE_MS, EASTERNMOST);
}

/** The first date whose record may have to be withdrawn. */
export function firstDoubtfulDate(now: Instant): DayNumber {
  return Math.floor(now / DAY_MS) - 1;
}

/**
 * Withdraws what a clock ahead of time left behind: records, evidence and closings of instants that are yet to come.
 * Records that reach into the future but began before it stay.
 */
export function repairClock(draft: Draft): void {
  const { state, now } = draft;
  if (!isFromFuture(state, now)) return;
  const limit = now + TOLERANCE_MS;
  for (const record of draft.loaded.days.values()) {
    if (record.firstAt <= limit) continue;
    draft.removedDays.push(record.date);
    for (const set of [state.days.active, state.days.complete, state.days.legacy]) set.delete(record.date);
  }
  draft.removedActivitiesAfter = limit;
  for (let i = draft.history.length - 1; i >= 0; i--) {
    const span = draft.history[i];
    if (span === undefined || span.at <= limit) break;
    draft.history.pop();
    draft.removedZones.add(span.at);
  }
  const newest = draft.history.at(-1);
  state.zone =
    newest === undefined ? null : { zone: newest.zone, since: newest.at, until: Math.min(newest.until, now) };
  const last = state.days.active.last();
  const record = last === undefined ? undefined : draft.loaded.days.get(last);
  if (state.lastAt !== null && state.lastAt > limit) {
    state.lastAt = record === undefined ? null : Math.min(record.lastAt, now);
    state.lastZone = record?.lastZone ?? null;
  }
  for (const [length, date] of Object.entries(state.milestones)) {
    if (last === undefined || date > last) delete state.milestones[length];
  }
  state.lastSeenAt = state.lastSeenAt === null ? null : Math.min(state.lastSeenAt, now);
  state.lastLogin = state.lastLogin === null ? null : Math.min(state.lastLogin, now);
  state.closedThrough = null;
  state.announcedThrough = null;
  draft.refold();
}
