import { GOAL } from "./answers.ts";
import { NOTICE_WISHES_REQUEST } from "./notices.ts";
import {
  type AnyComponent,
  array,
  boolean,
  integer,
  nullable,
  object,
  optional,
  PLAIN_TEXT,
  ref,
  type Schema,
  text,
} from "./schema.ts";

const instant = (description: string): Schema<string | number> => ({
  anyOf: [{ type: "string", format: "date-time" }, { type: "number" }],
  description: `${description} ISO 8601 with an offset or Z, or milliseconds since 1970.`,
});
const type = (): Schema<string> =>
  text({
    minLength: 1,
    description: "A presence or learning type, or one of the app's own.",
    examples: ["lesson_view"],
  });
const id = (): Schema<string> => text({ description: "The activity's own identity; sent twice it counts once." });
const itemRef = (): Schema<string> => text({ description: "What was viewed, solved or completed." });
const zone = (): Schema<string> =>
  text({
    description: "Where the user was: an IANA name or a fixed offset.",
    examples: ["Europe/Paris", "+05:45"],
  });

/** The body of `POST /api/activity/update/`. */
export const UPDATE_REQUEST: AnyComponent = {
  name: "UpdateRequest",
  schema: object({
    type: optional(nullable(type())),
    at: optional(nullable(instant("When it happened; the instant of receipt by default."))),
    sent_at: optional(nullable(instant("The sender's clock when it sent, to correct skew."))),
    ref: optional(nullable(itemRef())),
    zone: optional(nullable(zone())),
  }),
};

/** One activity of a user's own batch. */
export const EVENT: AnyComponent = {
  name: "Event",
  schema: object({
    id: id(),
    type: type(),
    at: instant("When it happened."),
    ref: optional(nullable(itemRef())),
    zone: optional(nullable(zone())),
  }),
};

/** The body of `POST /api/activity/events/`. */
export const EVENTS_REQUEST: AnyComponent = {
  name: "EventsRequest",
  schema: object({
    activities: array(ref(EVENT), { maxItems: 1_000 }),
    sent_at: optional(nullable(instant("The sender's clock when it sent, to correct skew."))),
  }),
};

/** One activity from server to server; also a line of NDJSON. */
export const ACTIVITY: AnyComponent = {
  name: "Activity",
  schema: object({
    user_id: text({ minLength: 1, maxLength: 255 }),
    type: type(),
    at: optional(nullable(instant("When it happened; the instant of receipt by default."))),
    id: optional(nullable(id())),
    ref: optional(nullable(itemRef())),
    zone: optional(nullable(zone())),
  }),
};

/** The JSON body of `POST /v1/activities`. */
export const ACTIVITIES_REQUEST: AnyComponent = {
  name: "ActivitiesRequest",
  schema: object({ activities: array(ref(ACTIVITY), { maxItems: 10_000 }) }),
};

const settings = {
  zone: optional(
    nullable(text({ description: '"follow" the device, or a fixed zone.', examples: ["follow", "Asia/Tokyo"] })),
  ),
  day_start: optional(
    nullable(text({ pattern: "^\\d{2}:\\d{2}$", description: "When the user's date begins; null follows the rules." })),
  ),
  goal: optional(nullable(ref(GOAL))),
  rest_days: optional(
    nullable(array(integer({ minimum: 1, maximum: 7 }), { description: "ISO weekdays, 1 is Monday." })),
  ),
};

const notices = { notices: optional(ref(NOTICE_WISHES_REQUEST)) };

/** The body of `PATCH /api/me/`. */
export const ME_REQUEST: AnyComponent = {
  name: "MeRequest",
  schema: object(
    {
      ...settings,
      ...notices,
      switches: optional(
        object(
          {
            streaks: optional(boolean({ description: "Whether streaks are shown." })),
            notices: optional(boolean({ description: "Whether notices are sent." })),
            tracking: optional(boolean({ description: "Whether activity is recorded." })),
          },
          { additionalProperties: false },
        ),
      ),
    },
    { additionalProperties: false },
  ),
};

/** The body of `PATCH /v1/users/{id}`. */
export const USER_REQUEST: AnyComponent = {
  name: "UserRequest",
  schema: object(
    {
      ...settings,
      ...notices,
      reason: optional(
        text({ minLength: 1, maxLength: 500, pattern: PLAIN_TEXT, description: "Why: kept in the audit." }),
      ),
      name: optional(nullable(text({ maxLength: 255, pattern: PLAIN_TEXT }))),
      groups: optional(array(text({ minLength: 1, maxLength: 255, pattern: PLAIN_TEXT }), { maxItems: 100 })),
    },
    { additionalProperties: false },
  ),
};
