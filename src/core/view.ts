import type { StreakAnswer, StreakNumbers, StreakState } from "./answers.ts";
import { type DayNumber, formatDate, type Instant } from "./calendar.ts";
import type { Protection } from "./change.ts";
import { restoresLeft } from "./commands.ts";
import { problemsSolved } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";
import type { Fact } from "./fact.ts";
import { type DateVerdict, type Folded, type FoldedStreak, fold, nextMilestone } from "./fold.ts";
import { closedThroughAt, dayEndsAt, zoneInForce } from "./in-force.ts";
import { type Policy, policyOf } from "./policy.ts";
import { protectionOn } from "./protection.ts";
import type { RuleBook } from "./rules.ts";
import type { StreakRecord, UserState } from "./state.ts";
import { isSameZone, localDate } from "./zones.ts";

/** A user's streaks as they stand at an instant, whether or not any job has run. */
export interface View {
  readonly zone: string;
  readonly today: DayNumber;
  readonly closedThrough: DayNumber;
  readonly policy: Policy;
  readonly folded: Folded;
}

/** Closes the dates up to an instant and folds them. @param trace is told the verdict of every date */
export function viewState(
  state: UserState,
  now: Instant,
  book: RuleBook,
  trace?: (verdict: DateVerdict) => void,
): View {
  const policy = policyOf(state, book);
  const zone = zoneInForce(state, now, policy, book.defaultZone);
  const closedThrough = closedThroughAt(state, now, policy, book.defaultZone);
  const folded = fold({ days: state.days, grants: state.grants, policy, closedThrough }, trace);
  return { zone, today: localDate(now, zone, policy.dayStartAt(now)), closedThrough, policy, folded };
}

/**
 * The streak answer of the API.
 * @param record the record of the user's local date (`todayOf`), if there is one
 */
export function streakAnswer(
  state: UserState,
  record: DayRecord | undefined,
  now: Instant,
  book: RuleBook,
): StreakAnswer {
  const view = viewState(state, now, book);
  const { folded, today, policy } = view;
  const { rules } = policy.rulesOn(today);
  const presence = numbers(folded.presence, state.presence, presenceState(state, view));
  const goal = numbers(folded.goal, state.goal, goalState(state, view));
  const primary = rules.primary === "goal" ? goal : presence;
  const lost = primary.current_streak === 0 ? folded[rules.primary].breaks.at(-1) : undefined;
  const next = nextMilestone(primary.current_streak, rules.milestones);
  const protection = shownProtection(today, state, view);
  const fixed = policy.fixedZoneAt(now);
  const isMismatch = fixed !== null && state.deviceZone !== null && !isSameZone(fixed, state.deviceZone);
  return {
    user_id: state.userId,
    as_of: new Date(now).toISOString(),
    zone: view.zone,
    date: formatDate(today),
    ...primary,
    presence,
    goal,
    today: {
      status: record?.status ?? "none",
      problems_solved: record === undefined ? 0 : problemsSolved(record),
      lesson_ids: record === undefined ? [] : [...record.lessonIds],
      ...(protection === undefined ? {} : { protection }),
    },
    freezes: { held: folded.freezesHeld, cap: rules.freezes.cap },
    restores_left: restoresLeft(state, rules),
    next_milestone: next === undefined ? null : { days: next, remaining: next - primary.current_streak },
    day_ends_at: new Date(dayEndsAt(state, now, policy, book.defaultZone)).toISOString(),
    lost: lost === undefined ? null : { length: lost.length, ended_on: formatDate(lost.endedOn) },
    ...(isMismatch ? { zone_mismatch: { fixed, device: state.deviceZone as string } } : {}),
    version: state.version,
  };
}

/** What protects a date, as screens show it: only dates without a record are protected. */
export function shownProtection(date: DayNumber, state: UserState, { folded, policy }: View): Protection | undefined {
  if (state.days.active.has(date)) return undefined;
  if (folded.frozen.includes(date)) return "frozen";
  return protectionOn(date, state.days, policy);
}

/** A fact in the form of the feed. */
export function factAnswer(fact: Fact): Record<string, unknown> {
  return {
    id: fact.key,
    kind: fact.kind,
    at: new Date(fact.at).toISOString(),
    date: formatDate(fact.date),
    ...fact.data,
  };
}

function numbers(folded: FoldedStreak, record: StreakRecord, state: StreakState): StreakNumbers {
  return {
    current_streak: folded.current,
    max_streak: Math.max(folded.longest, record.floor),
    last_activity_date: folded.lastDate === null ? null : formatDate(folded.lastDate),
    started_on: folded.startedOn === null ? null : formatDate(folded.startedOn),
    state,
  };
}

function presenceState(state: UserState, view: View): StreakState {
  const { folded, today } = view;
  if (folded.presence.lastDate === null) return "none";
  if (folded.presence.current === 0) return "broken";
  return folded.presence.lastDate >= today || shownProtection(today, state, view) !== undefined ? "active" : "at_risk";
}

function goalState(state: UserState, view: View): StreakState {
  const { folded, today, policy } = view;
  if (folded.goal.lastDate === null) return "none";
  if (folded.goal.current === 0) return "broken";
  const isProtected = folded.frozen.includes(today) || protectionOn(today, state.days, policy) !== undefined;
  return folded.goal.lastDate >= today || isProtected ? "active" : "at_risk";
}
