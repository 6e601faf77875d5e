import { DaystreakError } from "../../core/errors.ts";
import type { LegacySource } from "../legacy/legacy-source.ts";
import type { SchemaOptions } from "./django-schema.ts";

/**
 * Opens the database of a Django app: a SQLite file (also as `sqlite:PATH`, also compressed), or a PostgreSQL URL. Only
 * what is named is loaded.
 * @throws DaystreakError `request_invalid`
 */
export async function openDjango(source: string, options: SchemaOptions): Promise<LegacySource> {
  if (/^postgres(ql)?:\/\//i.test(source))
    return (await import("./postgres-source.ts")).openPostgresSource(source, options);
  const path = source.replace(/^sqlite:(?:\/\/(?=\/))?/i, "");
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) {
    throw new DaystreakError(
      "request_invalid",
      "name a SQLite file or a URL that begins with postgres://; databases of other kinds go by import csv",
    );
  }
  return (await import("./sqlite-source.ts")).openSqliteSource(path, options);
}
