import { DaystreakError } from "../../core/errors.ts";
import type { Migration } from "./migrations.ts";

/**
 * The migrations that a database at this version still lacks.
 * @throws DaystreakError `schema_too_new` where the database is ahead of the program
 */
export function pendingMigrations(all: readonly Migration[], stored: number): readonly Migration[] {
  const newest = all.at(-1)?.version ?? 0;
  if (stored > newest) {
    throw new DaystreakError(
      "schema_too_new",
      `the database has schema version ${stored}, this Daystreak knows up to ${newest}: ` +
        "run the newer Daystreak that migrated it, or restore a backup from before the upgrade",
    );
  }
  return all.filter((migration) => migration.version > stored);
}
