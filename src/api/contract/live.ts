import { Type } from "typebox";
import { STREAK } from "./answers.ts";
import { FACT } from "./people.ts";
import { type AnyComponent, ref } from "./schema.ts";

/** The data of an event of `GET /api/live/`. */
export const LIVE_UPDATE: AnyComponent = {
  name: "LiveUpdate",
  schema: Type.Object(
    {
      streak: ref(STREAK),
      facts: Type.Array(ref(FACT), { description: "What was concluded since the event before, oldest first." }),
    },
    { description: "The data of an event `streak`; its id is the version of the streak." },
  ),
};
