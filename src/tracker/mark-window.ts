import { DAY_MS, type Instant } from "../core/calendar.ts";
import { zoneInForce } from "../core/in-force.ts";
import { nextOfNotices } from "../core/notices/notice-limits.ts";
import { policyOf } from "../core/policy.ts";
import type { RuleBook } from "../core/rules.ts";
import type { UserState } from "../core/state.ts";
import { offsetAt } from "../core/zones.ts";

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
const SLOT_MS = 5 * MINUTE_MS;

/** A stretch of time within which a user's presence is one and the same: one local hour of one local date, or less. */
export interface MarkWindow {
  /** First instant, at a whole quarter hour. */
  readonly start: Instant;
  /** First instant after it, at a whole quarter hour, at most an hour later. */
  readonly until: Instant;
  /** The own zone with which a repeat changes nothing; `undefined` where only a repeat without a zone does. */
  readonly zone: string | undefined;
  /** Whether 5-minute slots of the wall clock are 5-minute slots of UTC. */
  readonly slots: boolean;
}

/**
 * The window around a committed presence activity, from the state after it; `undefined` where nothing safe can be said.
 * Cutting it shorter than need be costs one write; a window too long would lose an activity.
 */
export function markWindow(
  state: UserState,
  at: Instant,
  ownZone: string | undefined,
  book: RuleBook,
): MarkWindow | undefined {
  const policy = policyOf(state, book);
  const fixed = policy.fixedZoneAt(at);
  const seen = state.zone;
  // Newer evidence of another zone would date a repeat that carries no zone: such a mark could hide its date.
  if (fixed === null && seen !== null && (seen.since > at || (ownZone !== undefined && seen.zone !== ownZone))) {
    return undefined;
  }
  const zone = fixed ?? ownZone ?? zoneInForce(state, at, policy, book.defaultZone);
  const offset = offsetAt(zone, at);
  const hour = Math.floor((at + offset) / HOUR_MS) * HOUR_MS - offset;
  const dayStart = policy.dayStartAt(at) * MINUTE_MS;
  const date = Math.floor((at + offset - dayStart) / DAY_MS) * DAY_MS + dayStart - offset;
  let start = Math.max(hour, date);
  let until = Math.min(hour + HOUR_MS, date + DAY_MS);
  for (const turn of policy.turns) {
    if (turn <= at) start = Math.max(start, turn);
    else until = Math.min(until, turn);
  }
  // Whether somebody came back after a notice is told by presence that a mark would hide.
  const telling = nextOfNotices(state, at);
  if (telling <= at) return undefined;
  until = Math.min(until, telling);
  start = Math.ceil(start / QUARTER_MS) * QUARTER_MS;
  until = Math.floor(until / QUARTER_MS) * QUARTER_MS;
  if (start >= until || offsetAt(zone, start) !== offset || offsetAt(zone, until - 1) !== offset) return undefined;
  const matching = ownZone ?? (fixed === null && seen?.zone === zone ? zone : undefined);
  return { start, until, zone: matching, slots: offset % SLOT_MS === 0 };
}
