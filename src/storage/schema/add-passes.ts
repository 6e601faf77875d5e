import type { Dialect } from "./dialect.ts";

/** Step 9: what lets somebody into the dashboard, by the hash of its secret. */
export function addPasses({ types: { text, big }, table, narrow }: Dialect): string[] {
  return [
    `CREATE TABLE ${table("admin_pass")} (
      hash ${text} NOT NULL PRIMARY KEY,
      kind ${text} NOT NULL,
      subject ${text} NOT NULL,
      created_at ${big} NOT NULL,
      expires_at ${big} NOT NULL
    )${narrow}`,
  ];
}
