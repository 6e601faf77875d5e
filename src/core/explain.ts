import type { LoggedActivity } from "./activity.ts";
import type { ExplainAnswer } from "./answers.ts";
import { type DayNumber, formatDate, type Instant } from "./calendar.ts";
import type { Protection, ProtectionRow } from "./change.ts";
import { activeHours, activeMinutes, problemsSolved } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";
import type { DateVerdict } from "./fold.ts";
import type { RuleBook } from "./rules.ts";
import type { UserState } from "./state.ts";
import { shownProtection, type View, viewState } from "./view.ts";

/** What is stored about a date that is to be explained. */
export interface ExplainInput {
  readonly state: UserState;
  readonly record: DayRecord | undefined;
  readonly activities: readonly LoggedActivity[];
  readonly protections: readonly ProtectionRow[];
}

/** Explains one date: the evidence, the zone, the protection and who granted it, the rules, and the resulting numbers. */
export function explainAnswer(input: ExplainInput, date: DayNumber, now: Instant, book: RuleBook): ExplainAnswer {
  const { state, record } = input;
  const verdicts = new Map<DayNumber, DateVerdict>();
  const view = viewState(state, now, book, (verdict) => verdicts.set(verdict.date, verdict));
  const verdict = verdicts.get(date) ?? verdictOutside(date, view);
  const protection = shownProtection(date, state, view);
  return {
    user_id: state.userId,
    date: formatDate(date),
    effect: verdict.effect,
    summary: `${summaryOf(verdict, protection, date, view, record)}${originOf(record)}`,
    status: record?.status ?? "none",
    presence: verdict.presence,
    goal: verdict.goal,
    protection: protection === undefined ? null : protectionDetail(protection, date, input.protections, view),
    closed: date <= view.closedThrough,
    zone: record?.firstZone ?? null,
    zones: record === undefined ? [] : [...record.zones],
    rules_version: record?.rulesVersion ?? view.policy.rulesOn(date).version,
    daily_goal: view.policy.goalOn(date),
    evidence: {
      problems_solved: record === undefined ? 0 : problemsSolved(record),
      problem_ids: record === undefined ? [] : [...record.problemIds],
      lesson_ids: record === undefined ? [] : [...record.lessonIds],
      active_minutes: record === undefined ? 0 : activeMinutes(record),
      hours: record === undefined ? [] : activeHours(record),
      first_at: record === undefined ? null : new Date(record.firstAt).toISOString(),
      last_at: record === undefined ? null : new Date(record.lastAt).toISOString(),
      source: record?.source ?? null,
      flags: record === undefined ? [] : [...record.flags],
      activities: input.activities
        .filter((activity) => activity.date === date)
        .map(({ identity, type, at, ref, zone, flags }) => ({
          identity,
          type,
          at: new Date(at).toISOString(),
          ref,
          zone,
          flags: [...flags],
        })),
    },
  };
}

/** Dates before the first activity or after everything known. */
function verdictOutside(date: DayNumber, { folded, closedThrough }: View): DateVerdict {
  const isAhead = folded.presence.lastDate !== null && date > folded.presence.lastDate;
  return {
    date,
    effect: isAhead && date > closedThrough ? "open" : "nothing",
    protection: undefined,
    presence: isAhead ? folded.presence.current : 0,
    goal: isAhead ? folded.goal.current : 0,
  };
}

function protectionDetail(
  kind: Protection,
  date: DayNumber,
  rows: readonly ProtectionRow[],
  { policy }: View,
): NonNullable<ExplainAnswer["protection"]> {
  const row = rows.find((candidate) => candidate.date === date && candidate.kind === kind);
  if (row !== undefined) return { kind, reason: row.reason, by: row.by };
  if (kind === "excused") return { kind, reason: policy.excusedOn(date) ?? null, by: "calendar" };
  return { kind, reason: REASONS[kind] ?? null, by: kind === "rest" ? "settings" : "system" };
}

const REASONS: { readonly [K in Protection]?: string } = {
  rest: "a rest day",
  bridged: "the date was lost to travelling between zones",
  frozen: "a freeze was spent on the date",
};

/** Where a record that nobody saw come in is from. */
function originOf(record: DayRecord | undefined): string {
  if (record?.source === "legacy") return " It was imported as a whole day from another system.";
  if (record?.source === "implied") return " No record of it exists: it is implied by a streak that was imported.";
  return "";
}

function summaryOf(
  { effect, presence }: DateVerdict,
  protection: Protection | undefined,
  date: DayNumber,
  { today, closedThrough }: View,
  record: DayRecord | undefined,
): string {
  const day = formatDate(date);
  if (date > today && record === undefined && protection === undefined) return `${day} has not begun.`;
  switch (effect) {
    case "counted":
      return `${day} counted: the streak stood at ${presence}.`;
    case "protected":
      return `${day} was ${protection}: it neither broke the streak nor raised it (${presence}).`;
    case "broke":
      return `Nothing was recorded on ${day} and nothing protected it: the streak ended.`;
    case "skipped":
      return `${day} did not exist where the user was: the calendar went past it.`;
    case "open":
      return date <= closedThrough ? `Nothing was recorded on ${day}.` : `${day} is not over yet: nothing is lost.`;
    case "nothing":
      return `Nothing was recorded on ${day} and no streak was running.`;
  }
}
