import type { Activity, ActivityFlag, ActivityInput, ActivitySource, TypeKind } from "./activity.ts";
import { DAY_MS, type Instant } from "./calendar.ts";
import { DaystreakError } from "./errors.ts";
import type { Rules } from "./rules.ts";
import { builtInKind } from "./rules-check.ts";
import { canonicalZone } from "./zones.ts";

/** What admission must know beside the activity itself. */
export interface AdmissionContext {
  /** The instant of receipt. */
  readonly now: Instant;
  readonly source: ActivitySource;
  readonly rules: Rules;
  /** The sender's clock when it sent; skew above 60 s is corrected. */
  readonly sentAt?: Instant;
  /** Whether the late limit of users' tokens applies. */
  readonly limitLate?: boolean;
  /** A login or token refresh. */
  readonly login?: boolean;
}

/** Longest user id, activity id and ref, in UTF-16 units. */
const MAX_ID_LENGTH = 255;

const SKEW_MS = 60_000;
const FUTURE_FLAG_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i;
/** Presence that is never a row of the log of its own when it comes live. */
const UNLOGGED = new Set(["request", "session", "heartbeat", "streak_update"]);

/**
 * Checks an activity and settles its instant: without `at` the instant of receipt, never later than receipt, corrected
 * by the sender's clock.
 * @throws DaystreakError with a stable code and a text that says what to do
 */
export function admit(input: ActivityInput, context: AdmissionContext): Activity {
  const { now, rules, source } = context;
  const kind = kindOfType(input.type, rules);
  if (kind === undefined) throw unknownType(input.type);
  const id = optionalText(input.id, "id", "id_invalid");
  const ref = optionalText(input.ref, "ref", "ref_invalid");
  if (kind === "learning" && id === undefined && ref === undefined) {
    throw new DaystreakError("id_or_ref_required", `${input.type} needs an id or a ref, so that a repeat is known`);
  }
  const zone = optionalZone(input.zone);
  const { at, flags, skew } = settleInstant(input.at, context);
  if (context.limitLate === true) {
    const age = now - at;
    if (age > rules.lateLimitDays * DAY_MS) {
      throw new DaystreakError("too_late", `at is older than ${rules.lateLimitDays} days; send it with an API key`);
    }
    if (age > rules.flagLateHours * HOUR_MS) flags.push("late");
  }
  const isView = ref !== undefined && !UNLOGGED.has(input.type);
  const isLogged = kind === "learning" || isView || (source !== "live" && (id !== undefined || ref !== undefined));
  const keepsId = id !== undefined && (kind === "learning" || source !== "live" || !isView);
  return {
    type: input.type,
    kind,
    at,
    ...(keepsId ? { id } : {}),
    ...(ref === undefined ? {} : { ref }),
    ...(zone === undefined ? {} : { zone }),
    logged: isLogged,
    ...(context.login === true ? { login: true } : {}),
    source,
    flags,
    ...(skew === 0 ? {} : { skew }),
  };
}

/** The kind of a type, the app's own included; `undefined` for an unknown one. */
export function kindOfType(type: string, rules: Rules): TypeKind | undefined {
  return builtInKind(type) ?? (Object.hasOwn(rules.types, type) ? rules.types[type] : undefined);
}

/**
 * Checks a user id: 1 to 255 characters, no control characters, no lone surrogates.
 * @throws DaystreakError `user_id_invalid`
 */
export function requireUserId(id: unknown): string {
  if (typeof id === "string" && isPlainText(id)) return id;
  throw new DaystreakError("user_id_invalid", `user_id must be ${PLAIN_TEXT}`);
}

/**
 * Reads an instant: epoch milliseconds, a `Date`, or ISO 8601 with `Z` or an offset.
 * @throws DaystreakError `at_invalid`
 */
export function requireInstant(value: unknown, name = "at"): Instant {
  const at =
    value instanceof Date
      ? value.getTime()
      : typeof value === "string" && ISO_INSTANT.test(value)
        ? parseIso(value)
        : typeof value === "number"
          ? value
          : Number.NaN;
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) {
    throw new DaystreakError("at_invalid", `${name} must be epoch milliseconds or ISO 8601 with Z or an offset`);
  }
  return Math.floor(at);
}

/**
 * The canonical spelling of a zone.
 * @throws DaystreakError `zone_invalid`
 */
export function requireZone(value: unknown): string {
  const zone = typeof value === "string" ? canonicalZone(value) : undefined;
  if (zone !== undefined) return zone;
  throw new DaystreakError(
    "zone_invalid",
    "zone must be an IANA name such as Europe/Paris or an offset from -12:00 to +14:00",
  );
}

/** `Date.parse` rolls 30 February over; a date that does not exist is refused instead. */
function parseIso(text: string): Instant {
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  const exists = !Number.isNaN(day) && new Date(day).toISOString().startsWith(text.slice(0, 10));
  return exists ? Date.parse(text) : Number.NaN;
}

function settleInstant(
  value: ActivityInput["at"],
  context: AdmissionContext,
): { at: Instant; flags: ActivityFlag[]; skew: number } {
  const { now, sentAt } = context;
  const flags: ActivityFlag[] = [];
  let skew = 0;
  if (value === undefined || value === null) return { at: now, flags, skew };
  let at = requireInstant(value);
  if (sentAt !== undefined && Math.abs(now - sentAt) > SKEW_MS) {
    skew = sentAt - now;
    at -= skew;
    flags.push("clock_corrected");
  }
  if (at > now) {
    if (at - now > FUTURE_FLAG_MS) {
      flags.push("from_future");
      skew += at - now;
    }
    at = now;
  }
  if (at < 0) throw new DaystreakError("at_out_of_range", "at must not be before 1970-01-01");
  return { at, flags, skew };
}

function optionalZone(value: string | undefined): string | undefined {
  return value === undefined || value === null ? undefined : requireZone(value);
}

function optionalText(value: unknown, name: string, code: "id_invalid" | "ref_invalid"): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && isPlainText(value)) return value;
  throw new DaystreakError(code, `${name} must be ${PLAIN_TEXT}`);
}

const PLAIN_TEXT = `text of 1 to ${MAX_ID_LENGTH} characters without control characters`;

function isPlainText(text: string): boolean {
  return text.length > 0 && text.length <= MAX_ID_LENGTH && text.isWellFormed() && !/\p{Cc}/u.test(text);
}

function unknownType(type: unknown): DaystreakError {
  return typeof type === "string"
    ? new DaystreakError(
        "type_unknown",
        `type ${JSON.stringify(type.slice(0, 80))} is unknown; declare it in the rules`,
      )
    : new DaystreakError("type_invalid", "type must be the name of an activity type");
}
