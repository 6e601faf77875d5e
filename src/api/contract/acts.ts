import type { StreakAnswer } from "../../core/answers.ts";
import { STREAK } from "./answers.ts";
import {
  type AnyComponent,
  array,
  boolean,
  type Component,
  component,
  dateText,
  instantText,
  integer,
  nullable,
  type Optional,
  object,
  oneOf,
  optional,
  PLAIN_TEXT,
  ref,
  type Schema,
  text,
} from "./schema.ts";

const reason = (): Schema<string> =>
  text({ minLength: 1, maxLength: 500, pattern: PLAIN_TEXT, description: "Why: kept with the act." });
const id = (): Optional<string | null> =>
  optional(
    nullable(
      text({
        minLength: 1,
        maxLength: 200,
        pattern: PLAIN_TEXT,
        description: "The act's own identity: sent again it does nothing. The header `Idempotency-Key` says the same.",
      }),
    ),
  );
const strict = { additionalProperties: false } as const;
const dates = {
  from: optional(dateText("The first date.")),
  to: optional(dateText("The last date; the first one by default. At most 366 dates.")),
  date: optional(dateText("One single date.")),
};

/** The body of `POST /v1/users/{id}/freezes`. */
export const FREEZES_REQUEST: AnyComponent = {
  name: "FreezesRequest",
  schema: object({ freezes: integer({ minimum: 1, maximum: 100 }), reason: reason(), id: id() }, strict),
};

/** The body of `POST /v1/users/{id}/restores`. */
export const RESTORES_REQUEST: AnyComponent = {
  name: "RestoresRequest",
  schema: object({ restores: integer({ minimum: 1, maximum: 100 }), reason: reason(), id: id() }, strict),
};

/** The body of `POST /v1/users/{id}/restore`. */
export const RESTORE_REQUEST: AnyComponent = {
  name: "RestoreRequest",
  schema: object({ reason: reason(), id: id() }, strict),
};

/** The body of `POST /api/me/restore/`. */
export const OWN_RESTORE_REQUEST: AnyComponent = {
  name: "OwnRestoreRequest",
  schema: object({ id: id() }, strict),
};

/** The body of `POST /v1/users/{id}/pauses` and `…/excuses`. */
export const DATES_REQUEST: AnyComponent = {
  name: "DatesRequest",
  schema: object({ ...dates, reason: reason(), id: id() }, strict),
};

/** The body of `POST /api/me/pauses/`. */
export const OWN_PAUSE_REQUEST: AnyComponent = {
  name: "OwnPauseRequest",
  schema: object({ ...dates, reason: optional(reason()), id: id() }, strict),
};

/** The body of `POST /api/admin/calendar`. */
export const EXCUSED_DATE_REQUEST: AnyComponent = {
  name: "ExcusedDateRequest",
  schema: object({ date: dateText(), reason: reason() }, strict),
};

/** What became of an act. */
export interface ActAnswer {
  id: string;
  /** `duplicate`: the act was done before and nothing changed. */
  status: "accepted" | "duplicate";
  streak: StreakAnswer;
}

/** The answer of every act on one user. */
export const ACT: Component<ActAnswer> = component(
  "Act",
  object({
    id: text({ description: "Names the act: it can be withdrawn by it." }),
    status: oneOf("accepted", "duplicate"),
    streak: ref(STREAK),
  }),
);

/** Dates that one act protects. */
export interface ProtectedDates {
  id: string;
  from: string;
  to: string;
  reason: string;
  by: string;
  at: string;
}

/** One act that protects dates. */
export const PROTECTED_DATES: Component<ProtectedDates> = component(
  "ProtectedDates",
  object({
    id: text(),
    from: dateText(),
    to: dateText(),
    reason: text(),
    by: text({ description: "`user`, `system`, `admin`, or the name of an API key." }),
    at: instantText("When it was asked for."),
  }),
);

/** The answer of `GET …/pauses`. */
export const PAUSES: Component<{ pauses: ProtectedDates[] }> = component(
  "Pauses",
  object({ pauses: array(ref(PROTECTED_DATES)) }),
);

/** The answer of `GET …/excuses`. */
export const EXCUSES: Component<{ excuses: ProtectedDates[] }> = component(
  "Excuses",
  object({ excuses: array(ref(PROTECTED_DATES)) }),
);

/** The answer of an erasure. */
export const ERASURE: Component<{ erased: boolean }> = component(
  "Erasure",
  object({ erased: boolean({ description: "Whether there was anything to erase." }) }),
);

/** Everything stored about a user. */
export const EXPORT: AnyComponent = {
  name: "Export",
  schema: object(
    {
      format: oneOf("daystreak.export.v1"),
      exported_at: instantText(),
      user_id: text(),
      state: { description: "The state row; null for a user never seen." },
      settings: array({}),
      protections: array({}),
      grants: array({}),
      zone_changes: array({}),
      days: array({}),
      activities: array({}),
      facts: array({}),
      audit: array({}),
    },
    { description: "Everything stored about a user, as one document." },
  ),
};

/** The answer of `GET /api/admin/audit`. */
export const AUDIT: AnyComponent = {
  name: "Audit",
  schema: object({
    acts: array(
      object({
        id: text(),
        at: instantText(),
        actor: text({ description: "The API key's id, `cli`, `user`, or the admin's user id." }),
        action: text({ examples: ["freezes.granted"] }),
        user_id: nullable(text()),
        reason: text(),
        data: { type: "object", additionalProperties: true },
      }),
    ),
    next_cursor: nullable(text()),
  }),
};

/** The answer of `GET /api/admin/calendar`. */
export const EXCUSED_DATES: Component<{ dates: { date: string; reason: string }[] }> = component(
  "ExcusedDates",
  object({ dates: array(object({ date: dateText(), reason: text() })) }),
);
