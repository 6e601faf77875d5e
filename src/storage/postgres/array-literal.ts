import type { Cell, Row } from "../rows/cell.ts";
import type { ColumnType, Table } from "../schema/tables.ts";

const SPECIAL = /["\\]/;
const EACH_SPECIAL = /["\\]/g;

/** The PostgreSQL name of each kind of column. */
export const POSTGRES_TYPES: Readonly<Record<ColumnType, string>> = {
  text: "text",
  int: "integer",
  big: "bigint",
  date: "date",
  bytes: "bytea",
  json: "jsonb",
  bool: "boolean",
};

/**
 * A PostgreSQL array literal of one column of many rows, for {@link rowsOf}. Written here because the driver's own
 * conversion looks at the type of every single element, which at 40 columns a user is most of the work of a batch. A value
 * that all rows share, as most columns have one, stands there once: as element 0, where no other literal has one.
 * @param isKey whether every row must have its value in place, for joins
 */
export function columnLiteral(type: ColumnType, rows: readonly Row[], column: number, isKey: boolean = false): string {
  const encode = ENCODERS[type];
  const first = rows[0]?.[column] ?? null;
  if (!isKey && rows.every((row) => row[column] === first)) return first === null ? "{}" : `[0:0]={${encode(first)}}`;
  const texts = new Array<string>(rows.length);
  let last: Cell | undefined;
  let encoded = "";
  for (let i = 0; i < rows.length; i++) {
    const cell = rows[i]?.[column] ?? null;
    if (cell !== last) {
      encoded = cell === null ? "NULL" : encode(cell);
      last = cell;
    }
    texts[i] = encoded;
  }
  return `{${texts.join(",")}}`;
}

/** One array literal a column, in the order of the parameters of {@link rowsOf}. */
export function columnLiterals({ types, columns, key }: Table, rows: readonly Row[]): string[] {
  return types.map((type, column) => columnLiteral(type, rows, column, key.includes(columns[column] as string)));
}

/** Rows that a statement takes as parameters, one array a column. */
export interface RowsSource {
  /** What to select, in the order of the table's columns. */
  readonly columns: string;
  /** What to select it from; the key can be joined with. */
  readonly from: string;
}

/**
 * The text that gives the rows of {@link columnLiterals}, under the name `new`. `unnest` fills up with NULL what is shorter
 * than the rest: there the value holds that all rows share, if there is one.
 * @param parameter the number of the first parameter
 */
export function rowsOf({ types, columns, key }: Table, parameter: number): RowsSource {
  const arrays = types.map((type, i) => `$${parameter + i}::${POSTGRES_TYPES[type]}[]`);
  const values = columns.map((column, i) =>
    key.includes(column) ? `new.${column}` : `coalesce(new.${column}, (${arrays[i]})[0])`,
  );
  return { columns: values.join(", "), from: `unnest(${arrays.join(", ")}) AS new(${columns.join(", ")})` };
}

/** A PostgreSQL array literal of texts. */
export function textLiteral(texts: readonly string[]): string {
  return `{${texts.map(quoted).join(",")}}`;
}

const ENCODERS: Readonly<Record<ColumnType, (cell: Cell) => string>> = {
  text: quoted,
  json: quoted,
  int: String,
  big: String,
  date: String,
  bool: String,
  bytes: (cell) => `"\\\\x${hex(cell as Uint8Array)}"`,
};

function quoted(cell: Cell): string {
  const text = cell as string;
  return SPECIAL.test(text) ? `"${text.replaceAll(EACH_SPECIAL, "\\$&")}"` : `"${text}"`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** A row as PostgreSQL sends it in text form, as cells. */
export function toRow(types: readonly ColumnType[], texts: readonly (string | null)[]): Row {
  return texts.map((text, column) => cellOf(types[column] ?? "text", text));
}

function cellOf(type: ColumnType, text: string | null): Cell {
  if (text === null) return null;
  switch (type) {
    case "int":
    case "big":
      return Number(text);
    case "bool":
      return text === "t" || text === "true" ? 1 : 0;
    case "bytes":
      return bytesOf(text);
    default:
      return text;
  }
}

/** A plain `Uint8Array`: a Buffer's `slice` shares memory where the copy of a set must not. */
function bytesOf(text: string): Uint8Array {
  const buffer = Buffer.from(text.slice(2), "hex");
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
