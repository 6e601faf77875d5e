import type { LoggedActivity } from "./activity.ts";
import type { Instant } from "./calendar.ts";
import type { ProtectionRow } from "./change.ts";
import { meetsGoal } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";
import { closedThroughAt, zoneInForce } from "./in-force.ts";
import { policyOf } from "./policy.ts";
import { daysFromRecords } from "./rebuild-days.ts";
import type { RuleBook } from "./rules.ts";
import type { UserState, ZoneChange } from "./state.ts";
import { localDate } from "./zones.ts";

/** Everything stored about a user that a past view depends on. */
export interface UserHistory {
  readonly state: UserState;
  readonly days: readonly DayRecord[];
  /** Log rows of the records that reach beyond the instant asked for; more do no harm. */
  readonly activities: readonly LoggedActivity[];
  readonly zones: readonly ZoneChange[];
  readonly protections: readonly ProtectionRow[];
}

/**
 * The state and records of a user as of an instant: activities up to then (whenever received), protections by the
 * dates they cover, the zone by its history, and dates closed as if everything had arrived live.
 */
export function stateAsOf(
  history: UserHistory,
  asOf: Instant,
  book: RuleBook,
): { state: UserState; days: DayRecord[] } {
  const { state } = history;
  const policy = policyOf(state, book);
  const days = history.days.flatMap((record) => recordAsOf(record, history.activities, asOf) ?? []);
  const last = days.reduce<DayRecord | undefined>(
    (latest, day) => (latest === undefined || day.lastAt >= latest.lastAt ? day : latest),
    undefined,
  );
  const spans = zoneSpans(history).filter(({ at }) => at <= asOf);
  const newest = spans.at(-1);
  const past: UserState = {
    ...state,
    // Before the first activity nothing is known of the user, not even what they set.
    settings: days.length === 0 ? [] : state.settings,
    days: daysFromRecords(days, history.protections, policy),
    zone: newest === undefined ? null : { zone: newest.zone, since: newest.at, until: Math.min(newest.until, asOf) },
    lastAt: last?.lastAt ?? null,
    lastZone: last?.lastZone ?? null,
    closedThrough: null,
    announcedThrough: null,
  };
  const today = localDate(asOf, zoneInForce(past, asOf, policy, book.defaultZone, spans), policy.dayStartAt(asOf));
  past.grants = state.grants.filter(({ date }) => date <= today);
  past.closedThrough = closedAsIfLive(past, days, spans, asOf, book);
  return { state: past, days };
}

/** A record cut at an instant: what came later is taken out by means of the log. `undefined` where nothing is left. */
function recordAsOf(record: DayRecord, log: readonly LoggedActivity[], asOf: Instant): DayRecord | undefined {
  if (record.lastAt <= asOf) return record;
  if (record.firstAt > asOf) return undefined;
  const kept = log.filter(({ date, at }) => date === record.date && at <= asOf);
  const later = new Set(
    log.filter(({ date, at }) => date === record.date && at > asOf).map(({ identity }) => identity),
  );
  const cut: DayRecord = {
    ...record,
    problemIds: record.problemIds.filter((id) => stays("problem_solved", id)),
    lessonIds: record.lessonIds.filter((id) => stays("lesson_completed", id)),
    counts: {},
    lastAt: record.firstAt,
    lastZone: record.firstZone,
    zones: [record.firstZone],
  };
  for (const { at, zone, type } of kept) {
    if (at > cut.lastAt || (at === cut.lastAt && zone > cut.lastZone)) {
      cut.lastAt = at;
      cut.lastZone = zone;
    }
    if (!cut.zones.includes(zone)) cut.zones.push(zone);
    if (type !== "problem_solved" && type !== "lesson_completed") cut.counts[type] = (cut.counts[type] ?? 0) + 1;
  }
  cut.status = meetsGoal(cut) ? "complete" : "partial";
  return cut;

  /** Whether a problem or lesson was already there: the log knows it by an instant up to then, or not at all. */
  function stays(type: string, id: string): boolean {
    const isSame = (row: LoggedActivity): boolean => row.type === type && (row.ref ?? row.identity) === id;
    return kept.some(isSame) || !log.some((row) => row.date === record.date && isSame(row) && later.has(row.identity));
  }
}

function zoneSpans({ state, zones }: UserHistory): ZoneChange[] {
  const newest = state.zone;
  if (newest === null) return [...zones];
  const older = zones.filter(({ at }) => at < newest.since);
  return [...older, { at: newest.since, zone: newest.zone, until: newest.until, source: "activity" }];
}

/** The greatest closed date up to an instant, had every activity arrived when it happened. */
function closedAsIfLive(
  past: UserState,
  days: readonly DayRecord[],
  spans: readonly ZoneChange[],
  asOf: Instant,
  book: RuleBook,
): number | null {
  const first = days[0];
  if (first === undefined) return null;
  const policy = policyOf(past, book);
  const turns = [...spans.map(({ at }) => at), ...policy.turns].filter((at) => at > first.firstAt && at <= asOf);
  let closed: number | null = null;
  for (const at of [...turns.map((turn) => turn - 1), asOf].sort((a, b) => a - b)) {
    const zone = zoneInForce({ ...past, zone: null }, at, policy, book.defaultZone, spans);
    const last = lastActivityBefore(days, at);
    const then: UserState = {
      ...past,
      closedThrough: closed,
      zone: { zone, since: Number.NEGATIVE_INFINITY, until: at },
      lastAt: at,
      lastZone: last ?? null,
    };
    closed = closedThroughAt(then, at, policy, book.defaultZone);
  }
  return closed;
}

function lastActivityBefore(days: readonly DayRecord[], at: Instant): string | undefined {
  for (let i = days.length - 1; i >= 0; i--) {
    const day = days[i] as DayRecord;
    if (day.lastAt <= at) return day.lastZone;
    if (day.firstAt <= at) return day.firstZone;
  }
  return undefined;
}
