import type { Dialect } from "./dialect.ts";

/** Step 5: the dates of a user that were taken over from another system, so that they can give way to dates of the user's own. */
export function addLegacyDays({ types, table }: Dialect): string[] {
  return [`ALTER TABLE ${table("user_state")} ADD COLUMN legacy_days ${types.bytes}`];
}
