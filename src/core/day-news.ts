import type { LoggedActivity } from "./activity.ts";
import type { DayNumber } from "./calendar.ts";
import type { Decision } from "./change.ts";
import { lessonsCompleted, problemsSolved } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";
import type { DaySet } from "./day-set.ts";
import type { Fact, FactKind } from "./fact.ts";
import { type Oddity, oddities } from "./oddities.ts";
import type { Days, UserState } from "./state.ts";
import { type Tally, talliesOf } from "./tallies.ts";

/** What a decision changed in one record. */
export interface DateNews {
  readonly date: DayNumber;
  readonly isComplete: boolean;
  /** Whether it was not active before, or the other way complete: all that sets of users by date ask. */
  readonly isTurned: boolean;
  /** Hours in which the user had not been seen on the date before: bit h for wall-clock hour h. */
  readonly hours: number;
  readonly problems: number;
  readonly lessons: number;
}

/** What a decision means for numbers about all users: only what is new, so that it can be added up. */
export interface DayNews {
  readonly userId: string;
  /** The version of the state that the decision made. */
  readonly version: number;
  readonly dates: readonly DateNews[];
  /** Empty dates that rest days or the calendar protect, so that they keep a streak. */
  readonly kept: readonly DayNumber[];
  /** Facts by {@link factName}. */
  readonly facts: readonly (readonly [name: string, date: DayNumber])[];
  /** Views of lessons that were logged, and completions that are new on their date. */
  readonly refs: readonly (readonly [type: string, ref: string, date: DayNumber])[];
  /** Other numbers that are added up. */
  readonly tallies: readonly Tally[];
  /** What is odd about the user. */
  readonly oddities: readonly Oddity[];
  /** Whether dates changed that `dates` does not name: records taken away, protections, rules. Then the user is read again. */
  readonly isIrregular: boolean;
}

/** Facts that tell of dates which began or ceased to be protected. */
const PROTECTING: ReadonlySet<FactKind> = new Set([
  "freeze.consumed",
  "freeze.returned",
  "date.excused",
  "streak.restored",
]);
/** What a streak that broke is counted as. Its date is protected by nothing. */
export const BROKEN = "streak.broken:presence";
const PROTECTED: readonly (keyof Days)[] = ["bridged", "skipped", "paused", "excused", "restored", "legacy"];

/** The news of a decision, or `undefined` where there are none. */
export function dayNews(decision: Decision): DayNews | undefined {
  const { state, days, activities, facts, kept, removals, before } = decision;
  const tallies = talliesOf(decision);
  const odd = oddities(decision);
  const dates = days.flatMap((record) => dateNews(record, before.days.get(record.date)));
  const refs = refNews(activities, before.days);
  const isIrregular =
    removals !== undefined ||
    days.some(({ date, status }) => status !== "complete" && before.days.get(date)?.status === "complete") ||
    facts.some(({ kind }) => PROTECTING.has(kind)) ||
    state.settings.length !== before.state.settings.length ||
    PROTECTED.some((name) => !isSame(state.days[name], before.state.days[name])) ||
    (state.days.active.first() !== before.state.days.active.first() && hasProtection(state)) ||
    isJudgedAnew(decision);
  const count = dates.length + refs.length + facts.length + kept.length + tallies.length + odd.length;
  if (count === 0 && !isIrregular) return undefined;
  return {
    userId: state.userId,
    version: state.version,
    dates,
    kept,
    facts: facts.map((fact) => [factName(fact), fact.date]),
    refs,
    tallies,
    oddities: odd,
    isIrregular,
  };
}

/** What a fact is counted as: its kind, and which streak or milestone it is about. */
export function factName({ kind, data }: Pick<Fact, "kind" | "data">): string {
  const about = kind === "milestone.reached" ? data.days : data.streak;
  return about === undefined || about === null ? kind : `${kind}:${about}`;
}

/** What logged activities tell of lessons. Completions count once a date, whatever ids they have. */
export function refNews(
  activities: readonly Pick<LoggedActivity, "type" | "ref" | "date">[],
  before: ReadonlyMap<DayNumber, DayRecord>,
): DayNews["refs"] {
  const lessons = activities.filter(({ type }) => type === "lesson_view" || type === "lesson_completed");
  if (lessons.length === 0) return lessons as [];
  const completed = new Set<string>();
  return lessons.flatMap(({ type, ref, date }) => {
    if (ref === null) return [];
    if (type === "lesson_completed") {
      const place = `${date} ${ref}`;
      if (completed.has(place) || before.get(date)?.lessonIds.includes(ref) === true) return [];
      completed.add(place);
    }
    return [[type, ref, date] as const];
  });
}

/** What a record tells beside the one it replaced. */
export function dateNews(record: DayRecord, before: DayRecord | undefined): DateNews[] {
  // Dates that an old system's streak implied were seen by nobody: they are in no number about users.
  if (record.source === "implied") return [];
  const isComplete = record.status === "complete";
  const news = {
    date: record.date,
    isComplete,
    isTurned: before === undefined || before.source === "implied" || (before.status === "complete") !== isComplete,
    hours: record.hours & ~(before?.hours ?? 0),
    problems: problemsSolved(record) - (before === undefined ? 0 : problemsSolved(before)),
    lessons: lessonsCompleted(record) - (before === undefined ? 0 : lessonsCompleted(before)),
  };
  return news.isTurned || news.hours !== 0 || news.problems !== 0 || news.lessons !== 0 ? [news] : [];
}

/** Whether a run became another one without a new date, and was not missed: the calendar changed. */
function isJudgedAnew({ days, facts, state, before }: Decision): boolean {
  if (days.length > 0) return false;
  const [is, was] = [state.presence, before.state.presence];
  return (
    (is.current !== was.current || is.startedOn !== was.startedOn) && !facts.some((fact) => factName(fact) === BROKEN)
  );
}

/** Whether dates may be protected that nobody looked at before there was an activity. */
function hasProtection({ days, settings }: UserState): boolean {
  return settings.length > 0 || PROTECTED.some((name) => !days[name].isEmpty);
}

function isSame(a: DaySet, b: DaySet): boolean {
  if (a.isEmpty && b.isEmpty) return true;
  const [left, right] = [a.encode(), b.encode()];
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}
