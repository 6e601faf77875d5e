import type { Activity } from "../core/activity.ts";
import type { Instant } from "../core/calendar.ts";
import type { Change } from "../core/change.ts";
import type { DayRecord } from "../core/day-record.ts";
import type { UserState } from "../core/state.ts";
import type { Store } from "../storage/store.ts";

/** Noon UTC of a Monday: the instant around which the suite plays. */
export const NOON: Instant = Date.UTC(2026, 0, 12, 12);

/** A nominal day in milliseconds. */
export const DAY: number = 86_400_000;

/** The date of {@link NOON}. */
export const TODAY: number = Math.floor(NOON / DAY);

/** Every date that the suite can have written. */
export const ALL_DATES: readonly [number, number] = [0, TODAY + 400];

/** Texts that a store must keep as they are, in the order of their code points. */
export const AWKWARD_TEXTS: readonly string[] = [
  " leading and trailing ",
  `"quoted" and 'quoted' and \`quoted\``,
  "$1 ?1 :name @at",
  "%_'; DROP TABLE user_state; --",
  "(null)",
  "NULL",
  "\\back\\slashes\\ \\x41 \\u0041",
  "line\nbreak\ttab\r",
  "null",
  "{brace},comma,{}",
  "é as one",
  "é as two",
  "مرحبا",
  "用户",
  "\u{ffee} last of the first plane",
  "😀 beyond it",
].sort(byCodePoint);

/** Orders as both databases do. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A problem solved: logged, one count per ref and date. */
export function solved(ref: string, at: Instant = NOON, extra: Partial<Activity> = {}): Change {
  return change({ type: "problem_solved", kind: "learning", at, ref, zone: "UTC", logged: true, ...extra });
}

/** Presence: not logged. */
export function seen(at: Instant = NOON, extra: Partial<Activity> = {}): Change {
  return change({ type: "request", kind: "presence", at, zone: "UTC", logged: false, ...extra });
}

function change(activity: Omit<Activity, "source" | "flags">): Change {
  return { kind: "activity", activity: { source: "live", flags: [], ...activity } };
}

/** A state in a form that tests can compare: sets of dates as lists. */
export function plainState(state: UserState | undefined): unknown {
  if (state === undefined) return undefined;
  const days = Object.fromEntries(Object.entries(state.days).map(([name, set]) => [name, [...set]]));
  return { ...state, days };
}

/** Everything that a store knows about a user, in a form that tests can compare. */
export async function everythingOf(store: Store, userId: string): Promise<Record<string, unknown>> {
  const days: DayRecord[] = await store.days(userId, ...ALL_DATES);
  return {
    state: plainState(await store.state(userId)),
    days: days.map((day) => ({ ...day, slots: [...day.slots] })),
    activities: await store.activities(userId, ...ALL_DATES),
    zones: await store.zoneChanges(userId),
    protections: await store.protections(userId, ...ALL_DATES),
    grants: await store.grants(userId),
    facts: await store.facts(userId, 10_000),
    notices: await store.notices.notices(userId, 10_000),
    deliveries: await store.notices.deliveries(userId),
    addresses: await store.notices.addresses(userId),
  };
}
