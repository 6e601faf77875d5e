import { ALERT_KINDS, USERS_NAMED } from "../../metrics/alert.ts";
import { UNITS } from "../../metrics/metric.ts";
import {
  type AnyComponent,
  array,
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

/** A row of a series: its first column says what it is about, the others are numbers. */
const ROW = { type: "object", additionalProperties: { type: ["string", "number", "null"] } };

/** Any number. */
export const NUMBER: Schema<number> = { type: "number" };

const ROWS = array(ROW, { description: "One a date, cohort, length or level." });

/** Something unusual, explained. */
export const ALERT: AnyComponent = {
  name: "Alert",
  schema: object({
    id: text({ description: "The same whenever it is told." }),
    kind: oneOf(...ALERT_KINDS),
    title: text(),
    date: dateText("The first date on which it was seen."),
    until: dateText("The last one."),
    user_id: nullable(text({ description: "Whom it is about, where it is about one user." })),
    user_ids: array(text(), { description: `The users it is about, at most ${USERS_NAMED} of them.` }),
    users: count("How many users it is about; 0 where it is about nobody in particular."),
    type: nullable(text({ description: "The activity type it is about." })),
    value: { ...NUMBER, description: "What was counted." },
    usual: nullable({ ...NUMBER, description: "What would be usual, where there is such a number." }),
    text: text({ description: "What was seen." }),
    usual_text: text({ description: "What is usual." }),
    reason: text({ description: "Why that is an alert." }),
    look_at: text({ description: "What to look at." }),
  }),
};

/** The answer of `GET /api/admin/alerts/`. */
export const ALERTS: AnyComponent = {
  name: "Alerts",
  schema: object({
    from: dateText(),
    to: dateText(),
    detectors: array(object({ kind: oneOf(...ALERT_KINDS), title: text(), about: text() }), {
      description: "What was looked for.",
    }),
    alerts: array(ref(ALERT)),
  }),
};

/** The most important numbers of a date. */
export const OVERVIEW_DATE: AnyComponent = {
  name: "OverviewDate",
  schema: object({
    date: dateText(),
    dau: count(),
    wau: count(),
    mau28: count(),
    new: count("Users on their first active date."),
    live_streak_users: count("Users with a streak."),
    completion_rate: nullable(NUMBER),
  }),
};

/** The answer of `GET /api/admin/overview/`. */
export const OVERVIEW: AnyComponent = {
  name: "Overview",
  schema: object({
    as_of: instantText(),
    active_now: count("Users seen within five minutes."),
    users: count("Users ever seen."),
    today: ref(OVERVIEW_DATE),
    yesterday: ref(OVERVIEW_DATE),
    week_ago: ref(OVERVIEW_DATE),
    expected_dau: nullable(count("What today's weekday lets expect by its end; null without four weeks of history.")),
    alerts: array(ref(ALERT), { description: "What was strange on the seven dates before today, and is today." }),
  }),
};

/** The answer of `GET /api/admin/what-if/`. */
export const FORECAST: AnyComponent = {
  name: "Forecast",
  schema: object({
    date: dateText("The last date that is known."),
    over: integer({ description: "Dates over which rates and new users were taken together." }),
    model: object({}, { additionalProperties: { type: "number" }, description: "New users a date, and the rates." }),
    moved: object({}, { additionalProperties: { type: "number" }, description: "The same with what was moved." }),
    rows: array(object({ date: dateText(), dau: NUMBER, dau_moved: NUMBER })),
    worth: NUMBER,
  }),
};

/** The answer of `GET /api/admin/metrics/{name}/`. */
export const SERIES: AnyComponent = {
  name: "Series",
  schema: object({
    name: text(),
    from: dateText(),
    to: dateText(),
    unit: oneOf(...UNITS),
    definition: text({ description: "How it is counted, in words." }),
    rows: ROWS,
    group: optional(text({ description: "Whose users are counted; absent where everybody is." })),
    previous: optional(
      object(
        { from: dateText(), to: dateText(), rows: ROWS },
        { description: "As many dates, weeks or months right before." },
      ),
    ),
  }),
};

/** The answer of `GET /api/admin/metrics/`. */
export const METRIC_LIST: AnyComponent = {
  name: "MetricList",
  schema: object({
    metrics: array(
      object({
        name: text(),
        title: text(),
        unit: oneOf(...UNITS),
        definition: text(),
        columns: { type: "object", additionalProperties: { type: "string" } },
        has_groups: { type: "boolean", description: "Whether it can be counted for one `group`." },
        has_periods: { type: "boolean", description: "Whether `period` means anything." },
      }),
    ),
  }),
};
