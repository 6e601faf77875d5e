import type { LoggedActivity } from "./activity.ts";
import type { DayNumber, Instant } from "./calendar.ts";
import type { ProtectionRow } from "./change.ts";
import { keepTimes, meetsGoal } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";
import { closedThroughAt, todayOf, zoneInForce } from "./in-force.ts";
import { type Policy, policyOf, unmetRules } from "./policy.ts";
import { daysFromRecords } from "./rebuild-days.ts";
import type { RuleBook } from "./rules.ts";
import type { UserState, ZoneChange } from "./state.ts";
import { instantOf } from "./wall-clock.ts";
import { localDate, localMinute } from "./zones.ts";

/** No zone and no day start moves a date further than this from the date in another zone. */
const REACH_DAYS = 3;

/** The dates around an instant that may hold something later than it, while what lies before is whole. */
export function datesAround(state: UserState, asOf: Instant, book: RuleBook): { from: DayNumber; to: DayNumber } {
  const today = todayOf(state, asOf, book);
  return { from: today - REACH_DAYS, to: today + REACH_DAYS };
}

/** Everything stored about a user that a past view depends on. */
export interface UserHistory {
  readonly state: UserState;
  readonly days: readonly DayRecord[];
  /** Log rows of the {@link datesAround} the instant asked for. */
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
  const days = history.days.flatMap((record) => recordAsOf(record, history.activities, asOf, policy) ?? []);
  const seen = sightings(history, days, asOf);
  const last = seen.at(-1);
  const evidence = zoneEvidence(history, policy, asOf);
  const newest = evidence.at(-1);
  const past: UserState = {
    ...state,
    // Before the first activity nothing is known of the user, not even what they set.
    settings: days.length === 0 ? [] : state.settings,
    // From when on rules hold for the user depends on where they were when the rules came, not on where they were then.
    rules: [...state.rules, ...unmetRules(state, book)],
    days: daysFromRecords(days, history.protections, policy),
    zone: newest === undefined ? null : { zone: newest.zone, since: newest.at, until: newest.at },
    lastAt: last?.at ?? null,
    lastZone: last?.zone ?? null,
    closedThrough: null,
    announcedThrough: null,
  };
  const today = localDate(asOf, zoneInForce(past, asOf, policy, book.defaultZone), policy.dayStartAt(asOf));
  past.grants = state.grants.filter(({ date }) => date <= today);
  past.closedThrough = closedAsIfLive(past, seen, evidence, asOf, book);
  return { state: past, days };
}

/** A record cut at an instant: what came later is taken out by means of the log. `undefined` where nothing is left. */
function recordAsOf(
  record: DayRecord,
  log: readonly LoggedActivity[],
  asOf: Instant,
  policy: Policy,
): DayRecord | undefined {
  if (record.lastAt <= asOf) return record;
  if (record.firstAt > asOf) return undefined;
  const kept = log.filter(({ date, at }) => date === record.date && at <= asOf);
  const later = log.filter(({ date, at }) => date === record.date && at > asOf);
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
  keepTimes(cut, {
    hour: (hour) => wasBy(hour * 60, 60, () => true),
    slot: (minute) => wasBy(minute, 5, ({ type }) => type === "heartbeat"),
  });
  cut.status = meetsGoal(cut) ? "complete" : "partial";
  return cut;

  /** Whether somebody was there already within a stretch of the wall clock: as the log says, else where it had begun. */
  function wasBy(minute: number, length: number, counts: (row: LoggedActivity) => boolean): boolean {
    const isThen = (row: LoggedActivity): boolean =>
      counts(row) && Math.floor(localMinute(row.at, row.zone) / length) === minute / length;
    if (kept.some(isThen)) return true;
    const { date, firstAt, firstZone } = record;
    const begins = instantOf(date, minute, firstZone, policy.dayStartAt(firstAt));
    return !later.some(isThen) && begins !== undefined && begins <= asOf;
  }

  /** Whether a problem or lesson was already there: the log knows it by an instant up to then, or not at all. */
  function stays(type: string, id: string): boolean {
    const isSame = (row: LoggedActivity): boolean => row.type === type && (row.ref ?? row.identity) === id;
    return kept.some(isSame) || !later.some(isSame);
  }
}

/** An activity as far as closing is concerned: when, and the zone that dated it. */
interface Sighting {
  readonly at: Instant;
  readonly zone: string;
}

/** What is known of the activities up to an instant, ascending: the ends of the records, and the log. */
function sightings(history: UserHistory, days: readonly DayRecord[], asOf: Instant): Sighting[] {
  const ends = days.flatMap(({ firstAt, firstZone, lastAt, lastZone }) => [
    { at: firstAt, zone: firstZone },
    { at: lastAt, zone: lastZone },
  ]);
  return inOrder([...ends, ...history.activities.map(({ at, zone }) => ({ at, zone }))], asOf);
}

/** Where the user is known to have been up to an instant, ascending: the ends of the spans, and the log. */
function zoneEvidence({ state, zones, activities }: UserHistory, policy: Policy, asOf: Instant): ZoneChange[] {
  const older = state.zone === null ? zones : zones.filter(({ at }) => at < (state.zone?.since ?? at));
  const newest = state.zone === null ? [] : [{ at: state.zone.since, zone: state.zone.zone, until: state.zone.until }];
  const spans = [...older, ...newest].flatMap(({ at, zone, until }) => [
    { at, zone },
    { at: until, zone },
  ]);
  const own = activities.flatMap(({ at, ownZone }) =>
    ownZone === null || policy.fixedZoneAt(at) !== null ? [] : [{ at, zone: ownZone }],
  );
  return inOrder([...spans, ...own], asOf).map(({ at, zone }) => ({ at, zone, until: at, source: "activity" }));
}

function inOrder(seen: readonly Sighting[], asOf: Instant): Sighting[] {
  return seen.filter(({ at }) => at <= asOf).sort((a, b) => a.at - b.at || (a.zone < b.zone ? -1 : 1));
}

/** The greatest closed date up to an instant, had every activity arrived when it happened. */
function closedAsIfLive(
  past: UserState,
  seen: readonly Sighting[],
  evidence: readonly ZoneChange[],
  asOf: Instant,
  book: RuleBook,
): DayNumber | null {
  const first = seen[0];
  if (first === undefined) return null;
  const policy = policyOf(past, book);
  const turns = [...seen, ...evidence].map(({ at }) => at).concat(policy.turns);
  const instants = [...new Set(turns.map((at) => at - 1)), asOf].filter((at) => at >= first.at && at <= asOf);
  let closed: DayNumber | null = null;
  for (const at of instants.sort((a, b) => a - b)) {
    const then: UserState = {
      ...past,
      closedThrough: closed,
      zone: null,
      lastAt: at,
      lastZone: seen.findLast((sighting) => sighting.at <= at)?.zone ?? null,
    };
    closed = closedThroughAt(then, at, policy, book.defaultZone, evidence);
  }
  return closed;
}
