import type { Activity } from "./activity.ts";
import { DAY_MS, type DayNumber, type Instant } from "./calendar.ts";
import type { Change, Needs } from "./change.ts";
import { firstDoubtfulDate, isFromFuture } from "./clock-repair.ts";
import { identityOf } from "./identity.ts";
import { todayOf, zoneInForce } from "./in-force.ts";
import { needsOfLegacy, needsOfWithdrawal } from "./legacy.ts";
import { needsOfHabit } from "./notices/notice-settings.ts";
import { type Policy, policyOf, unmetRules } from "./policy.ts";
import type { RuleBook } from "./rules.ts";
import type { UserState } from "./state.ts";
import { TRAVEL_REACH } from "./travel.ts";
import { localDate } from "./zones.ts";

/** Says what `decide` must read beside the state row. Pure, and cheap where nothing is needed. */
export function needs(state: UserState, changes: readonly Change[], now: Instant, book: RuleBook): Needs {
  const policy = policyOf(state, book);
  const activities = changes.flatMap((change) => (change.kind === "activity" ? [change.activity] : []));
  const days = new Set<DayNumber>();
  const identities = new Set<string>();
  const isRepair = isFromFuture(state, now);
  const needDay = (day: DayNumber): void => {
    if (state.days.active.has(day)) days.add(day);
  };
  const sightings = activities.map((activity) => {
    const zone = certainZone(activity, activities, state, policy, book);
    return { activity, zone, dates: possibleDates(activity.at, zone, policy) };
  });
  const isSteady = sightings.every(({ activity, zone, dates }) => staysInZone(state, activity.at, zone, dates, policy));
  const reach = isSteady ? 0 : TRAVEL_REACH;
  for (const { activity, dates } of sightings) {
    for (const date of dates) {
      for (let near = date - reach; near <= date + reach; near++) needDay(near);
      const identity = activity.logged ? identityOf(activity, date) : undefined;
      if (identity !== undefined) identities.add(identity);
      needsOfWithdrawal(state.days, date).forEach(needDay);
    }
  }
  for (const change of changes) {
    if (change.kind === "legacy") needsOfLegacy(state.days, change.history).forEach(needDay);
  }
  needsOfHabit(state, changes).forEach(needDay);
  const judged = firstToJudgeAnew(state, changes, now, book);
  for (let day = state.days.active.next(judged); day !== undefined; day = state.days.active.next(day + 1))
    days.add(day);
  if (isRepair) {
    const first = firstDoubtfulDate(now);
    for (let day = state.days.active.next(first); day !== undefined; day = state.days.active.next(day + 1))
      days.add(day);
    const kept = state.days.active.previous(first - 1);
    if (kept !== undefined) days.add(kept);
  }
  return {
    days: [...days].sort((a, b) => a - b),
    identities: [...identities],
    zones: isRepair || activities.some((activity) => isLateEvidence(activity, state)),
    sightingsFrom: sightingsFrom(activities, state, policy),
    protections: changes.some(({ kind }) => kind === "protect" || kind === "withdraw" || kind === "restore"),
  };
}

/** The zone that will date an activity, unless it depends on history that is not read yet. */
function certainZone(
  { at, zone }: Activity,
  batch: readonly Activity[],
  state: UserState,
  policy: Policy,
  book: RuleBook,
): string | undefined {
  const known = policy.fixedZoneAt(at) ?? zone;
  if (known !== undefined) return known;
  const isCertain =
    batch.every((other) => other.zone === undefined || other.zone === state.zone?.zone) &&
    (state.zone === null || at >= state.zone.since);
  return isCertain ? zoneInForce(state, at, policy, book.defaultZone) : undefined;
}

/** The date of an activity, or every date it can have where its zone is not certain. */
function possibleDates(at: Instant, zone: string | undefined, policy: Policy): DayNumber[] {
  if (zone !== undefined) return [localDate(at, zone, policy.dayStartAt(at))];
  const day = Math.floor(at / DAY_MS);
  return [day - 2, day - 1, day, day + 1];
}

/**
 * Whether an activity only shows the user where all records around it show them already, under the same day start: then
 * nothing was lost to travelling, and what the records around it say is not needed. True of nearly everybody.
 */
function staysInZone(
  { lastZone, steadySince }: UserState,
  at: Instant,
  zone: string | undefined,
  dates: readonly DayNumber[],
  policy: Policy,
): boolean {
  if (steadySince === null || zone === undefined || zone !== lastZone) return false;
  const settledBefore = at - (TRAVEL_REACH + 2) * DAY_MS;
  return (
    dates.every((date) => date - TRAVEL_REACH >= steadySince) &&
    policy.turns.every((turn) => turn < settledBefore || turn > at + (TRAVEL_REACH + 2) * DAY_MS)
  );
}

/** Whether the zone history is needed: the activity lies before or inside what is known of the newest zone. */
function isLateEvidence({ at, zone }: Activity, { zone: newest }: UserState): boolean {
  if (newest === null) return false;
  if (zone === undefined) return at < newest.since;
  return at < newest.since || (at <= newest.until && zone !== newest.zone);
}

/**
 * From when on the log is needed, as far as it says where the user was: where an activity shows late that the user was in
 * another zone, that zone held until the next sighting.
 */
function sightingsFrom(activities: readonly Activity[], state: UserState, policy: Policy): Instant | null {
  let from: Instant | null = null;
  for (const activity of activities) {
    const { at, zone } = activity;
    if (zone === undefined || !isLateEvidence(activity, state) || policy.fixedZoneAt(at) !== null) continue;
    const before = at - (TRAVEL_REACH + 2) * DAY_MS;
    from = from === null ? before : Math.min(from, before);
  }
  return from;
}

/** The first date that new rules or a goal may judge otherwise than when its record was made. */
function firstToJudgeAnew(state: UserState, changes: readonly Change[], now: Instant, book: RuleBook): DayNumber {
  const met = unmetRules(state, book)[0]?.from ?? Number.POSITIVE_INFINITY;
  const isGoalSet = changes.some((change) => change.kind === "settings" && change.patch.goal !== undefined);
  return isGoalSet ? Math.min(met, todayOf(state, now, book) - TRAVEL_REACH) : met;
}
