import type { Io } from "./command.ts";
import { type Flags, invalid } from "./flags.ts";
import { databaseUrl } from "./open-tracker.ts";

/**
 * The SQLite file that flags and environment name, for the commands that handle files.
 * @param instead what to do with a PostgreSQL
 * @throws DaystreakError `config_invalid` for any other database
 */
export function requireSqlitePath(flags: Flags, io: Io, instead: string): string {
  const url = databaseUrl(flags, io.env);
  const path = /^sqlite:(?:\/\/(?=\/))?([^?]+)/i.exec(url)?.[1];
  if (path !== undefined && path !== ":memory:") return path;
  if (/^postgres(ql)?:/i.test(url)) throw invalid(`this is for SQLite files; PostgreSQL has its own tools: ${instead}`);
  throw invalid("the database is no file: name one with --database sqlite:PATH");
}
