import type { ColumnType } from "./tables.ts";

/** What differs between the engines in the text of a migration. */
export interface Dialect {
  /** The type of each kind of column. */
  readonly types: Readonly<Record<ColumnType, string>>;
  /** A table by its name: quoted, and qualified where the database has schemas. */
  table(name: string): string;
  /** Whether a table that ends with `narrow` keeps its rows in the order of its key. */
  readonly keepsOrder: boolean;
  /** What follows the columns of a small or narrow table. */
  readonly narrow: string;
  /** What follows the columns of a table whose rows are rewritten often. */
  readonly rewritten: string;
}
