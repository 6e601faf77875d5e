import type { DayNumber } from "./calendar.ts";
import type { Protection } from "./change.ts";
import { Freezes } from "./freezes.ts";
import type { Policy } from "./policy.ts";
import { protectionOn } from "./protection.ts";
import type { Days, FreezeGrant } from "./state.ts";

/** Everything a streak depends on. */
export interface FoldInput {
  readonly days: Days;
  readonly grants: readonly FreezeGrant[];
  readonly policy: Policy;
  /** Dates up to this one are over; empty ones after it neither break nor count. */
  readonly closedThrough: DayNumber;
}

/** A run that ended. */
export interface Break {
  /** The date that broke it. */
  readonly missed: DayNumber;
  readonly length: number;
  /** The last date that counted. */
  readonly endedOn: DayNumber;
}

/** One of the two streaks, folded. */
export interface FoldedStreak {
  current: number;
  longest: number;
  startedOn: DayNumber | null;
  lastDate: DayNumber | null;
  /** Every run that ended, oldest first. */
  readonly breaks: Break[];
}

/** A milestone that a run of the primary streak reached. */
export interface ReachedMilestone {
  readonly length: number;
  readonly on: DayNumber;
  readonly runStartedOn: DayNumber;
}

/** What became of one date. */
export interface DateVerdict {
  readonly date: DayNumber;
  readonly effect: "counted" | "protected" | "broke" | "open" | "skipped" | "nothing";
  readonly protection: Protection | undefined;
  readonly presence: number;
  readonly goal: number;
}

/** What a set of days amounts to. */
export interface Folded {
  readonly presence: FoldedStreak;
  readonly goal: FoldedStreak;
  /** Dates on which a freeze was spent, ascending. */
  readonly frozen: DayNumber[];
  readonly freezesHeld: number;
  readonly freezesEarned: number;
  readonly milestones: ReachedMilestone[];
}

/**
 * Folds days into both streaks: the one place where the rule of a streak is written. Pure; depends on the set of days,
 * never on the order in which they arrived; linear in the dates between the first and the last.
 * @param trace is told the verdict of every date, in order
 */
export function fold(input: FoldInput, trace?: (verdict: DateVerdict) => void): Folded {
  const { days, policy, closedThrough } = input;
  const freezes = new Freezes(input.grants);
  const presence = newStreak();
  const goal = newStreak();
  const frozen: DayNumber[] = [];
  const milestones: ReachedMilestone[] = [];
  const first = days.active.first();
  if (first !== undefined) {
    const last = Math.max(days.active.last() as DayNumber, closedThrough);
    freezes.begin(first, policy.rulesOn(first).rules.freezes);
    for (let date = first; date <= last; date++) {
      // Without a run an empty date concludes nothing: long absences need not be walked through.
      if (trace === undefined && presence.current === 0) date = days.active.next(date) ?? last + 1;
      if (date > last) break;
      const verdict = days.active.has(date) ? judgeActive(date) : judgeEmpty(date);
      if (trace !== undefined) trace({ date, ...verdict, presence: presence.current, goal: goal.current });
    }
  }
  return { presence, goal, frozen, freezesHeld: freezes.held, freezesEarned: freezes.earnedEver, milestones };

  function judgeActive(date: DayNumber): Pick<DateVerdict, "effect" | "protection"> {
    const { rules } = policy.rulesOn(date);
    if (days.complete.has(date)) count(goal, date);
    else if (goal.current > 0 && date <= closedThrough && !isSparedByGoal(date)) breakRun(goal, date);
    count(presence, date);
    freezes.earn(rules.freezes);
    const primary = rules.primary === "goal" ? goal : presence;
    if (primary.lastDate === date && isMilestone(primary.current, rules.milestones)) {
      milestones.push({ length: primary.current, on: date, runStartedOn: primary.startedOn as DayNumber });
    }
    return { effect: "counted", protection: undefined };
  }

  /** A date short of the goal that would have been protected if it were empty neither raises nor breaks the goal streak. */
  function isSparedByGoal(date: DayNumber): boolean {
    if (days.skipped.has(date) || protectionOn(date, days, policy) !== undefined) return true;
    return presence.current > 0 && freezes.covers(date);
  }

  function judgeEmpty(date: DayNumber): Pick<DateVerdict, "effect" | "protection"> {
    if (days.skipped.has(date)) return { effect: "skipped", protection: undefined };
    const protection = protectionOn(date, days, policy);
    if (protection !== undefined) return { effect: "protected", protection };
    if (date > closedThrough) return { effect: "open", protection };
    if (presence.current === 0) return { effect: "nothing", protection };
    if (freezes.spend(date)) {
      frozen.push(date);
      return { effect: "protected", protection: "frozen" };
    }
    freezes.empty();
    breakRun(presence, date);
    breakRun(goal, date);
    return { effect: "broke", protection };
  }
}

/** Whether a length is a milestone: one of the list, or a further year after the last of the list. */
function isMilestone(length: number, milestones: readonly number[]): boolean {
  const last = milestones.at(-1);
  if (last === undefined) return false;
  return length <= last ? milestones.includes(length) : length % YEAR === 0;
}

/** The next milestone after a length, or `undefined` where there are none. */
export function nextMilestone(length: number, milestones: readonly number[]): number | undefined {
  if (milestones.length === 0) return undefined;
  return milestones.find((milestone) => milestone > length) ?? (Math.floor(length / YEAR) + 1) * YEAR;
}

const YEAR = 365;

function newStreak(): FoldedStreak {
  return { current: 0, longest: 0, startedOn: null, lastDate: null, breaks: [] };
}

function count(streak: FoldedStreak, date: DayNumber): void {
  if (streak.current === 0) streak.startedOn = date;
  streak.current++;
  streak.lastDate = date;
  if (streak.current > streak.longest) streak.longest = streak.current;
}

function breakRun(streak: FoldedStreak, missed: DayNumber): void {
  if (streak.current === 0) return;
  streak.breaks.push({ missed, length: streak.current, endedOn: streak.lastDate as DayNumber });
  streak.current = 0;
  streak.startedOn = null;
}
