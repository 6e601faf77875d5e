import { STREAK } from "./answers.ts";
import { FACT } from "./people.ts";
import { type AnyComponent, array, object, ref } from "./schema.ts";

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
