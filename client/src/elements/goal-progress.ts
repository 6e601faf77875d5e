import type { ExplainAnswer, Goal, StreakAnswer } from "../wire.ts";
import type { MessageKey } from "./texts/messages.ts";

/** How far today is towards the daily goal. */
export interface GoalProgress {
  readonly done: number;
  readonly goal: number;
  /** The name of the text for what is counted. */
  readonly unit: MessageKey;
}

/** Whether what is done can be told from the streak alone; minutes and points need today's evidence. */
export function isInStreak(goal: Goal): boolean {
  return "problems" in goal || "lessons" in goal;
}

/** What is done today, as far as it is known. */
export function goalProgress(goal: Goal, streak: StreakAnswer, today: ExplainAnswer | null): GoalProgress {
  const problems = streak.today.problems_solved;
  const lessons = streak.today.lesson_ids.length;
  if ("problems" in goal) return { done: problems, goal: goal.problems, unit: "goalProblems" };
  if ("lessons" in goal) return { done: lessons, goal: goal.lessons, unit: "goalLessons" };
  const evidence = today?.date === streak.date ? today.evidence : undefined;
  if ("minutes" in goal) return { done: evidence?.active_minutes ?? 0, goal: goal.minutes, unit: "goalMinutes" };
  const { weights } = goal;
  let points = (weights.problem_solved ?? 0) * problems + (weights.lesson_completed ?? 0) * lessons;
  for (const { type } of evidence?.activities ?? []) {
    if (type !== "problem_solved" && type !== "lesson_completed") points += weights[type] ?? 0;
  }
  return { done: points, goal: goal.points, unit: "goalPoints" };
}
