import type { Dialect } from "./dialect.ts";

/** Step 3: the date since which a user was seen in one zone only, so that recording need not look at the days before. */
export function addSteadySince({ types, table }: Dialect): string[] {
  return [`ALTER TABLE ${table("user_state")} ADD COLUMN steady_since ${types.date}`];
}
