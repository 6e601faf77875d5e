import { Type } from "typebox";
import type { CalendarAnswer, CalendarDay, ExplainAnswer, StreakAnswer, StreakNumbers } from "../../core/answers.ts";
import type { Protection } from "../../core/change.ts";
import type { DayStatus } from "../../core/day-record.ts";
import type { Goal } from "../../core/rules.ts";
import { type Component, component, count, dateText, instantText, nullable, oneOf, ref } from "./schema.ts";

const status = (): ReturnType<typeof oneOf<DayStatus>> => oneOf("none", "partial", "complete");
const protection = (): ReturnType<typeof oneOf<Protection>> =>
  oneOf("rest", "paused", "excused", "restored", "bridged", "frozen");

const numbers = {
  current_streak: count("The running streak, in dates; 0 where none runs."),
  max_streak: count("The longest streak ever."),
  last_activity_date: nullable(dateText("The last date that counted.")),
  started_on: nullable(dateText("First date of the running streak.")),
  state: oneOf("active", "at_risk", "broken", "none"),
};

/** What makes a date complete: exactly one measure. */
export const GOAL: Component<Goal> = component(
  "Goal",
  Type.Unsafe<Goal>({
    oneOf: [
      Type.Object({ problems: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
      Type.Object({ lessons: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
      Type.Object({ minutes: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
      Type.Object(
        {
          points: Type.Number({ exclusiveMinimum: 0 }),
          weights: Type.Record(Type.String(), Type.Number({ minimum: 0 })),
        },
        { additionalProperties: false },
      ),
    ],
    examples: [{ problems: 3 }],
  }),
);

/** One of the two streaks. */
export const STREAK_NUMBERS: Component<StreakNumbers> = component("StreakNumbers", Type.Object(numbers));

/** The answer of `GET /api/streak/`. */
export const STREAK: Component<StreakAnswer> = component(
  "Streak",
  Type.Object(
    {
      ...numbers,
      user_id: Type.String(),
      as_of: instantText("The instant the answer is for."),
      zone: Type.String({ description: "The zone in force." }),
      date: dateText("The user's local date."),
      presence: ref(STREAK_NUMBERS),
      goal: ref(STREAK_NUMBERS),
      today: Type.Object({
        status: status(),
        problems_solved: count(),
        lesson_ids: Type.Array(Type.String()),
        protection: Type.Optional(protection()),
      }),
      freezes: Type.Object({ held: count(), cap: count() }),
      restores_left: count(),
      next_milestone: nullable(Type.Object({ days: count(), remaining: count() })),
      day_ends_at: instantText("The first instant after which the date cannot recur."),
      lost: nullable(Type.Object({ length: count(), ended_on: dateText() })),
      zone_mismatch: Type.Optional(Type.Object({ fixed: Type.String(), device: Type.String() })),
      version: count("Changes with every change of the user's state."),
    },
    { description: "Both streaks of a user; the top level repeats the primary one." },
  ),
);

/** One date of the calendar. */
export const CALENDAR_DAY: Component<CalendarDay> = component(
  "CalendarDay",
  Type.Object({
    date: dateText(),
    status: status(),
    problems_solved: count(),
    lesson_ids: Type.Array(Type.String()),
    protection: Type.Optional(protection()),
    zone: nullable(Type.String({ description: "The zone that dated the first activity." })),
    first_at: nullable(instantText()),
    last_at: nullable(instantText()),
  }),
);

/** The answer of `GET /api/activity/`. */
export const CALENDAR: Component<CalendarAnswer> = component(
  "Calendar",
  Type.Object({ from: dateText(), to: dateText(), zone: Type.String(), days: Type.Array(ref(CALENDAR_DAY)) }),
);

/** The answer of `GET /api/streak/explain/`. */
export const EXPLANATION: Component<ExplainAnswer> = component(
  "Explanation",
  Type.Object({
    user_id: Type.String(),
    date: dateText(),
    effect: oneOf("counted", "protected", "broke", "open", "skipped", "nothing"),
    summary: Type.String({ description: "One sentence for a person." }),
    status: status(),
    presence: count("The presence streak once this date was judged."),
    goal: count("The goal streak once this date was judged."),
    protection: nullable(
      Type.Object({ kind: protection(), reason: nullable(Type.String()), by: nullable(Type.String()) }),
    ),
    closed: Type.Boolean(),
    zone: nullable(Type.String()),
    zones: Type.Array(Type.String()),
    rules_version: count(),
    daily_goal: ref(GOAL),
    evidence: Type.Object({
      problems_solved: count(),
      problem_ids: Type.Array(Type.String()),
      lesson_ids: Type.Array(Type.String()),
      active_minutes: count(),
      hours: Type.Array(Type.Integer({ minimum: 0, maximum: 23 })),
      first_at: nullable(instantText()),
      last_at: nullable(instantText()),
      source: nullable(Type.String()),
      flags: Type.Array(Type.String()),
      activities: Type.Array(
        Type.Object({
          identity: Type.String(),
          type: Type.String(),
          at: instantText(),
          ref: nullable(Type.String()),
          zone: Type.String(),
          flags: Type.Array(Type.String()),
        }),
      ),
    }),
  }),
);
