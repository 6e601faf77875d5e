import type { Fact, StreakAnswer, StreakNumbers } from "../wire.ts";
import { addDays } from "./dates.ts";

/** What the flame shows. */
export type FlameState = "active" | "at_risk" | "broken" | "frozen" | "resting" | "none";

/** One of the two streaks, with the name under which `explain` gives its numbers. */
export interface Numbers extends StreakNumbers {
  readonly kind: "presence" | "goal";
  /** The run that broke; known of the primary streak only. */
  readonly lost: StreakAnswer["lost"];
}

/** The streak that is asked for, else the primary one, which the top level of the answer repeats. */
export function numbersOf(streak: StreakAnswer, asked: string | null): Numbers {
  const isPresence = (Object.keys(streak.presence) as (keyof StreakNumbers)[]).every(
    (key) => streak[key] === streak.presence[key],
  );
  const primary = isPresence ? "presence" : "goal";
  const kind = asked === "presence" || asked === "goal" ? asked : primary;
  return { ...streak[kind], kind, lost: kind === primary ? streak.lost : null };
}

/**
 * How a streak is to be shown. A streak that is over is over on a rest day, too; a day that has counted is `active`
 * even where something protects it.
 * @param isSaved whether a freeze was spent on the day before
 */
export function flameState(streak: StreakAnswer, numbers: StreakNumbers, isSaved: boolean): FlameState {
  const { state } = numbers;
  const protection = streak.today.protection;
  if (state === "at_risk") return isSaved ? "frozen" : state;
  if (state !== "active" || protection === undefined || numbers.last_activity_date === streak.date) return state;
  return protection === "frozen" ? "frozen" : "resting";
}

/** Whether a protected date lies between the last one that counted and today. */
export function hasGap(streak: StreakAnswer, numbers: StreakNumbers): boolean {
  return numbers.state === "at_risk" && (numbers.last_activity_date ?? "") < addDays(streak.date, -1);
}

/**
 * Whether dates before today may look different now: facts about them, a date that ended, or a change that left today
 * as it was.
 */
export function touchesPast(before: StreakAnswer | null, after: StreakAnswer, facts: readonly Fact[]): boolean {
  if (before === null || before.date !== after.date || before.user_id !== after.user_id) return true;
  if (before.version === after.version) return false;
  return facts.some(({ date }) => date !== after.date) || JSON.stringify(before.today) === JSON.stringify(after.today);
}
