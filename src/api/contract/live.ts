import { STREAK } from "./answers.ts";
import { FACT, FACT_FIELDS } from "./people.ts";
import { type AnyComponent, array, count, instantText, object, ref, text } from "./schema.ts";

/** The data of an event of `GET /api/live/`. */
export const LIVE_UPDATE: AnyComponent = {
  name: "LiveUpdate",
  schema: object(
    {
      streak: ref(STREAK),
      facts: array(ref(FACT), { description: "What was concluded since the event before, oldest first." }),
    },
    { description: "The data of an event `streak`; its id is the version of the streak." },
  ),
};

/** The data of an event of `GET /api/admin/live/`. */
export const NEWS: AnyComponent = {
  name: "News",
  schema: object(
    {
      facts: array(object({ user_id: text(), ...FACT_FIELDS }, { additionalProperties: true }), {
        description: "What was concluded since the event before, oldest first.",
      }),
      active_now: count("Different users who were active in the last five minutes."),
      at: instantText(),
    },
    { description: "The data of an event `facts`." },
  ),
};
