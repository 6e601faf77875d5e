import { weekdayOf } from "../../src/core/calendar.ts";
import type { Goal } from "../../src/core/rules.ts";
import { dayStartAt, dayStartOn, type History, inOrder, type KeptActivity, preferenceOn, rulesOn } from "./history.ts";
import { dateOf, exists, wallMinuteOf } from "./local-time.ts";

/** Why a date did not break the streak; `skipped` where no such date existed. */
export type Shield = "skipped" | "rest" | "paused" | "excused" | "restored" | "bridged" | "frozen";

/** One date, judged. */
export interface JudgedDate {
  readonly date: number;
  readonly status: "none" | "partial" | "complete";
  readonly shield: Shield | null;
  /** Whether the presence streak broke on it. */
  readonly broke: boolean;
  /** Whether the goal streak did. */
  readonly brokeGoal: boolean;
  /** The numbers after it. */
  readonly presence: number;
  readonly goal: number;
}

/** A streak after its last judged date. */
export interface Run {
  current: number;
  max: number;
  startedOn: number | null;
  lastDate: number | null;
  lost: { length: number; endedOn: number } | null;
}

/** Everything the fold concludes. */
export interface Judgement {
  readonly dates: JudgedDate[];
  readonly presence: Run;
  readonly goal: Run;
  readonly freezesHeld: number;
}

/** The status of a date from its activities, against the goal of that date. */
export function statusOf(history: History, date: number, of: readonly KeptActivity[]): "none" | "partial" | "complete" {
  if (of.length === 0) return "none";
  const goal = preferenceOn(history, "goal", date) ?? rulesOn(history, date).goal;
  return isMet(goal, of) ? "complete" : "partial";
}

function isMet(goal: Goal, of: readonly KeptActivity[]): boolean {
  if ("problems" in goal) return problemsOf(of).size >= goal.problems;
  if ("lessons" in goal) return lessonsOf(of).size >= goal.lessons;
  if ("minutes" in goal) return minutesOf(of) >= goal.minutes;
  let points = 0;
  for (const [type, weight] of Object.entries(goal.weights)) {
    if (type === "problem_solved") points += weight * problemsOf(of).size;
    else if (type === "lesson_completed") points += weight * lessonsOf(of).size;
    else points += weight * of.filter((a) => a.type === type && (a.id ?? a.ref) !== undefined).length;
  }
  return points >= goal.points;
}

/** The distinct problems among activities. */
export function problemsOf(of: readonly KeptActivity[]): Set<string> {
  return thingsOf("problem_solved", of);
}

/** The distinct lessons completed among activities. */
export function lessonsOf(of: readonly KeptActivity[]): Set<string> {
  return thingsOf("lesson_completed", of);
}

function thingsOf(type: string, of: readonly KeptActivity[]): Set<string> {
  return new Set(of.filter((a) => a.type === type).map((a) => a.ref ?? (a.id as string)));
}

/** Minutes by heartbeats: five for each slot of five minutes of the wall clock that has one. */
export function minutesOf(of: readonly KeptActivity[]): number {
  const beats = of.filter((a) => a.type === "heartbeat");
  return 5 * new Set(beats.map((a) => Math.floor(wallMinuteOf(a.at, a.datedIn) / 5))).size;
}

/** What protects a date short of a freeze, judged as if it were empty: its own activities are left out. */
export function shieldOf(history: History, all: readonly KeptActivity[], date: number): Shield | null {
  const restDays = preferenceOn(history, "restDays", date) ?? rulesOn(history, date).restDays;
  return restDays.includes(weekdayOf(date)) ? "rest" : shieldBesideRest(history, all, date);
}

/** What protects a date short of a freeze and of being a rest day. */
export function shieldBesideRest(history: History, all: readonly KeptActivity[], date: number): Shield | null {
  const others = all.filter((a) => a.date !== date);
  const rows = history.protections.filter((row) => row.date === date);
  if (rows.some((row) => row.kind === "paused")) return "paused";
  const shared = rulesOn(history, date).calendar.some(
    (day) => Date.parse(`${day.date}T00:00:00Z`) === date * 86_400_000,
  );
  if (shared || rows.some((row) => row.kind === "excused")) return "excused";
  if (rows.some((row) => row.kind === "restored")) return "restored";
  if (rulesOn(history, date).bridgeTravel && isBridged(history, others, date)) return "bridged";
  if (isSkipped(history, others, date)) return "skipped";
  return null;
}

/** A date of which no instant exists in the zone of the last activity dated before it. */
function isSkipped(history: History, others: readonly KeptActivity[], date: number): boolean {
  const before = inOrder(others.filter((a) => a.date < date)).at(-1);
  return before !== undefined && !exists(date, before.datedIn, dayStartOn(history, date));
}

/** Whether the first activity of a later date, written in a zone seen shortly before, falls on this date or an earlier one. */
function isBridged(history: History, others: readonly KeptActivity[], date: number): boolean {
  for (let later = date + 1; later <= date + 3; later++) {
    const first = inOrder(others.filter((a) => a.date === later))[0];
    if (first === undefined) continue;
    const zones = new Set(others.filter((a) => a.date >= later - 3 && a.date < later).map((a) => a.datedIn));
    const written = [...zones].map((zone) => dateOf(first.at, zone, dayStartAt(history, first.at)));
    if (written.some((day) => day <= date)) return true;
  }
  return false;
}

/**
 * Folds a set of activities: every date from the first active one to `closedThrough`, or to the last active date where
 * that is later. Nothing but the set, the protections and the rules goes in.
 */
export function judge(history: History, all: readonly KeptActivity[], closedThrough: number | null): Judgement {
  const presence: Run = { current: 0, max: 0, startedOn: null, lastDate: null, lost: null };
  const goal: Run = { current: 0, max: 0, startedOn: null, lastDate: null, lost: null };
  const dates: JudgedDate[] = [];
  const support = history.grants.reduce((sum, grant) => sum + grant.count, 0);
  if (all.length === 0) return { dates, presence, goal, freezesHeld: support };

  const first = Math.min(...all.map((a) => a.date));
  const last = Math.max(...all.map((a) => a.date), closedThrough ?? Number.NEGATIVE_INFINITY);
  const given = [{ date: first, count: rulesOn(history, first).freezes.initial }, ...history.grants].map((grant) => ({
    ...grant,
  }));
  given.sort((a, b) => a.date - b.date);
  let bucket = 0;

  for (let date = first; date <= last; date++) {
    const status = statusOf(
      history,
      date,
      all.filter((a) => a.date === date),
    );
    const closed = closedThrough !== null && date <= closedThrough;
    const shield = shieldOf(history, all, date);
    const { earnEvery, cap } = rulesOn(history, date).freezes;
    const earned = earnEvery > 0 && bucket >= earnEvery;
    const granted = given.find((grant) => grant.count > 0 && grant.date < date);
    const couldFreeze = presence.current > 0 && (earned || granted !== undefined);

    const ran = { presence: presence.current > 0, goal: goal.current > 0 };
    let judged = shield;
    if (status === "none") {
      if (shield === null && closed) {
        if (couldFreeze) {
          judged = "frozen";
          if (earned) bucket -= earnEvery;
          else if (granted !== undefined) granted.count -= 1;
        } else {
          bucket = 0;
          lose(presence);
          lose(goal);
        }
      }
    } else {
      count(presence, date);
      if (earnEvery > 0 && bucket < cap * earnEvery) bucket += 1;
      if (status === "complete") count(goal, date);
      else if (closed && shield === null && !couldFreeze) lose(goal);
    }
    dates.push({
      date,
      status,
      shield: judged,
      broke: ran.presence && presence.current === 0,
      brokeGoal: ran.goal && goal.current === 0,
      presence: presence.current,
      goal: goal.current,
    });
  }
  const { earnEvery } = rulesOn(history, last).freezes;
  const heldEarned = earnEvery > 0 ? Math.floor(bucket / earnEvery) : 0;
  return { dates, presence, goal, freezesHeld: heldEarned + given.reduce((sum, grant) => sum + grant.count, 0) };
}

function count(run: Run, date: number): void {
  if (run.current === 0) run.startedOn = date;
  run.current += 1;
  run.max = Math.max(run.max, run.current);
  run.lastDate = date;
  run.lost = null;
}

function lose(run: Run): void {
  if (run.current === 0 || run.lastDate === null) return;
  run.lost = { length: run.current, endedOn: run.lastDate };
  run.current = 0;
  run.startedOn = null;
}
