import { type TSchema, Type } from "typebox";
import { GOAL } from "./answers.ts";
import { type AnyComponent, nullable, ref } from "./schema.ts";

const instant = (description: string): TSchema =>
  Type.Unsafe({
    anyOf: [{ type: "string", format: "date-time" }, { type: "number" }],
    description: `${description} ISO 8601 with an offset or Z, or milliseconds since 1970.`,
  });
const type = (): TSchema =>
  Type.String({
    minLength: 1,
    description: "A presence or learning type, or one of the app's own.",
    examples: ["lesson_view"],
  });
const id = (): TSchema => Type.String({ description: "The activity's own identity; sent twice it counts once." });
const itemRef = (): TSchema => Type.String({ description: "What was viewed, solved or completed." });
const zone = (): TSchema =>
  Type.String({
    description: "Where the user was: an IANA name or a fixed offset.",
    examples: ["Europe/Paris", "+05:45"],
  });

/** The body of `POST /api/activity/update/`. */
export const UPDATE_REQUEST: AnyComponent = {
  name: "UpdateRequest",
  schema: Type.Object({
    type: Type.Optional(nullable(type())),
    at: Type.Optional(nullable(instant("When it happened; the instant of receipt by default."))),
    sent_at: Type.Optional(nullable(instant("The sender's clock when it sent, to correct skew."))),
    ref: Type.Optional(nullable(itemRef())),
    zone: Type.Optional(nullable(zone())),
  }),
};

/** One activity of a user's own batch. */
export const EVENT: AnyComponent = {
  name: "Event",
  schema: Type.Object({
    id: id(),
    type: type(),
    at: instant("When it happened."),
    ref: Type.Optional(nullable(itemRef())),
    zone: Type.Optional(nullable(zone())),
  }),
};

/** The body of `POST /api/activity/events/`. */
export const EVENTS_REQUEST: AnyComponent = {
  name: "EventsRequest",
  schema: Type.Object({
    activities: Type.Array(ref(EVENT), { maxItems: 1_000 }),
    sent_at: Type.Optional(nullable(instant("The sender's clock when it sent, to correct skew."))),
  }),
};

/** One activity from server to server; also a line of NDJSON. */
export const ACTIVITY: AnyComponent = {
  name: "Activity",
  schema: Type.Object({
    user_id: Type.String({ minLength: 1, maxLength: 255 }),
    type: type(),
    at: Type.Optional(nullable(instant("When it happened; the instant of receipt by default."))),
    id: Type.Optional(nullable(id())),
    ref: Type.Optional(nullable(itemRef())),
    zone: Type.Optional(nullable(zone())),
  }),
};

/** The JSON body of `POST /v1/activities`. */
export const ACTIVITIES_REQUEST: AnyComponent = {
  name: "ActivitiesRequest",
  schema: Type.Object({ activities: Type.Array(ref(ACTIVITY), { maxItems: 10_000 }) }),
};

const settings = {
  zone: Type.Optional(
    nullable(Type.String({ description: '"follow" the device, or a fixed zone.', examples: ["follow", "Asia/Tokyo"] })),
  ),
  day_start: Type.Optional(
    nullable(
      Type.String({ pattern: "^\\d{2}:\\d{2}$", description: "When the user's date begins; null follows the rules." }),
    ),
  ),
  goal: Type.Optional(nullable(ref(GOAL))),
  rest_days: Type.Optional(
    nullable(Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { description: "ISO weekdays, 1 is Monday." })),
  ),
};

/** The body of `PATCH /api/me/`. */
export const ME_REQUEST: AnyComponent = {
  name: "MeRequest",
  schema: Type.Object(
    {
      ...settings,
      switches: Type.Optional(
        Type.Object(
          {
            streaks: Type.Optional(Type.Boolean({ description: "Whether streaks are shown." })),
            notices: Type.Optional(Type.Boolean({ description: "Whether notices are sent." })),
            tracking: Type.Optional(Type.Boolean({ description: "Whether activity is recorded." })),
          },
          { additionalProperties: false },
        ),
      ),
    },
    { additionalProperties: false },
  ),
};

/** Text without control characters and halves of characters, which no database would take. */
const PLAIN_TEXT = "^[^\\p{Cc}\\p{Cs}]*$";

/** The body of `PATCH /v1/users/{id}`. */
export const USER_REQUEST: AnyComponent = {
  name: "UserRequest",
  schema: Type.Object(
    {
      ...settings,
      reason: Type.Optional(
        Type.String({ minLength: 1, maxLength: 500, pattern: PLAIN_TEXT, description: "Why: kept in the audit." }),
      ),
      name: Type.Optional(nullable(Type.String({ maxLength: 255, pattern: PLAIN_TEXT }))),
      groups: Type.Optional(
        Type.Array(Type.String({ minLength: 1, maxLength: 255, pattern: PLAIN_TEXT }), { maxItems: 100 }),
      ),
    },
    { additionalProperties: false },
  ),
};
