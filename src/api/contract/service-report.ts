import { type AnyComponent, array, count, instantText, object, oneOf, text } from "./schema.ts";

/** The answer of `GET /api/admin/operations/`. */
export const SERVICE_REPORT: AnyComponent = {
  name: "ServiceReport",
  schema: object({
    as_of: instantText(),
    processes: array(
      object({
        process: text({ description: "A name that it made up when it began." }),
        since: instantText(),
        seen_at: instantText("When it last told of itself."),
        is_own: { type: "boolean", description: "Whether it is the one that answers." },
      }),
      { description: "Whose numbers these are, added up." },
    ),
    own: object(
      {
        store: oneOf("memory", "sqlite", "postgres"),
        queued_users: count("Users who wait for the next write now."),
        queued_changes: count("Changes that wait for it."),
        marks: count("Users whose present hour is remembered."),
      },
      { description: "The process that answers, now." },
    ),
    columns: object({}, { additionalProperties: { type: "string" }, description: "What each number means." }),
    rows: array({ type: "object", additionalProperties: { type: ["string", "number", "null"] } }),
  }),
};
