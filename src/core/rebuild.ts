import type { LoggedActivity } from "./activity.ts";
import { type DayNumber, formatDate } from "./calendar.ts";
import type { Change, ProtectionRow } from "./change.ts";
import { copyRecord, lessonsCompleted, problemsSolved, statusOf } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";
import { fold } from "./fold.ts";
import { policyOf } from "./policy.ts";
import { daysFromRecords } from "./rebuild-days.ts";
import type { RuleBook } from "./rules.ts";
import { type Days, mapDays, type UserState } from "./state.ts";

/** Everything stored about a user from which records and streaks can be made again. */
export interface RebuildInput {
  readonly state: UserState;
  /** All records. */
  readonly records: readonly DayRecord[];
  /** The whole log. */
  readonly activities: readonly LoggedActivity[];
  readonly protections: readonly ProtectionRow[];
}

/** One thing that a rebuild changes, in words. */
export interface Difference {
  /** The date, or `streak`. */
  readonly what: string;
  readonly stored: string;
  readonly rebuilt: string;
}

/** What a rebuild would do to a user; `change` is absent where nothing differs. */
export interface Rebuild {
  readonly differences: Difference[];
  readonly change?: Extract<Change, { kind: "rebuild" }>;
}

/**
 * Makes counts and statuses again from the log, and streaks from the records. Presence is never removed: a record
 * without log rows stays as it is.
 * @param underNewestRules judges every date by the newest rules instead of by those in force on it
 */
export function rebuildUser(input: RebuildInput, book: RuleBook, underNewestRules = false): Rebuild {
  const newest = book.versions.at(-1)?.version ?? 1;
  const rules = underNewestRules ? [{ version: newest, from: 0, effectiveAt: 0 }] : input.state.rules;
  const state = { ...input.state, rules };
  const policy = policyOf(state, book);
  const byDate = Map.groupBy(input.activities, ({ date }) => date);
  const records = input.records.map((record) => {
    const rebuilt = recount(record, byDate.get(record.date) ?? []);
    rebuilt.goal = policy.goalOn(record.date);
    rebuilt.rulesVersion = policy.rulesOn(record.date).version;
    rebuilt.status = statusOf(rebuilt);
    return rebuilt;
  });
  const days = daysFromRecords(records, input.protections, policy);
  const changed = records.filter((record, index) => !isSame(record, input.records[index] as DayRecord));
  const differences = [
    ...changed.flatMap((record) =>
      describe(
        input.records.find(({ date }) => date === record.date),
        record,
      ),
    ),
    ...streakDifferences(input.state, days, state, book),
  ];
  if (differences.length === 0 && changed.length === 0 && haveSameDates(days, input.state.days)) return { differences };
  return {
    differences,
    change: {
      kind: "rebuild",
      version: input.state.version,
      records: changed,
      days: mapDays(days, (set) => set.encode()),
      rules,
    },
  };
}

function recount(stored: DayRecord, log: readonly LoggedActivity[]): DayRecord {
  const record = copyRecord(stored);
  if (log.length === 0) return record;
  record.problemIds = distinct("problem_solved", stored.problemIds);
  record.lessonIds = distinct("lesson_completed", stored.lessonIds);
  record.counts = {};
  for (const { type } of log) {
    if (type !== "problem_solved" && type !== "lesson_completed") record.counts[type] = (record.counts[type] ?? 0) + 1;
  }
  return record;

  /** Those of the log, in the order in which they were stored first. */
  function distinct(type: string, known: readonly string[]): string[] {
    const logged = new Set(log.filter((row) => row.type === type).map((row) => row.ref ?? row.identity));
    return [...new Set([...known.filter((id) => logged.has(id)), ...logged])];
  }
}

function isSame(a: DayRecord, b: DayRecord): boolean {
  return countsOf(a) === countsOf(b) && a.rulesVersion === b.rulesVersion;
}

function countsOf({ problemIds, lessonIds, counts, status, goal }: DayRecord): string {
  const sorted = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([problemIds, lessonIds, sorted, status, goal]);
}

function describe(stored: DayRecord | undefined, rebuilt: DayRecord): Difference[] {
  const inWords = (record: DayRecord): string =>
    `${record.status}, ${problemsSolved(record)} problems, ${lessonsCompleted(record)} lessons`;
  const before = stored === undefined ? "no record" : inWords(stored);
  const after = inWords(rebuilt);
  return before === after ? [] : [{ what: formatDate(rebuilt.date), stored: before, rebuilt: after }];
}

function streakDifferences(stored: UserState, days: Days, state: UserState, book: RuleBook): Difference[] {
  const closedThrough = stored.closedThrough ?? Number.NEGATIVE_INFINITY;
  const before = fold({ days: stored.days, grants: stored.grants, policy: policyOf(stored, book), closedThrough });
  const after = fold({ days, grants: state.grants, policy: policyOf(state, book), closedThrough });
  return (["presence", "goal"] as const).flatMap((name) => {
    const was = `${before[name].current}, longest ${Math.max(before[name].longest, stored[name].floor)}`;
    const is = `${after[name].current}, longest ${Math.max(after[name].longest, stored[name].floor)}`;
    return was === is ? [] : [{ what: `${name} streak`, stored: was, rebuilt: is }];
  });
}

function haveSameDates(a: Days, b: Days): boolean {
  return (Object.keys(a) as (keyof Days)[]).every((name) => {
    const dates = (days: Days): DayNumber[] => [...days[name]];
    return JSON.stringify(dates(a)) === JSON.stringify(dates(b));
  });
}
