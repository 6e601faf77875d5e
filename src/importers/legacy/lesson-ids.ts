import type { RawValue } from "./legacy-source.ts";
import { textOf } from "./raw-values.ts";

/** Longest id of a lesson, in UTF-16 units. */
const MAX_LENGTH = 255;
/** Lists in lists are flattened so deep. */
const MAX_DEPTH = 5;
/** Keys under which an object may hold what stands for a lesson or for several. */
const KEYS = ["id", "ids", "lesson_id", "lesson_ids", "lessons"] as const;

/** What a list of lessons amounts to. */
export interface ReadLessons {
  /** Distinct ids, in order. */
  readonly ids: readonly string[];
  /** Members of the list, those of lists in it included. */
  readonly members: number;
  /** Members that were there before. */
  readonly duplicates: number;
  /** Members that name no lesson. */
  readonly dropped: number;
  /** The value was no list, or no JSON at all. */
  readonly oddity?: "not_a_list" | "broken";
  /** Whether something of the value is not in `ids`, so that it must be set aside. */
  readonly isLost: boolean;
}

const NONE: ReadLessons = { ids: [], members: 0, duplicates: 0, dropped: 0, isLost: false };

/** The exact digits of a number, which may have more of them than a number can hold. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Reads the JSON of lesson ids: numbers become their digits, text is trimmed, doubles count once, lists in lists are
 * flattened, a single id stands for a list of one, JSON in a JSON string is read. Null, true, false, empty text and text
 * that can be no id name no lesson. What is no JSON gives no lessons.
 */
export function readLessonIds(raw: RawValue): ReadLessons {
  const text = textOf(raw);
  if (text === "[]" || text === undefined) return NONE;
  if (text.trim() === "") return { ...NONE, oddity: "not_a_list" };
  const value = parse(text);
  if (value === undefined) return { ...NONE, oddity: "broken", isLost: true };
  if (Array.isArray(value)) return collect(value);
  const inner = typeof value === "string" && value.trim().startsWith("[") ? parse(value) : undefined;
  return { ...(Array.isArray(inner) ? collect(inner) : single(value)), oddity: "not_a_list" };
}

/** What stands for nothing (null, `{}`, `""`, true) is nothing lost. */
function single(value: unknown): ReadLessons {
  const isEmpty =
    value === null ||
    value === "" ||
    typeof value === "boolean" ||
    (isObject(value) && Object.keys(value).length === 0);
  return isEmpty ? NONE : collect([value]);
}

function collect(list: readonly unknown[]): ReadLessons {
  const ids = new Set<string>();
  let [members, duplicates, dropped] = [0, 0, 0];
  const add = (value: unknown, depth: number): void => {
    if (Array.isArray(value) && depth < MAX_DEPTH) {
      for (const member of value) add(member, depth + 1);
      return;
    }
    const key = isObject(value) ? KEYS.find((name) => Object.hasOwn(value, name)) : undefined;
    if (key !== undefined && depth < MAX_DEPTH) {
      add((value as Record<string, unknown>)[key], depth + 1);
      return;
    }
    members++;
    const id = idOf(value);
    if (id === undefined) dropped++;
    else if (ids.has(id)) duplicates++;
    else ids.add(id);
  };
  for (const member of list) add(member, 0);
  return { ids: [...ids], members, duplicates, dropped, isLost: dropped > 0 };
}

function idOf(value: unknown): string | undefined {
  const text = value instanceof Digits ? value.text : typeof value === "number" ? numberText(value) : value;
  if (typeof text !== "string") return undefined;
  const id = text.trim();
  const isPlain = id !== "" && id.length <= MAX_LENGTH && id.isWellFormed() && !/\p{Cc}/u.test(id);
  return isPlain ? id : undefined;
}

function numberText(value: number): string | undefined {
  return Number.isFinite(value) ? String(value === 0 ? 0 : value) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Digits);
}

/** `JSON.parse` that keeps all digits of a number; `undefined` for what is no JSON. */
function parse(text: string): unknown {
  try {
    if (!/\d{16}/.test(text)) return JSON.parse(text);
    return JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
      typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")
        ? new Digits(context?.source as string)
        : value,
    );
  } catch {
    return undefined;
  }
}
