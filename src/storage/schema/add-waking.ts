import type { Dialect } from "./dialect.ts";

/**
 * Step 6: what a changed calendar of excused dates leaves to be done. A row says that whoever was active at `since` or later
 * is to be concluded anew, from `begins_at` on, and how far that has come: up to the user `after_user`.
 */
export function addWaking({ types: { text, big, date }, table, narrow }: Dialect): string[] {
  return [
    `CREATE TABLE ${table("waking")} (
      since ${date} NOT NULL PRIMARY KEY,
      begins_at ${big} NOT NULL,
      after_user ${text} NOT NULL
    )${narrow}`,
  ];
}
