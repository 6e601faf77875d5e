import { type DayNumber, formatDate } from "../core/calendar.ts";
import type { ProtectionRow } from "../core/change.ts";
import { lessonsCompleted, problemsSolved, statusOf } from "../core/daily.ts";
import type { DayRecord } from "../core/day-record.ts";
import type { DaySet } from "../core/day-set.ts";
import { type FoldedStreak, fold } from "../core/fold.ts";
import { policyOf } from "../core/policy.ts";
import { daysFromRecords } from "../core/rebuild-days.ts";
import type { RuleBook } from "../core/rules.ts";
import type { Days, StreakRecord, UserState } from "../core/state.ts";

/** Dates named per difference; a wholly wrong row would fill the screen otherwise. */
const DATES_SHOWN = 5;

const DAYS_TEXT: Readonly<Record<keyof Days, string>> = {
  active: "dates with a record",
  complete: "dates whose goal was met",
  bridged: "dates bridged by travel",
  skipped: "dates that did not exist",
  paused: "paused dates",
  excused: "excused dates",
  restored: "restored dates",
  legacy: "dates taken over from another system",
};

/** Everything stored about a user that the streaks are made of. */
export interface StoredUser {
  readonly state: UserState;
  readonly records: readonly DayRecord[];
  readonly protections: readonly ProtectionRow[];
}

/**
 * Compares a user's state row with what the day rows and protections amount to: the days, both streaks, freezes, and
 * each date's status with its counts. Gives one sentence per difference; none where all is well.
 */
export function verifyUser({ state, records, protections }: StoredUser, book: RuleBook): string[] {
  const policy = policyOf(state, book);
  const differences = records.flatMap(statusDifference);
  const days = daysFromRecords(records, protections, policy);
  for (const kind of Object.keys(DAYS_TEXT) as (keyof Days)[]) {
    differences.push(...setDifferences(DAYS_TEXT[kind], state.days[kind], days[kind]));
  }
  const closedThrough = state.closedThrough ?? Number.NEGATIVE_INFINITY;
  const folded = fold({ days, grants: state.grants, policy, closedThrough });
  differences.push(...streakDifferences("presence", state.presence, folded.presence));
  differences.push(...streakDifferences("goal", state.goal, folded.goal));
  if (state.freezesHeld !== folded.freezesHeld) {
    differences.push(`${state.freezesHeld} freezes are stored, the days leave ${folded.freezesHeld}`);
  }
  return differences;
}

function statusDifference(record: DayRecord): string[] {
  const status = statusOf(record);
  if (record.status === status) return [];
  const counts = `${problemsSolved(record)} problems, ${lessonsCompleted(record)} lessons`;
  return [`${formatDate(record.date)} is stored as ${record.status}, its counts (${counts}) make it ${status}`];
}

function setDifferences(what: string, stored: DaySet, derived: DaySet): string[] {
  const missing = [...derived].filter((day) => !stored.has(day));
  const extra = [...stored].filter((day) => !derived.has(day));
  return [
    ...(missing.length === 0 ? [] : [`${what}: the state lacks ${dates(missing)}`]),
    ...(extra.length === 0 ? [] : [`${what}: the state has ${dates(extra)}, the rows do not`]),
  ];
}

function dates(days: readonly DayNumber[]): string {
  const shown = days.slice(0, DATES_SHOWN).map(formatDate).join(", ");
  return days.length <= DATES_SHOWN ? shown : `${shown} and ${days.length - DATES_SHOWN} more`;
}

function streakDifferences(name: string, stored: StreakRecord, folded: FoldedStreak): string[] {
  const longest = Math.max(folded.longest, stored.floor);
  const pairs: [string, number | null, number | null, (value: number) => string][] = [
    ["current streak", stored.current, folded.current, String],
    ["longest streak", stored.max, longest, String],
    ["first date", stored.startedOn, folded.startedOn, formatDate],
    ["last date", stored.lastDate, folded.lastDate, formatDate],
  ];
  const text = (value: number | null, format: (value: number) => string): string =>
    value === null ? "none" : format(value);
  return pairs
    .filter(([, is, shouldBe]) => is !== shouldBe)
    .map(
      ([what, is, shouldBe, format]) =>
        `${name} ${what}: ${text(is, format)} is stored, the days make it ${text(shouldBe, format)}`,
    );
}
