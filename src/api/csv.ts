/** Cells with which a spreadsheet would begin to compute. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Rows as CSV (RFC 4180) under a header of all their columns, in the order in which they first appear. Text that a
 * spreadsheet would take for a formula is led by an apostrophe; nothing becomes an empty cell.
 * @param none the columns where there are no rows
 */
export function csvOf(
  rows: readonly Readonly<Record<string, string | number | null>>[],
  none: readonly string[] = [],
): string {
  const columns = rows.length === 0 ? none : [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => columns.map((column) => cell(row[column] ?? null)).join(","));
  return [columns.map(cell).join(","), ...lines, ""].join("\r\n");
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
