import type { CalendarAnswer, CalendarDay, ExplainAnswer, StreakAnswer, StreakNumbers } from "../../core/answers.ts";
import type { Protection } from "../../core/change.ts";
import type { DayStatus } from "../../core/day-record.ts";
import type { Goal } from "../../core/rules.ts";
import {
  array,
  boolean,
  type Component,
  component,
  count,
  dateText,
  instantText,
  integer,
  nullable,
  object,
  oneOf,
  optional,
  ref,
  type Schema,
  text,
} from "./schema.ts";

const status = (): Schema<DayStatus> => oneOf("none", "partial", "complete");
const protection = (): Schema<Protection> => oneOf("rest", "paused", "excused", "restored", "bridged", "frozen");

const numbers = {
  current_streak: count("The running streak, in dates; 0 where none runs."),
  max_streak: count("The longest streak ever."),
  last_activity_date: nullable(dateText("The last date that counted.")),
  started_on: nullable(dateText("First date of the running streak.")),
  state: oneOf("active", "at_risk", "broken", "none"),
};

/** What makes a date complete: exactly one measure. */
export const GOAL: Component<Goal> = component<Goal>("Goal", {
  oneOf: [
    object({ problems: integer({ minimum: 1 }) }, { additionalProperties: false }),
    object({ lessons: integer({ minimum: 1 }) }, { additionalProperties: false }),
    object({ minutes: integer({ minimum: 1 }) }, { additionalProperties: false }),
    object(
      {
        points: { type: "number", exclusiveMinimum: 0 },
        weights: { type: "object", patternProperties: { "^.*$": { type: "number", minimum: 0 } } },
      },
      { additionalProperties: false },
    ),
  ],
  examples: [{ problems: 3 }],
});

/** One of the two streaks. */
export const STREAK_NUMBERS: Component<StreakNumbers> = component("StreakNumbers", object(numbers));

/** The answer of `GET /api/streak/`. */
export const STREAK: Component<StreakAnswer> = component(
  "Streak",
  object(
    {
      ...numbers,
      user_id: text(),
      as_of: instantText("The instant the answer is for."),
      zone: text({ description: "The zone in force." }),
      date: dateText("The user's local date."),
      presence: ref(STREAK_NUMBERS),
      goal: ref(STREAK_NUMBERS),
      today: object({
        status: status(),
        problems_solved: count(),
        lesson_ids: array(text()),
        protection: optional(protection()),
      }),
      freezes: object({ held: count(), cap: count() }),
      restores_left: count(),
      next_milestone: nullable(object({ days: count(), remaining: count() })),
      day_ends_at: instantText("The first instant after which the date cannot recur."),
      lost: nullable(object({ length: count(), ended_on: dateText() })),
      zone_mismatch: optional(object({ fixed: text(), device: text() })),
      version: count("Changes with every change of the user's state."),
    },
    { description: "Both streaks of a user; the top level repeats the primary one." },
  ),
);

/** One date of the calendar. */
export const CALENDAR_DAY: Component<CalendarDay> = component(
  "CalendarDay",
  object({
    date: dateText(),
    status: status(),
    problems_solved: count(),
    lesson_ids: array(text()),
    protection: optional(protection()),
    zone: nullable(text({ description: "The zone that dated the first activity." })),
    first_at: nullable(instantText()),
    last_at: nullable(instantText()),
  }),
);

/** The answer of `GET /api/activity/`. */
export const CALENDAR: Component<CalendarAnswer> = component(
  "Calendar",
  object({ from: dateText(), to: dateText(), zone: text(), days: array(ref(CALENDAR_DAY)) }),
);

/** The answer of `GET /api/streak/explain/`. */
export const EXPLANATION: Component<ExplainAnswer> = component(
  "Explanation",
  object({
    user_id: text(),
    date: dateText(),
    effect: oneOf("counted", "protected", "broke", "open", "skipped", "nothing"),
    summary: text({ description: "One sentence for a person." }),
    status: status(),
    presence: count("The presence streak once this date was judged."),
    goal: count("The goal streak once this date was judged."),
    protection: nullable(object({ kind: protection(), reason: nullable(text()), by: nullable(text()) })),
    closed: boolean(),
    zone: nullable(text()),
    zones: array(text()),
    rules_version: count(),
    daily_goal: ref(GOAL),
    evidence: object({
      problems_solved: count(),
      problem_ids: array(text()),
      lesson_ids: array(text()),
      active_minutes: count(),
      hours: array(integer({ minimum: 0, maximum: 23 })),
      first_at: nullable(instantText()),
      last_at: nullable(instantText()),
      source: nullable(text()),
      flags: array(text()),
      activities: array(
        object({
          identity: text(),
          type: text(),
          at: instantText(),
          ref: nullable(text()),
          zone: text(),
          flags: array(text()),
        }),
      ),
    }),
  }),
);
