import { requireInstant, requireUserId } from "../core/admission.ts";
import { DAY_MS, type DayNumber, type Instant, requireDate } from "../core/calendar.ts";
import type { DateRange } from "../core/calendar-answer.ts";
import { DaystreakError } from "../core/errors.ts";
import type { FeedPage } from "../tracker/tracker.ts";
import { dateText, instantText, integer, text } from "./contract/schema.ts";
import type { QueryParameter } from "./route.ts";

type Cursor = NonNullable<FeedPage["next"]>;

/** How far ahead of now an `as_of` may lie. */
const MAX_AHEAD_DAYS = 3660;
const DEFAULT_PAGE = 50;
const MAX_PAGE = 200;

/** The parameter read by {@link asOfOf}. */
export const AS_OF: QueryParameter = {
  name: "as_of",
  description:
    "Answer as of this instant: ISO 8601 with an offset or Z, or milliseconds since 1970. An instant to come, at most ten years ahead, shows what will stand then if nothing else happens.",
  schema: instantText(),
};

/** The parameters read by {@link rangeOf}. */
export const RANGE: readonly QueryParameter[] = [
  { name: "from", description: "The first date. By default the last 365 days are given.", schema: dateText() },
  { name: "to", description: "The last date; today by default.", schema: dateText() },
];

/** The parameters read by {@link pageOf}. */
export const PAGE: readonly QueryParameter[] = [
  {
    name: "limit",
    description: "How many at most.",
    schema: integer({ minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE }),
  },
  { name: "cursor", description: "`next_cursor` of the page before.", schema: text() },
];

/** The parameter read by {@link userOf}. */
export const USER: QueryParameter = { name: "user", description: "Only about this user.", schema: text() };

/** The user of `user`, or `undefined` for all. @throws DaystreakError `user_id_invalid` */
export function userOf(query: URLSearchParams): string | undefined {
  const id = query.get("user");
  return id === null ? undefined : requireUserId(id);
}

/** The instant of `as_of`, or `undefined` for now. @throws DaystreakError `at_invalid`, `at_out_of_range`, `range_invalid` */
export function asOfOf(query: URLSearchParams, now: Instant): Instant | undefined {
  const text = query.get("as_of");
  if (text === null) return undefined;
  // An offset's "+" that was not percent-encoded arrives as a space.
  const repaired = text.replace(/(T.*) (\d{2}:?\d{2})$/, "$1+$2");
  const instant = requireInstant(/^-?\d+$/.test(repaired) ? Number(repaired) : repaired, "as_of");
  if (instant <= now + MAX_AHEAD_DAYS * DAY_MS) return instant;
  throw new DaystreakError("range_invalid", "as_of must not lie more than ten years ahead");
}

/** The dates of `from` and `to`; whether they make a range is for core to say. @throws DaystreakError `date_invalid` */
export function rangeOf(query: URLSearchParams): DateRange {
  const from = dateOf(query, "from");
  const to = dateOf(query, "to");
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** The date of a parameter, or `undefined` where it is absent. @throws DaystreakError `date_invalid` */
export function dateOf(query: URLSearchParams, name: string): DayNumber | undefined {
  const text = query.get(name);
  return text === null ? undefined : requireDate(text, name);
}

/** The page of `limit` and `cursor`. @throws DaystreakError `range_invalid`, `cursor_invalid` */
export function pageOf(query: URLSearchParams): { limit: number; before: Cursor | undefined } {
  const limit = limitOf(query);
  const cursor = query.get("cursor");
  return { limit, before: cursor === null ? undefined : parseCursor(cursor) };
}

/** How many of something at most. @throws DaystreakError `range_invalid` */
export function limitOf(query: URLSearchParams): number {
  const text = query.get("limit");
  const limit = text === null ? DEFAULT_PAGE : Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE) return limit;
  throw new DaystreakError("range_invalid", `limit must be a whole number from 1 to ${MAX_PAGE}`);
}

/** Where a page ended, as an opaque text for the next call. */
export function formatCursor(cursor: Cursor): string {
  return Buffer.from(`${cursor.version}.${cursor.key}`).toString("base64url");
}

function parseCursor(text: string): Cursor {
  const match = /^(\d{1,15})\.([^\p{Cc}]+)$/u.exec(Buffer.from(text, "base64url").toString());
  const cursor = match === null ? undefined : { version: Number(match[1]), key: match[2] as string };
  if (cursor === undefined || formatCursor(cursor) !== text) {
    throw new DaystreakError("cursor_invalid", "cursor must be the next_cursor of a page before");
  }
  return cursor;
}
