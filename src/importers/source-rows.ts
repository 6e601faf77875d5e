import { DaystreakError } from "../core/errors.ts";
import { createCsvParser } from "./csv-parser.ts";

/** How a file of activities is written. */
export type RowFormat = "csv" | "ndjson";

/** One row of a source: its values by column, or why it cannot be read. */
export interface SourceRow {
  /** The line of the file, from 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** Why the row is no row: not JSON, or the wrong number of fields. */
  readonly problem?: string;
}

/** The rows of a file, in handfuls. */
export interface SourceRows {
  /** The columns, where the format names them once for all rows. */
  readonly columns: readonly string[] | undefined;
  readonly batches: AsyncIterable<SourceRow[]>;
}

/** How to read a file. */
export interface SourceOptions {
  /** @default by the first character: `{` means ndjson */
  readonly format?: RowFormat;
  /** One character between the fields of a CSV. @default "," */
  readonly delimiter?: string;
  /** The columns of a CSV whose first line is already data. @default the first line */
  readonly columns?: readonly string[];
}

/** Reads activities from text, streaming. Columns of a CSV are known once this resolves. */
export async function readRows(text: AsyncIterable<string>, options: SourceOptions = {}): Promise<SourceRows> {
  const pieces = text[Symbol.asyncIterator]();
  let first = "";
  while (first.trim() === "") {
    const next = await pieces.next();
    if (next.done === true) break;
    first += next.value;
  }
  async function* all(): AsyncGenerator<string> {
    yield first;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
  }
  const format = options.format ?? (first.trimStart().startsWith("{") ? "ndjson" : "csv");
  if (format === "ndjson") return { columns: undefined, batches: jsonRows(all()) };
  return csvRows(all(), options);
}

async function csvRows(text: AsyncGenerator<string>, options: SourceOptions): Promise<SourceRows> {
  const parser = createCsvParser(options.delimiter);
  let columns = options.columns;
  let waiting: ReturnType<typeof parser.push> = [];
  let ended = false;
  while (columns === undefined && !ended) {
    const next = await text.next();
    ended = next.done === true;
    waiting = next.done === true ? parser.end() : parser.push(next.value);
    columns = waiting.shift()?.fields.map((name) => name.trim());
  }
  if (columns === undefined)
    throw new DaystreakError("request_invalid", "the file is empty: its first line must name the columns");
  const names = columns;
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new DaystreakError("request_invalid", `the column ${JSON.stringify(twice)} is there twice`);
  async function* batches(): AsyncGenerator<SourceRow[]> {
    yield waiting.map((record) => csvRow(names, record.fields, record.line));
    if (ended) return;
    for await (const piece of text) yield parser.push(piece).map((record) => csvRow(names, record.fields, record.line));
    yield parser.end().map((record) => csvRow(names, record.fields, record.line));
  }
  return { columns, batches: batches() };
}

function csvRow(columns: readonly string[], fields: readonly string[], line: number): SourceRow {
  const values: Record<string, string> = {};
  for (let i = 0; i < columns.length; i++) values[columns[i] as string] = fields[i] ?? "";
  if (fields.length === columns.length) return { line, values };
  return {
    line,
    values,
    problem: `the line has ${fields.length} fields, the first line names ${columns.length} columns`,
  };
}

async function* jsonRows(text: AsyncGenerator<string>): AsyncGenerator<SourceRow[]> {
  let rest = "";
  let line = 0;
  const rowsOf = (lines: readonly string[]): SourceRow[] => {
    const rows: SourceRow[] = [];
    for (const content of lines) {
      line++;
      if (content.trim() !== "") rows.push(jsonRow(content, line));
    }
    return rows;
  };
  for await (const piece of text) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() as string;
    yield rowsOf(lines);
  }
  yield rowsOf([rest]);
}

function jsonRow(content: string, line: number): SourceRow {
  try {
    const values: unknown = JSON.parse(content);
    if (typeof values === "object" && values !== null && !Array.isArray(values)) {
      return { line, values: values as Record<string, unknown> };
    }
    return { line, values: { text: content }, problem: "the line is not a JSON object" };
  } catch (error) {
    return { line, values: { text: content }, problem: `the line is not JSON: ${(error as Error).message}` };
  }
}
