/** A value as the other system's database holds it; dates and JSON are text. */
export type RawValue = string | number | bigint | boolean | null | Uint8Array;

/** The tables of another system that say something about streaks. */
export type LegacyTable = "users" | "streaks" | "days";

/** The fields of each table, by the names of the original; `id` is the row's own identity. */
export interface LegacyFields {
  readonly users: "id" | "date_joined" | "last_login";
  readonly streaks: "id" | "user_id" | "last_activity_date" | "current_streak" | "max_streak";
  readonly days: "id" | "user_id" | "date" | "status" | "problems_solved" | "lesson_ids";
}

/** One raw row, by field. */
export type RawRow<T extends LegacyTable> = Readonly<Record<LegacyFields[T], RawValue>>;

/** Another system's data, read row by row as it is. */
export interface LegacySource {
  /** What it is called in messages: a path, or a URL without its password. */
  readonly name: string;
  /** What each table is called there; `undefined` where there is none. */
  readonly tables: Readonly<Record<LegacyTable, string | undefined>>;
  /** How many rows each table has. */
  readonly counts: Readonly<Record<LegacyTable, number>>;
  /** All rows of a table, in handfuls; days by user, so that one user's come together. */
  rows<T extends LegacyTable>(table: T): AsyncIterable<readonly RawRow<T>[]>;
  close(): Promise<void>;
}
