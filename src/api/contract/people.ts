import { FACT_KINDS, type FactKind } from "../../core/fact.ts";
import type { SettingsAnswer } from "../../core/settings.ts";
import { GOAL } from "./answers.ts";
import { NOTICE_WISHES } from "./notices.ts";
import {
  type AnyComponent,
  array,
  boolean,
  type Component,
  component,
  dateText,
  type Fields,
  instantText,
  integer,
  nullable,
  object,
  oneOf,
  ref,
  text,
} from "./schema.ts";

/** What the system can conclude. */
export const FACT_KIND: Component<FactKind> = component("FactKind", oneOf(...FACT_KINDS));

/** What every fact says of itself. */
export const FACT_FIELDS: Fields = {
  id: text(),
  kind: { anyOf: [ref(FACT_KIND), text()], description: "Newer servers may know more kinds." },
  at: instantText("When it was concluded."),
  date: dateText("The local date it is about."),
};

/** One fact of the feed; what else it carries depends on its kind. */
export const FACT: AnyComponent = {
  name: "Fact",
  schema: object(FACT_FIELDS, { additionalProperties: true }),
};

/** The answer of `GET /api/feed/`. */
export const FEED: AnyComponent = {
  name: "Feed",
  schema: object({
    facts: array(ref(FACT)),
    next_cursor: nullable(text({ description: "Send it as `cursor` for older facts; null on the last page." })),
  }),
};

/** A stay in one zone. */
interface Stay {
  zone: string;
  from: string;
  to: string;
  source: "activity" | "settings";
}

/** The answer of `GET /v1/users/{id}/zones`. */
export const ZONES: Component<{ zones: Stay[] }> = component(
  "Zones",
  object({
    zones: array(
      object({
        zone: text(),
        from: instantText("When the user was first seen there."),
        to: instantText("When the user was last seen there."),
        source: oneOf("activity", "settings"),
      }),
    ),
  }),
);

const view = {
  zone: text({ description: '"follow" the device, or the fixed zone.' }),
  day_start: text({ pattern: "^\\d{2}:\\d{2}$" }),
  goal: ref(GOAL),
  rest_days: array(integer({ minimum: 1, maximum: 7 }), { description: "ISO weekdays, 1 is Monday." }),
};

/** The answer of `GET /api/me/`. */
export const SETTINGS: Component<SettingsAnswer> = component(
  "Settings",
  object({
    ...view,
    user_id: text(),
    current_zone: text({ description: "The zone in force now, fixed or followed." }),
    pending: nullable(
      object(
        { ...view, effective_from: dateText(), effective_at: instantText() },
        { description: "Settings that begin with the next local date." },
      ),
    ),
    switches: object({
      streaks: boolean({ description: "Whether streaks are shown." }),
      notices: boolean({ description: "Whether notices are sent." }),
      tracking: boolean({ description: "Whether activity is recorded." }),
    }),
    notices: ref(NOTICE_WISHES),
    name: nullable(text()),
    groups: array(text()),
  }),
);
