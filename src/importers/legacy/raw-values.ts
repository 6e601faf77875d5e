import { requireUserId } from "../../core/admission.ts";
import { type DayNumber, type Instant, parseDate } from "../../core/calendar.ts";
import { DaystreakError } from "../../core/errors.ts";
import { readInstant } from "../activity-time.ts";
import type { RawValue } from "./legacy-source.ts";

/** The largest count that every database holds. */
const MAX_COUNT = 2_147_483_647;

const WHOLE = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?\d+(\.\d+)?$/;
/** A date in another unambiguous spelling: parts not filled up, other separators or none, a time behind it. */
const DATE_PARTS = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?$/;
const UUID = /^[0-9a-f]{32}$/i;

/** How a count was written where it was not a plain number. */
export type CountOddity = "negative" | "too_large" | "not_whole" | "as_text" | "unreadable";

/** A count, with what had to be done to read it. */
export interface ReadCount {
  readonly value: number;
  readonly oddity?: CountOddity;
}

/** Reads a count: whatever is none is 0, nothing is below 0 or above {@link MAX_COUNT}. */
export function readCount(raw: RawValue): ReadCount {
  if (typeof raw === "number" && Number.isInteger(raw)) return limited(raw);
  if (typeof raw === "bigint") return limited(Number(raw));
  if (typeof raw === "number" && Number.isFinite(raw)) return { ...limited(Math.trunc(raw)), oddity: "not_whole" };
  if (typeof raw === "boolean") return { value: raw ? 1 : 0, oddity: "as_text" };
  const text = textOf(raw)?.trim() ?? "";
  if (!DECIMAL.test(text)) return { value: 0, oddity: "unreadable" };
  return { oddity: WHOLE.test(text) ? "as_text" : "not_whole", ...limited(Math.trunc(Number(text))) };
}

function limited(value: number): ReadCount {
  if (value < 0) return { value: 0, oddity: "negative" };
  if (value > MAX_COUNT) return { value: MAX_COUNT, oddity: "too_large" };
  return { value: value === 0 ? 0 : value };
}

/** The whole number that a raw value is, for sums; 0 for anything else. */
export function wholeOf(raw: RawValue): bigint {
  if (typeof raw === "bigint") return raw;
  if (typeof raw === "number") return Number.isInteger(raw) ? BigInt(raw) : 0n;
  const text = typeof raw === "string" ? raw.trim() : "";
  return WHOLE.test(text) ? BigInt(text.replace(/^\+/, "")) : 0n;
}

/** A date, and whether it was spelled in another way than `YYYY-MM-DD`. */
export interface ReadDate {
  readonly date: DayNumber;
  readonly respelled: boolean;
}

const known = new Map<string, ReadDate>();
const MAX_KNOWN = 10_000;

/** Reads a date; `undefined` where it is none. */
export function readDate(raw: RawValue): ReadDate | undefined {
  const text = textOf(raw);
  if (text === undefined) return undefined;
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const exact = parseDate(text);
  const read = exact === undefined ? respelled(text.trim()) : { date: exact, respelled: false };
  if (read === undefined) return undefined;
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(text, read);
  return read;
}

function respelled(text: string): ReadDate | undefined {
  const parts = DATE_PARTS.exec(text);
  if (parts === null) return undefined;
  const [, year, separator, month = "", day = ""] = parts;
  if (separator === "" && (month.length !== 2 || day.length !== 2)) return undefined;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  // Years before 100 are dates too, long before any that could count.
  if (Number(year) < 100) return Number.isNaN(Date.parse(iso)) ? undefined : { date: -1, respelled: false };
  const date = parseDate(iso);
  return date === undefined ? undefined : { date, respelled: true };
}

/** Reads an instant; text without an offset is meant in UTC, as Django writes it. `undefined` where it is none. */
export function readMoment(raw: RawValue): Instant | undefined {
  // Django writes microseconds; how they would be rounded depends on the spelling, so they are cut.
  const text = textOf(raw)
    ?.trim()
    .replace(/(\.\d{3})\d+/, "$1");
  if (text === undefined || text === "") return undefined;
  try {
    return readInstant(text, "iso", "UTC");
  } catch (error) {
    if (error instanceof DaystreakError) return undefined;
    throw error;
  }
}

/** The user id that a raw value is: numbers as digits, UUIDs with dashes. `undefined` for what can be none. */
export function readUserId(raw: RawValue): string | undefined {
  const text = typeof raw === "number" && !Number.isInteger(raw) ? undefined : textOf(raw)?.trim();
  if (text === undefined) return undefined;
  const id = UUID.test(text) && !WHOLE.test(text) ? dashed(text.toLowerCase()) : text;
  try {
    return requireUserId(id);
  } catch {
    return undefined;
  }
}

function dashed(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A raw value as text; `undefined` for NULL. Bytes that are no UTF-8 are shown as U+FFFD. */
export function textOf(raw: RawValue): string | undefined {
  if (typeof raw === "string") return raw;
  if (raw === null) return undefined;
  return raw instanceof Uint8Array ? new TextDecoder().decode(raw) : String(raw);
}
