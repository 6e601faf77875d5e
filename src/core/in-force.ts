import type { DayNumber, Instant } from "./calendar.ts";
import { type Policy, policyOf } from "./policy.ts";
import type { RuleBook } from "./rules.ts";
import type { UserState, ZoneChange } from "./state.ts";
import { dateEndsAt, lastEndedDate, localDate } from "./zones.ts";

/**
 * The zone in force at an instant: the fixed zone, else the newest evidence up to then, else the app's default.
 * `history` is needed only for instants before the newest run of evidence.
 */
export function zoneInForce(
  state: UserState,
  at: Instant,
  policy: Policy,
  defaultZone: string,
  history: readonly ZoneChange[] = [],
): string {
  const fixed = policy.fixedZoneAt(at);
  if (fixed !== null) return fixed;
  const set = policy.zoneSettingAt(at);
  const { zone: newest } = state;
  // The way of nearly everybody, many times in a decision: nothing is allocated here.
  if (set === undefined && newest !== null && at >= newest.since) return newest.zone;
  const seen = evidenceAt(state, at, history);
  if (seen === undefined) return set?.zone ?? defaultZone;
  return set !== undefined && set.at > seen.at ? set.zone : seen.zone;
}

/** The newest evidence up to an instant, with the last instant (up to then) at which it was seen. */
function evidenceAt(
  state: UserState,
  at: Instant,
  history: readonly ZoneChange[],
): { zone: string; at: Instant } | undefined {
  if (state.zone !== null && at >= state.zone.since) {
    return { zone: state.zone.zone, at: Math.min(at, state.zone.until) };
  }
  for (let i = history.length - 1; i >= 0; i--) {
    const change = history[i] as ZoneChange;
    if (change.at <= at) return { zone: change.zone, at: Math.min(at, change.until) };
  }
  return undefined;
}

/** The user's local date at an instant, in the zone in force. */
export function todayOf(state: UserState, now: Instant, book: RuleBook): DayNumber {
  const policy = policyOf(state, book);
  return localDate(now, zoneInForce(state, now, policy, book.defaultZone), policy.dayStartAt(now));
}

/**
 * The first instant from which on the user's present date cannot recur, settings that are about to change included:
 * where the next settings begin the same date again, it goes on under them.
 */
export function dayEndsAt(state: UserState, now: Instant, policy: Policy, defaultZone: string): Instant {
  const zone = zoneInForce(state, now, policy, defaultZone);
  const today = localDate(now, zone, policy.dayStartAt(now));
  return endOf(today, state, now, policy, defaultZone);
}

function endOf(date: DayNumber, state: UserState, from: Instant, policy: Policy, defaultZone: string): Instant {
  const end = dateEndsAt(date, zoneInForce(state, from, policy, defaultZone), policy.dayStartAt(from));
  const turn = policy.turns.find((at) => at > from && at <= end);
  if (turn === undefined) return end;
  const later = endOf(date, state, turn, policy, defaultZone);
  return Math.max(turn, later);
}

/**
 * The last date that is closed at an instant: over in the zone in force and in the zone of the last activity, under
 * all settings since the last activity. Never less than the state remembers.
 */
export function closedThroughAt(
  state: UserState,
  now: Instant,
  policy: Policy,
  defaultZone: string,
  history: readonly ZoneChange[] = [],
): DayNumber {
  let closed = state.closedThrough ?? Number.NEGATIVE_INFINITY;
  const since = state.lastAt ?? Number.NEGATIVE_INFINITY;
  for (const turn of policy.turns) {
    if (turn > since && turn <= now) closed = Math.max(closed, closedAt(state, turn - 1, policy, defaultZone, history));
  }
  return Math.max(closed, closedAt(state, now, policy, defaultZone, history));
}

function closedAt(
  state: UserState,
  at: Instant,
  policy: Policy,
  defaultZone: string,
  history: readonly ZoneChange[],
): DayNumber {
  const dayStart = policy.dayStartAt(at);
  const here = lastEndedDate(at, zoneInForce(state, at, policy, defaultZone, history), dayStart);
  return state.lastZone === null ? here : Math.min(here, lastEndedDate(at, state.lastZone, dayStart));
}
