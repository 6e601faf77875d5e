import type { Activity } from "./activity.ts";
import { type DayNumber, formatDate, type Instant } from "./calendar.ts";
import type { Outcome } from "./change.ts";
import { addToRecord, meetsGoal, newRecord } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";
import type { Draft } from "./draft.ts";
import { identityOf } from "./identity.ts";
import { withdrawLegacy } from "./legacy.ts";
import type { ZoneChange } from "./state.ts";
import { bridgeAround, skipAround } from "./travel.ts";
import { addEvidence } from "./zone-history.ts";
import { isSameZone, localDate } from "./zones.ts";

const ACCEPTED: Outcome = { status: "accepted" };
const DUPLICATE: Outcome = { status: "duplicate" };
/** What becomes of activities of a user who was erased. */
export const ERASED: Outcome = { status: "rejected", code: "user_erased", detail: "the user was erased" };
const HOUR_MS = 3_600_000;

/**
 * Adds activities to a draft, in the order of their instants whatever the order given, and says what became of each.
 * Dates that were covered before and break now are excused, earliest first: an activity never takes a streak away.
 */
export function addActivities(draft: Draft, activities: readonly Activity[]): Outcome[] {
  const { frozen } = draft.folded;
  const { skipped } = draft.state.days;
  const shielded = skipped.isEmpty ? frozen : [...frozen, ...skipped].sort((a, b) => a - b);
  const withdrawn: DayNumber[] = [];
  const outcomes: Outcome[] = new Array(activities.length);
  const arrived = new Set<DayNumber>();
  const order = activities.map((_, index) => index).sort((a, b) => compare(activities[a], activities[b]));
  for (const index of order) outcomes[index] = addActivity(draft, activities[index] as Activity, arrived, withdrawn);
  for (const date of arrived) {
    bridgeAround(date, draft.state.days, (near) => draft.record(near), draft.policy);
    skipAround(date, draft.state.days, (near) => draft.record(near), draft.policy);
  }
  if (arrived.size > 0) draft.refold();
  for (const date of shielded) excuseIfBroken(draft, date, "a late activity took away what had protected this date");
  for (const date of withdrawn)
    excuseIfBroken(draft, date, "an imported day gave way to an earlier day of the user's own");
  return outcomes;
}

function addActivity(draft: Draft, activity: Activity, arrived: Set<DayNumber>, withdrawn: DayNumber[]): Outcome {
  const { state, policy } = draft;
  if (!state.switches.tracking) {
    return { status: "rejected", code: "tracking_off", detail: "the user has switched tracking off" };
  }
  if (draft.loaded.erasedAt !== undefined && activity.at <= draft.loaded.erasedAt) return ERASED;
  const fixed = policy.fixedZoneAt(activity.at);
  const zone = fixed ?? activity.zone ?? draft.zoneAt(activity.at);
  const date = localDate(activity.at, zone, policy.dayStartAt(activity.at));
  if (date < 0) {
    return { status: "rejected", code: "at_out_of_range", detail: "the local date must not be before 1970-01-01" };
  }
  const identity = identityOf(activity, date);
  if (identity !== undefined) {
    if (draft.identities.has(identity) || draft.loaded.identities.has(identity)) return DUPLICATE;
    draft.identities.add(identity);
  }
  if (activity.zone !== undefined && fixed === null) noteZone(draft, activity.at, activity.zone);
  if (date <= (state.days.legacy.last() ?? -1)) {
    const dates = withdrawLegacy(draft, date, arrived);
    // What a device kept while it was offline must not take a streak away; whoever sends histories replaces them.
    if (activity.source === "live") withdrawn.push(...dates);
  }
  const isNew = !state.days.active.has(date);
  if (isNew) {
    draft.records.set(date, newRecord(date, activity, zone, policy.goalOn(date), policy.rulesOn(date).version));
    state.days.active.add(date);
  }
  const record = draft.edit(date) as DayRecord;
  const known = {
    firstAt: record.firstAt,
    lastAt: record.lastAt,
    lastZone: record.lastZone,
    zones: record.zones.length,
  };
  const changed = addToRecord(record, activity, zone, activity.logged ? identity : undefined);
  if (record.status === "partial" && meetsGoal(record)) {
    record.status = "complete";
    state.days.complete.add(date);
    arrived.add(date);
  }
  const isElsewhere = record.lastZone !== known.lastZone || record.zones.length !== known.zones;
  if (zone !== state.lastZone || state.steadySince === null) noteMove(draft);
  // The last activity of an earlier date may by now be later than that of the dates after it.
  const isPassing = record.lastAt !== known.lastAt && date !== state.days.active.last();
  if (isNew || isElsewhere || isPassing || record.firstAt !== known.firstAt) arrived.add(date);
  if (activity.logged && identity !== undefined) {
    draft.activities.push({
      identity,
      type: activity.type,
      at: activity.at,
      date,
      zone,
      ownZone: activity.zone ?? null,
      ref: activity.ref ?? null,
      receivedAt: draft.now,
      source: activity.source,
      flags: activity.flags,
    });
  }
  if (changed || (activity.logged && identity !== undefined)) noteLast(draft, activity, zone);
  draft.seenAt.push(activity.at);
  return ACCEPTED;
}

/** Only dates after all records can be promised to show one zone; for the first record of all, every date can. */
function noteMove({ state }: Draft): void {
  const { active } = state.days;
  const last = active.last() as DayNumber;
  state.steadySince = state.lastZone === null && active.first() === last ? 0 : last + 1;
}

function noteLast(draft: Draft, activity: Activity, zone: string): void {
  const { state } = draft;
  draft.touched = true;
  state.lastSeenAt = Math.max(state.lastSeenAt ?? activity.at, activity.at);
  if (activity.login === true) noteLogin(draft, activity.at);
  if (
    state.lastAt !== null &&
    (activity.at < state.lastAt || (activity.at === state.lastAt && zone < (state.lastZone ?? "")))
  )
    return;
  state.lastAt = activity.at;
  state.lastZone = zone;
  const fixed = draft.policy.fixedZoneAt(activity.at);
  if (fixed === null) state.deviceZone = null;
  else if (activity.zone !== undefined) state.deviceZone = isSameZone(activity.zone, fixed) ? null : activity.zone;
}

/** Moves `last_login`, at most once an hour. */
export function noteLogin(draft: Draft, at: Instant): void {
  const { state } = draft;
  if (state.lastLogin !== null && at - state.lastLogin < HOUR_MS) return;
  state.lastLogin = at;
  draft.touched = true;
}

/** Adds a piece of zone evidence; the newest span lives in the state row and is written out once another follows it. */
function noteZone(draft: Draft, at: Instant, zone: string): void {
  const { history, state } = draft;
  const newest = history.at(-1);
  const edit = addEvidence(history, at, zone, draft.surroundings);
  for (const key of edit.remove) {
    draft.zonePuts.delete(key);
    draft.removedZones.add(key);
  }
  const last = history.at(-1) as ZoneChange;
  for (const span of edit.put) {
    if (span === newest || (span.at === newest?.at && span.at === last.at && span.zone === newest.zone)) continue;
    draft.zonePuts.set(span.at, span);
    draft.removedZones.delete(span.at);
  }
  if (newest !== undefined && last.at !== newest.at && history.includes(newest)) draft.zonePuts.set(newest.at, newest);
  if (edit.put.length > 0) draft.touched = true;
  state.zone = { zone: last.zone, since: last.at, until: last.until };
}

/**
 * A granted freeze can be spent elsewhere because of a late activity, a date that did not exist where the user was can come
 * back by an activity in another zone, and imported days give way to the user's own. None of it may take a streak away.
 */
function excuseIfBroken(draft: Draft, date: DayNumber, reason: string): void {
  const isBroken = draft.folded.presence.breaks.some(({ missed }) => missed === date);
  if (!isBroken) return;
  draft.protect("excused", `system:${formatDate(date)}`, [date], reason, "system");
}

/** Activities at one instant are ordered by zone, then id. */
function compare(a: Activity | undefined, b: Activity | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return a.at - b.at || order(a.zone ?? "", b.zone ?? "") || order(a.id ?? "", b.id ?? "");
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
