import type { Cell, Row } from "../rows/cell.ts";
import type { ColumnType } from "../schema/tables.ts";

const SPECIAL = /["\\]/g;

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
 * A PostgreSQL array literal of one column of many rows. Written here because the driver's own conversion looks at the type
 * of every single element, which at 40 columns a user is most of the work of a batch.
 */
export function arrayLiteral(type: ColumnType, cells: readonly (Cell | undefined)[]): string {
  let text = "{";
  for (const [index, cell] of cells.entries()) {
    if (index > 0) text += ",";
    text += cell === null || cell === undefined ? "NULL" : element(type, cell);
  }
  return `${text}}`;
}

function element(type: ColumnType, cell: Cell): string {
  switch (type) {
    case "int":
    case "big":
    case "bool":
    case "date":
      return String(cell);
    case "bytes":
      return `"\\\\x${hex(cell as Uint8Array)}"`;
    default:
      return `"${(cell as string).replace(SPECIAL, "\\$&")}"`;
  }
}

function hex(bytes: Uint8Array): string {
  if (bytes.length === 0) return "";
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
