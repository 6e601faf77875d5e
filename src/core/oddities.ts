import { bitsIn } from "./bits.ts";
import { DAY_MS, type DayNumber } from "./calendar.ts";
import type { Decision } from "./change.ts";
import { thingsDone } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";
import type { DaySet } from "./day-set.ts";
import { localDate, offsetAt } from "./zones.ts";

/**
 * What can be strange about one user, and what its number is. Of those in {@link ADDED_UP} the numbers of a date are added
 * up, of the others the greatest counts:
 * - `hours`: different hours of a date with activity
 * - `things`: problems, lessons, views and other logged activities of a date
 * - `jumps`: changes between zones faster than anybody travels
 * - `moves`: changes between zones far apart, after less than a day and a half
 * - `clock_ahead`, `clock_behind`: minutes by which a device's clock was wrong
 * - `back_dated`: dates of days ago that were added
 * - `restores`: restores of the last 30 dates
 */
export const ODDITIES = [
  "hours",
  "things",
  "jumps",
  "moves",
  "clock_ahead",
  "clock_behind",
  "back_dated",
  "restores",
] as const;

/** One of the {@link ODDITIES}. */
export type OddityKind = (typeof ODDITIES)[number];

/** Those whose numbers are added up over a date. */
export const ADDED_UP: readonly OddityKind[] = ["jumps", "moves", "back_dated"];

/** Something about a user that is worth a look: not yet an alert. */
export interface Oddity {
  readonly kind: OddityKind;
  /** The user's date that it is about; of clocks, back-dated dates and restores the date on which they arrived. */
  readonly date: DayNumber;
  readonly value: number;
}

/** Below these numbers nothing is noted: no limit of an alert can be lower. */
export const NOTED_FROM: Readonly<Record<OddityKind, number>> = {
  hours: 16,
  things: 60,
  jumps: 1,
  moves: 1,
  clock_ahead: 30,
  clock_behind: 30,
  back_dated: 1,
  restores: 2,
};

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Zones this far apart are far apart. */
const FAR_HOURS = 2;
/** Nobody crosses an hour of time zones faster than in this many hours. */
const HOURS_PER_ZONE = 0.75;
const SHORT_STAY_MS = 36 * HOUR_MS;
/** Dates so old are back-dated: whoever was offline for a weekend is not meant. */
const OLD_DAYS = 3;
/** A date that lies this far before all others of the user was written by a clock that was wrong. */
const ASTRAY_DAYS = 180;
const RESTORE_DAYS = 30;

/** What is odd about a decision; for nearly every one nothing: on the way of every write, so it makes little. */
export function oddities(decision: Decision): Oddity[] {
  const { state, days, before, zones, facts } = decision;
  const found: Oddity[] = [];
  for (const record of days) found.push(...oddRecord(record, before.days.get(record.date)));
  if (zones.length > 0 || state.zone?.since !== before.state.zone?.since) found.push(...oddZones(decision));
  found.push(...oddClock(decision), ...oddDates(decision));
  if (facts.length > 0) found.push(...oddRestores(decision));
  return found;
}

function oddRecord(record: DayRecord, before: DayRecord | undefined): Oddity[] {
  const found: Oddity[] = [];
  const note = (kind: OddityKind, value: number, known: number): void => {
    if (value > known && value >= NOTED_FROM[kind]) found.push({ kind, date: record.date, value });
  };
  note("hours", bitsIn(record.hours), before === undefined ? 0 : bitsIn(before.hours));
  note("things", thingsDone(record), before === undefined ? 0 : thingsDone(before));
  return found;
}

/** Looks at the spans of zones that the decision wrote, each beside the one before it. */
function oddZones({ state, zones, before }: Decision): Oddity[] {
  const [newest, known] = [state.zone, before.state.zone];
  if (newest === null || known === null || (newest.since === known.since && zones.length === 0)) return [];
  const spans = new Map<number, { zone: string; at: number; until: number }>();
  for (const span of [known, newest]) spans.set(span.since, { zone: span.zone, at: span.since, until: span.until });
  for (const span of zones) spans.set(span.at, span);
  const inOrder = [...spans.values()].sort((a, b) => a.at - b.at);
  const found: Oddity[] = [];
  for (const [i, to] of inOrder.entries()) {
    const from = inOrder[i - 1];
    if (from === undefined || to.at === known.since) continue;
    const apart = hoursApart(offsetAt(from.zone, to.at), offsetAt(to.zone, to.at));
    if (apart < FAR_HOURS) continue;
    const date = localDate(to.at, to.zone);
    if (to.at - from.until < apart * HOURS_PER_ZONE * HOUR_MS) found.push({ kind: "jumps", date, value: 1 });
    if (to.at - from.at < SHORT_STAY_MS) found.push({ kind: "moves", date, value: 1 });
  }
  return found;
}

/** The short way round. */
function hoursApart(a: number, b: number): number {
  const apart = Math.abs(a - b) / HOUR_MS;
  return Math.min(apart, Math.abs(24 - apart));
}

function oddClock(decision: Decision): Oddity[] {
  let ahead = 0;
  let behind = 0;
  for (const change of decision.changes) {
    const skew = change.kind === "activity" ? (change.activity.skew ?? 0) : 0;
    ahead = Math.max(ahead, skew);
    behind = Math.max(behind, -skew);
  }
  behind = Math.max(behind, astray(decision));
  return [
    ...oddToday(decision, "clock_ahead", ahead / MINUTE_MS),
    ...oddToday(decision, "clock_behind", behind / MINUTE_MS),
  ];
}

/** What an operator imports is a history: it is meant to lie in the past. */
function isReported({ source }: DayRecord): boolean {
  return source === "live";
}

/** How long ago a date lies that stands far before all others of the user. */
function astray({ days, before, at }: Decision): number {
  const first = before.state.days.active.first();
  const oldest = days.find(isReported)?.date;
  if (first === undefined || oldest === undefined || first - oldest < ASTRAY_DAYS) return 0;
  return at - oldest * DAY_MS;
}

/** Dates of days ago that were added to those of a user who has been seen since, or that the user's own device sent late. */
function oddDates(decision: Decision): Oddity[] {
  const { days, before, at } = decision;
  const { active } = before.state.days;
  const last = active.last() ?? Number.NEGATIVE_INFINITY;
  const limit = Math.floor(at / DAY_MS) - OLD_DAYS;
  const isAdded = (record: DayRecord): boolean =>
    record.date <= limit && !active.has(record.date) && (record.date < last || record.flags.includes("late"));
  return oddToday(decision, "back_dated", days.filter((record) => isReported(record) && isAdded(record)).length);
}

function oddRestores(decision: Decision): Oddity[] {
  if (!decision.facts.some(({ kind }) => kind === "streak.restored")) return [];
  const { restored } = decision.state.days;
  return oddToday(decision, "restores", runsSince(restored, Math.floor(decision.at / DAY_MS) - RESTORE_DAYS));
}

/** Dates next to each other were restored by one act. */
function runsSince(days: DaySet, since: DayNumber): number {
  let runs = 0;
  for (let day = days.next(since); day !== undefined; day = days.next(day + 1)) if (!days.has(day - 1)) runs++;
  return runs;
}

function oddToday({ state, at }: Decision, kind: OddityKind, value: number): Oddity[] {
  if (value < NOTED_FROM[kind]) return [];
  return [{ kind, date: localDate(at, state.zone?.zone ?? state.lastZone ?? "UTC"), value: Math.round(value) }];
}
