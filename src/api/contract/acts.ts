import { type TSchema, Type } from "typebox";
import type { StreakAnswer } from "../../core/answers.ts";
import { STREAK } from "./answers.ts";
import { type AnyComponent, type Component, component, dateText, instantText, nullable, oneOf, ref } from "./schema.ts";

/** Text without control characters and halves of characters, which no database would take. */
const PLAIN_TEXT = "^[^\\p{Cc}\\p{Cs}]*$";
const reason = (): TSchema =>
  Type.String({ minLength: 1, maxLength: 500, pattern: PLAIN_TEXT, description: "Why: kept with the act." });
const id = (): TSchema =>
  Type.Optional(
    nullable(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: PLAIN_TEXT,
        description: "The act's own identity: sent again it does nothing. The header `Idempotency-Key` says the same.",
      }),
    ),
  );
const strict = { additionalProperties: false } as const;
const dates = {
  from: Type.Optional(dateText("The first date.")),
  to: Type.Optional(dateText("The last date; the first one by default. At most 366 dates.")),
  date: Type.Optional(dateText("One single date.")),
};

/** The body of `POST /v1/users/{id}/freezes`. */
export const FREEZES_REQUEST: AnyComponent = {
  name: "FreezesRequest",
  schema: Type.Object({ freezes: Type.Integer({ minimum: 1, maximum: 100 }), reason: reason(), id: id() }, strict),
};

/** The body of `POST /v1/users/{id}/restores`. */
export const RESTORES_REQUEST: AnyComponent = {
  name: "RestoresRequest",
  schema: Type.Object({ restores: Type.Integer({ minimum: 1, maximum: 100 }), reason: reason(), id: id() }, strict),
};

/** The body of `POST /v1/users/{id}/restore`. */
export const RESTORE_REQUEST: AnyComponent = {
  name: "RestoreRequest",
  schema: Type.Object({ reason: reason(), id: id() }, strict),
};

/** The body of `POST /api/me/restore/`. */
export const OWN_RESTORE_REQUEST: AnyComponent = {
  name: "OwnRestoreRequest",
  schema: Type.Object({ id: id() }, strict),
};

/** The body of `POST /v1/users/{id}/pauses` and `…/excuses`. */
export const DATES_REQUEST: AnyComponent = {
  name: "DatesRequest",
  schema: Type.Object({ ...dates, reason: reason(), id: id() }, strict),
};

/** The body of `POST /api/me/pauses/`. */
export const OWN_PAUSE_REQUEST: AnyComponent = {
  name: "OwnPauseRequest",
  schema: Type.Object({ ...dates, reason: Type.Optional(reason()), id: id() }, strict),
};

/** The body of `POST /api/admin/calendar`. */
export const EXCUSED_DATE_REQUEST: AnyComponent = {
  name: "ExcusedDateRequest",
  schema: Type.Object({ date: dateText(), reason: reason() }, strict),
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
  Type.Object({
    id: Type.String({ description: "Names the act: it can be withdrawn by it." }),
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
  Type.Object({
    id: Type.String(),
    from: dateText(),
    to: dateText(),
    reason: Type.String(),
    by: Type.String({ description: "`user`, `system`, `admin`, or the name of an API key." }),
    at: instantText("When it was asked for."),
  }),
);

/** The answer of `GET …/pauses`. */
export const PAUSES: Component<{ pauses: ProtectedDates[] }> = component(
  "Pauses",
  Type.Object({ pauses: Type.Array(ref(PROTECTED_DATES)) }),
);

/** The answer of `GET …/excuses`. */
export const EXCUSES: Component<{ excuses: ProtectedDates[] }> = component(
  "Excuses",
  Type.Object({ excuses: Type.Array(ref(PROTECTED_DATES)) }),
);

/** The answer of an erasure. */
export const ERASURE: Component<{ erased: boolean }> = component(
  "Erasure",
  Type.Object({ erased: Type.Boolean({ description: "Whether there was anything to erase." }) }),
);

/** Everything stored about a user. */
export const EXPORT: AnyComponent = {
  name: "Export",
  schema: Type.Object(
    {
      format: oneOf("daystreak.export.v1"),
      exported_at: instantText(),
      user_id: Type.String(),
      state: Type.Unsafe({ description: "The state row; null for a user never seen." }),
      settings: Type.Array(Type.Unsafe({})),
      protections: Type.Array(Type.Unsafe({})),
      grants: Type.Array(Type.Unsafe({})),
      zone_changes: Type.Array(Type.Unsafe({})),
      days: Type.Array(Type.Unsafe({})),
      activities: Type.Array(Type.Unsafe({})),
      facts: Type.Array(Type.Unsafe({})),
      audit: Type.Array(Type.Unsafe({})),
    },
    { description: "Everything stored about a user, as one document." },
  ),
};

/** The answer of `GET /api/admin/audit`. */
export const AUDIT: AnyComponent = {
  name: "Audit",
  schema: Type.Object({
    acts: Type.Array(
      Type.Object({
        id: Type.String(),
        at: instantText(),
        actor: Type.String({ description: "The API key's id, `cli`, `user`, or the admin's user id." }),
        action: Type.String({ examples: ["freezes.granted"] }),
        user_id: nullable(Type.String()),
        reason: Type.String(),
        data: Type.Unsafe({ type: "object" }),
      }),
    ),
    next_cursor: nullable(Type.String()),
  }),
};

/** The answer of `GET /api/admin/calendar`. */
export const EXCUSED_DATES: Component<{ dates: { date: string; reason: string }[] }> = component(
  "ExcusedDates",
  Type.Object({ dates: Type.Array(Type.Object({ date: dateText(), reason: Type.String() })) }),
);
