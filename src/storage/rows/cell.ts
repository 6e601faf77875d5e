import type { DayNumber } from "../../core/calendar.ts";
import { formatDate, parseDate } from "../../core/calendar.ts";
import { DaystreakError } from "../../core/errors.ts";

/** One value of a row, in the form in which every engine takes and gives it: dates and JSON are text, booleans 0 or 1. */
export type Cell = string | number | null | Uint8Array;

/** A cell that is no set of bytes: what a single statement may take as a parameter. */
export type Value = Exclude<Cell, Uint8Array>;

/** The cells of a row, in the order of its table's columns. */
export type Row = Cell[];

const REMEMBERED = 8192;
const texts = new Map<DayNumber, string>();
const days = new Map<string, DayNumber>();

/** `YYYY-MM-DD` of a day number; null stays null. Nearly all rows name the same few dates, so they are remembered. */
export function dateCell(day: DayNumber | null): string | null {
  if (day === null) return null;
  let text = texts.get(day);
  if (text === undefined) {
    text = formatDate(day);
    if (texts.size >= REMEMBERED) texts.clear();
    texts.set(day, text);
  }
  return text;
}

/** The day number of a date cell. */
export function dayOf(cell: Cell | undefined): DayNumber {
  const text = cell as string;
  let day = days.get(text);
  if (day === undefined) {
    day = parseDate(text);
    if (day === undefined) throw new DaystreakError("internal", `the database holds ${text}, which is not a date`);
    if (days.size >= REMEMBERED) days.clear();
    days.set(text, day);
  }
  return day;
}

/** The day number of a date cell that may be null. */
export function dayOrNull(cell: Cell | undefined): DayNumber | null {
  return cell === null ? null : dayOf(cell);
}

/** Bytes, or null for none: most sets are empty, and a null costs nothing to store, read or send. */
export function bytesCell(bytes: Uint8Array): Uint8Array | null {
  return bytes.length === 0 ? null : bytes;
}

const NO_BYTES = new Uint8Array(0);

/** The bytes of a cell, shared with it. */
export function bytesOf(cell: Cell | undefined): Uint8Array {
  return cell instanceof Uint8Array ? cell : NO_BYTES;
}

/** JSON of a list; most lists are empty. */
export function listCell(list: readonly unknown[]): string {
  return list.length === 0 ? "[]" : JSON.stringify(list);
}

/** The list of a JSON cell, fresh. */
export function listOf<T>(cell: Cell | undefined): T[] {
  return cell === "[]" ? [] : (JSON.parse(cell as string) as T[]);
}

/** JSON of a map; most maps are empty. */
export function mapCell(map: object): string {
  for (const _ in map) return JSON.stringify(map);
  return "{}";
}

/** The map of a JSON cell, fresh. */
export function mapOf<T>(cell: Cell | undefined): T {
  return cell === "{}" ? ({} as T) : (JSON.parse(cell as string) as T);
}
