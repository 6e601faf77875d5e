import type { Dialect } from "./dialect.ts";

/** Step 7: whom each process saw in each of the last minutes, as a sketch of which only the size can be read. */
export function addActiveNow({ types: { text, big }, table, narrow }: Dialect): string[] {
  return [
    `CREATE TABLE ${table("active_now")} (
      process ${text} NOT NULL PRIMARY KEY,
      at ${big} NOT NULL,
      users ${text} NOT NULL
    )${narrow}`,
  ];
}
