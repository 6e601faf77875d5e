import type { Dialect } from "./dialect.ts";

/** Step 11: what is odd about users, date by date; read by date where somebody asks what was strange. */
export function addOddities({ types: { text, big, date }, table, narrow }: Dialect): string[] {
  return [
    `CREATE TABLE ${table("oddity")} (
      user_id ${text} NOT NULL,
      date ${date} NOT NULL,
      kind ${text} NOT NULL,
      value ${big} NOT NULL,
      PRIMARY KEY (user_id, date, kind)
    )${narrow}`,
    `CREATE INDEX oddity_date ON ${table("oddity")} (kind, date)`,
  ];
}
