import { Type } from "typebox";
import type { SettingsAnswer } from "../../core/settings.ts";
import type { Switches } from "../../core/state.ts";
import { GOAL } from "./answers.ts";
import { type AnyComponent, type Component, component, dateText, instantText, nullable, ref } from "./schema.ts";

/** One fact of the feed; what else it carries depends on its kind. */
export const FACT: AnyComponent = {
  name: "Fact",
  schema: Type.Object(
    {
      id: Type.String(),
      kind: Type.String({ examples: ["streak.extended"] }),
      at: instantText("When it was concluded."),
      date: dateText("The local date it is about."),
    },
    { additionalProperties: true },
  ),
};

/** The answer of `GET /api/feed/`. */
export const FEED: AnyComponent = {
  name: "Feed",
  schema: Type.Object({
    facts: Type.Array(ref(FACT)),
    next_cursor: nullable(Type.String({ description: "Send it as `cursor` for older facts; null on the last page." })),
  }),
};

const view = {
  zone: Type.String({ description: '"follow" the device, or the fixed zone.' }),
  day_start: Type.String({ pattern: "^\\d{2}:\\d{2}$" }),
  goal: ref(GOAL),
  rest_days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { description: "ISO weekdays, 1 is Monday." }),
};

/** The answer of `GET /api/me/`. */
export const SETTINGS: Component<SettingsAnswer> = component(
  "Settings",
  Type.Object({
    ...view,
    user_id: Type.String(),
    current_zone: Type.String({ description: "The zone in force now, fixed or followed." }),
    pending: nullable(
      Type.Object(
        { ...view, effective_from: dateText(), effective_at: instantText() },
        { description: "Settings that begin with the next local date." },
      ),
    ),
    switches: Type.Unsafe<Switches>(
      Type.Object({
        streaks: Type.Boolean({ description: "Whether streaks are shown." }),
        notices: Type.Boolean({ description: "Whether notices are sent." }),
        tracking: Type.Boolean({ description: "Whether activity is recorded." }),
      }),
    ),
    name: nullable(Type.String()),
    groups: Type.Array(Type.String()),
  }),
);
