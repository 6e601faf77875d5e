import { DAY_MS, type DayNumber, type Instant } from "./calendar.ts";
import type { Outcome } from "./change.ts";
import { meetsGoal, newRecord } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";
import type { Draft } from "./draft.ts";
import { firstOwnDate, impliedBy, type LegacyHistory } from "./legacy-history.ts";
import type { Days } from "./state.ts";
import { bridgeAround, skipAround, TRAVEL_REACH } from "./travel.ts";
import { localDate, offsetAt, skippedDates } from "./zones.ts";

/**
 * Takes over what another system knew: its days before the first date of the user's own, the dates that its streak
 * implies, and what no date can show as a floor of the longest streak. Only ever adds: of two histories the fuller one of
 * each date holds, in whatever order they come, and a history that is known already changes nothing.
 */
export function applyLegacy(draft: Draft, history: LegacyHistory): Outcome {
  const { state, loaded, now } = draft;
  if (!state.switches.tracking) {
    return { status: "rejected", code: "tracking_off", detail: "the user has switched tracking off" };
  }
  if (loaded.erasedAt !== undefined) {
    return { status: "rejected", code: "user_erased", detail: "the user was erased" };
  }
  const wasSteady = state.lastZone === null || state.steadySince === 0;
  const own = firstOwnDate(state.days);
  const last = Math.min(own === undefined ? Number.POSITIVE_INFINITY : own - 1, localDate(now, history.zone));
  let newest: DayRecord | undefined;
  let changed = state.version === 0;
  for (const [index, date] of history.dates.entries()) {
    if (date > last || date < 0) continue;
    const record = takeOver(draft, history, index, date);
    if (record === undefined) continue;
    newest = record;
    changed = true;
  }
  const implied = impliedBy(history);
  for (const date of implied.dates) {
    if (date > last || state.days.active.has(date)) continue;
    const record = legacyRecord(draft, date, history.zone);
    record.source = "implied";
    put(draft, record);
    if (newest === undefined || date > newest.date) newest = record;
    changed = true;
  }
  if (newest !== undefined) settle(draft, newest, history.zone, own, wasSteady);
  const floor = Math.max(history.streak?.max ?? 0, implied.floor?.length ?? 0);
  if (floor > state.presence.floor) {
    state.presence.floor = floor;
    changed = true;
  }
  if (history.lastLogin !== null && history.lastLogin > (state.lastLogin ?? Number.NEGATIVE_INFINITY)) {
    state.lastLogin = history.lastLogin;
    changed = true;
  }
  if (!changed) return { status: "duplicate" };
  draft.refold();
  return { status: "accepted" };
}

/** The dates whose records {@link applyLegacy} must read. */
export function needsOfLegacy(days: Days, { dates }: LegacyHistory): DayNumber[] {
  const own = firstOwnDate(days);
  const around = own === undefined ? [] : datesFrom(own - TRAVEL_REACH, own + 2 * TRAVEL_REACH);
  return [...dates, ...around];
}

/**
 * Lets the dates of another system give way, from a date on, to those of the user's own: two rules for what a date is,
 * added up, would invent streaks.
 * @param arrived takes the dates whose surroundings must be judged anew
 * @returns the dates that gave way
 */
export function withdrawLegacy(draft: Draft, from: DayNumber, arrived: Set<DayNumber>): DayNumber[] {
  const { state, records, removedDays } = draft;
  const { active, complete, legacy, bridged, skipped } = state.days;
  const isFirst = firstOwnDate(state.days) === undefined;
  const end = (legacy.last() as DayNumber) + TRAVEL_REACH;
  const withdrawn: DayNumber[] = [];
  for (let date = legacy.next(from); date !== undefined; date = legacy.next(date + 1)) {
    for (const set of [legacy, active, complete]) set.delete(date);
    records.delete(date);
    removedDays.push(date);
    withdrawn.push(date);
  }
  for (const date of datesFrom(from - TRAVEL_REACH, end)) {
    bridged.delete(date);
    skipped.delete(date);
  }
  for (const date of datesFrom(from - TRAVEL_REACH, end + TRAVEL_REACH)) if (active.has(date)) arrived.add(date);
  if (isFirst) {
    state.lastAt = null;
    state.lastZone = null;
  }
  draft.refold();
  return withdrawn;
}

/** The dates whose records {@link withdrawLegacy} must read where an activity may fall on `from`. */
export function needsOfWithdrawal({ legacy }: Days, from: DayNumber): DayNumber[] {
  const last = legacy.last();
  return last === undefined || from > last ? [] : datesFrom(from - 3 * TRAVEL_REACH, last + 5 * TRAVEL_REACH);
}

/** Puts a legacy day in place, or what it adds to one that is known. Gives the record where something changed. */
function takeOver(draft: Draft, history: LegacyHistory, index: number, date: DayNumber): DayRecord | undefined {
  const lessons = history.lessons[index] ?? [];
  const problems = history.problems[index] as number;
  const known = draft.record(date);
  let record = known;
  if (known === undefined || known.source === "implied") {
    record = legacyRecord(draft, date, history.zone);
    record.lessonIds.push(...lessons);
  } else {
    const isNews =
      problems > known.baseProblems ||
      (history.complete[index] === true && known.status === "partial") ||
      lessons.some((id) => !known.lessonIds.includes(id));
    if (!isNews) return undefined;
    record = draft.edit(date) as DayRecord;
    record.lessonIds.push(...lessons.filter((id) => !known.lessonIds.includes(id)));
  }
  record.baseProblems = Math.max(record.baseProblems, problems);
  if (history.complete[index] === true || meetsGoal(record)) record.status = "complete";
  put(draft, record);
  return record;
}

function put({ state, records }: Draft, record: DayRecord): void {
  records.set(record.date, record);
  state.days.active.add(record.date);
  state.days.legacy.add(record.date);
  if (record.status === "complete") state.days.complete.add(record.date);
}

/** A day of which no instant is known: it is shown at noon. */
function legacyRecord({ policy, now }: Draft, date: DayNumber, zone: string): DayRecord {
  const noon = date * DAY_MS + DAY_MS / 2;
  const at: Instant = Math.min(noon - offsetAt(zone, noon), now);
  const record = newRecord(date, { at, source: "import" }, zone, policy.goalOn(date), policy.rulesOn(date).version);
  return { ...record, zones: [zone], source: "legacy" };
}

/** Brings what the state says about the last activity, zones and travel up to date. */
function settle(draft: Draft, newest: DayRecord, zone: string, own: DayNumber | undefined, wasSteady: boolean): void {
  const { state, policy } = draft;
  const { lastAt } = newest;
  if (state.lastAt === null || lastAt > state.lastAt) {
    state.lastAt = lastAt;
    state.lastZone = zone;
  }
  state.lastSeenAt = Math.max(state.lastSeenAt ?? lastAt, lastAt);
  if (own === undefined) state.steadySince = wasSteady && state.lastZone === zone ? 0 : null;
  else if (state.steadySince !== null) state.steadySince = Math.max(state.steadySince, newest.date + 1);
  const touched = new Set(own === undefined ? [] : datesFrom(own - TRAVEL_REACH, own));
  const first = state.days.active.first() as DayNumber;
  for (const date of skippedDates(zone, 0, first, newest.date)) {
    for (const near of datesFrom(date - TRAVEL_REACH, date)) touched.add(near);
  }
  for (const date of touched) {
    if (!state.days.active.has(date)) continue;
    bridgeAround(date, state.days, (near) => draft.record(near), policy);
    skipAround(date, state.days, (near) => draft.record(near), policy);
  }
}

function datesFrom(from: DayNumber, to: DayNumber): DayNumber[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}
