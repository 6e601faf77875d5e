import { basename } from "node:path";
import { Readable } from "node:stream";
import { DaystreakError } from "../../core/errors.ts";
import { openInput } from "../input-file.ts";
import type { LegacySource, LegacyTable, RawRow, RawValue } from "../legacy/legacy-source.ts";
import { readRows, type SourceRow } from "../source-rows.ts";
import { CSV_FIELDS, type CsvMapping, type TableMapping } from "./csv-mapping.ts";

/** Day rows held in memory and sorted by user, so that one user's come together. */
const SORTED_ROWS = 500_000;
const HANDFUL = 1_000;
const WHOLE = /^[+-]?\d{1,15}$/;
const REQUIRED: Readonly<Record<LegacyTable, readonly string[]>> = {
  users: ["id"],
  streaks: ["user_id"],
  days: ["user_id", "date"],
};
/** What an empty cell, or a field without a column, stands for. */
const EMPTY: Readonly<Record<string, RawValue>> = {
  current_streak: 0,
  max_streak: 0,
  status: "partial",
  problems_solved: 0,
  lesson_ids: "[]",
};

/**
 * Users, streaks and days of any system from CSV files, as a mapping file names them.
 * @throws DaystreakError `request_invalid` where a file cannot be read or lacks a column
 */
export function openCsvSource(path: string, { tables }: CsvMapping): LegacySource {
  const name = (kind: LegacyTable): string | undefined =>
    tables[kind] === undefined ? undefined : basename(tables[kind].file);
  return {
    name: path,
    tables: { users: name("users"), streaks: name("streaks"), days: name("days") },
    counts: { users: 0, streaks: 0, days: 0 },
    async *rows<T extends LegacyTable>(kind: T): AsyncGenerator<readonly RawRow<T>[]> {
      const mapping = tables[kind];
      if (mapping === undefined) return;
      let held: RawRow<T>[] = [];
      for await (const row of rowsOf(kind, mapping)) {
        held.push(row as RawRow<T>);
        if (held.length < SORTED_ROWS) continue;
        yield* handfuls(kind, held);
        held = [];
      }
      yield* handfuls(kind, held);
    },
    close: async () => undefined,
  };
}

function* handfuls<T extends LegacyTable>(kind: T, rows: RawRow<T>[]): Generator<readonly RawRow<T>[]> {
  const user = (row: RawRow<T>): string => String((row as Partial<Record<string, RawValue>>).user_id);
  if (kind === "days") rows.sort((a, b) => (user(a) < user(b) ? -1 : user(a) > user(b) ? 1 : 0));
  for (let from = 0; from < rows.length; from += HANDFUL) yield rows.slice(from, from + HANDFUL);
}

async function* rowsOf(kind: LegacyTable, mapping: TableMapping): AsyncGenerator<Record<string, RawValue>> {
  const input = await openInput(mapping.file, Readable.from([]));
  const format = mapping.delimiter === undefined ? {} : { delimiter: mapping.delimiter };
  const { columns, batches } = await readRows(input.text, format);
  const fields: readonly string[] = CSV_FIELDS[kind];
  const chosen = fields.map((field) => {
    const column = mapping.columns[field] ?? field;
    const isThere = columns === undefined || columns.includes(column);
    if (!isThere && (mapping.columns[field] !== undefined || REQUIRED[kind].includes(field))) {
      throw new DaystreakError(
        "request_invalid",
        `${mapping.file} has no column ${column}: name it by ${kind}.${field}; it has: ${(columns ?? []).join(", ")}`,
      );
    }
    return [field, isThere ? column : undefined] as const;
  });
  for await (const batch of batches) {
    for (const row of batch) yield rawRow(row, chosen, mapping);
  }
}

/** The id of a row is its line, so that it can be found again. */
function rawRow(
  { line, values }: SourceRow,
  chosen: readonly (readonly [string, string | undefined])[],
  mapping: TableMapping,
): Record<string, RawValue> {
  const row: Record<string, RawValue> = { id: line };
  for (const [field, column] of chosen) {
    const value = column === undefined ? undefined : values[column];
    const cell = typeof value === "string" ? value.trim() : value === undefined || value === null ? "" : asText(value);
    row[field] = cell === "" ? (EMPTY[field] ?? null) : readCell(field, cell, mapping);
  }
  return row;
}

function readCell(field: string, cell: string, { words, separator }: TableMapping): RawValue {
  if (field === "status") return words[cell] ?? cell;
  if (field === "lesson_ids" && separator !== undefined) return JSON.stringify(cell.split(separator));
  return typeof EMPTY[field] === "number" && WHOLE.test(cell) ? Number(cell) : cell;
}

function asText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
