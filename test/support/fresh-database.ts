import { inject } from "vitest";
import { type MadeDatabase, makeDatabase } from "./make-database.ts";

/** A PostgreSQL database of a test's own. */
export type FreshDatabase = MadeDatabase;

/** Makes an empty database on the server of the test run. */
export function freshDatabase(encoding = "UTF8"): Promise<FreshDatabase> {
  return makeDatabase(inject("postgresUrl"), encoding);
}
