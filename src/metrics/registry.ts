import { completionRate } from "./catalog/completion-rate.ts";
import { currentStreaks } from "./catalog/current-streaks.ts";
import { dau } from "./catalog/dau.ts";
import { engagement } from "./catalog/engagement.ts";
import { growthRates } from "./catalog/growth-rates.ts";
import { growthStates } from "./catalog/growth-states.ts";
import { l7 } from "./catalog/l7.ts";
import { l28 } from "./catalog/l28.ts";
import { lessonViews } from "./catalog/lesson-views.ts";
import { lessonsCompleted } from "./catalog/lessons-completed.ts";
import { lifecycle } from "./catalog/lifecycle.ts";
import { liveStreaks } from "./catalog/live-streaks.ts";
import { mau28 } from "./catalog/mau28.ts";
import { mau30 } from "./catalog/mau30.ts";
import { newAndReturning } from "./catalog/new-and-returning.ts";
import { operations } from "./catalog/operations.ts";
import { problemsSolved } from "./catalog/problems-solved.ts";
import { punchCard } from "./catalog/punch-card.ts";
import { retention } from "./catalog/retention.ts";
import { retentionCurve } from "./catalog/retention-curve.ts";
import { stickiness } from "./catalog/stickiness.ts";
import { streakDistribution } from "./catalog/streak-distribution.ts";
import { streakFacts } from "./catalog/streak-facts.ts";
import { streakSurvival } from "./catalog/streak-survival.ts";
import { wau } from "./catalog/wau.ts";
import type { Metric } from "./metric.ts";

/** Every metric there is, by its name. */
export const METRICS: ReadonlyMap<string, Metric> = new Map(
  [
    dau,
    wau,
    mau28,
    mau30,
    stickiness,
    newAndReturning,
    growthStates,
    growthRates,
    lifecycle,
    retention,
    retentionCurve,
    l7,
    l28,
    engagement,
    currentStreaks,
    streakDistribution,
    streakSurvival,
    liveStreaks,
    streakFacts,
    completionRate,
    problemsSolved,
    lessonsCompleted,
    lessonViews,
    punchCard,
    operations,
  ].map((metric) => [metric.name, metric]),
);

/** All columns of a metric's rows, the first one included. */
export function columnsOf({ key = "date", columns }: Metric): string[] {
  return [key, ...Object.keys(columns)];
}
