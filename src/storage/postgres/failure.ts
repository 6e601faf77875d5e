import { DaystreakError } from "../../core/errors.ts";

/** Serialization failure, deadlock, lock not available, server shutting down or starting: nothing was committed. */
const PASSING = new Set(["40001", "40P01", "55P03", "57P01", "57P02", "57P03"]);
/** Classes of failures that are about the rows of a statement, not about the database: others can still be written. */
const ABOUT_ROWS = new Set(["21", "22", "23", "54"]);
/** What the pool says where all its connections stay in use; it gives no code. */
const NO_FREE_CONNECTION = "timeout exceeded when trying to connect";
/** Division by zero: how the write of a batch says that a row it meant to change is gone. */
const VANISHED = "22012";
const CANCELED = "57014";
const TOO_MANY_CONNECTIONS = "53300";
/** What to do about failures that stay until somebody does something. */
const REMEDIES: Readonly<Record<string, string>> = {
  "25006": "PostgreSQL can only be read: connect to the primary, or make this server one",
  "42501": "this user of PostgreSQL may not use the tables: grant it the rights, or let it own them",
  "42P01": "a table is missing: restore it from a backup, or use the database that Daystreak has migrated",
  "53100": "the disk of PostgreSQL is full: make room and try again",
};

/** Whether the same statement may succeed when it is sent again shortly. */
export function isPassing(error: unknown): boolean {
  const code = sqlState(error);
  return code !== undefined && (PASSING.has(code) || code.startsWith("08"));
}

/** Whether a batch was undone because a row that it meant to change is no longer there. */
export function isVanished(error: unknown): boolean {
  return error instanceof DaystreakError && sqlState(error.cause) === VANISHED;
}

/** Whether a statement was given up because it took too long: as a rule it waited for a row that somebody else holds. */
export function isTimeout(error: unknown): error is DaystreakError {
  return error instanceof DaystreakError && sqlState(error.cause) === CANCELED;
}

/** Whether the server itself said so: then the connection is fit for more. */
export function isAnswer(error: unknown): boolean {
  return sqlState(error) !== undefined;
}

/** What a failure of PostgreSQL means for whoever asked, and what to do about it. */
export function postgresFailure(error: unknown): DaystreakError {
  if (error instanceof DaystreakError) return error;
  const code = sqlState(error);
  if (error instanceof Error && error.message === NO_FREE_CONNECTION) {
    return new DaystreakError("overloaded", "every connection to PostgreSQL was busy: try again", { cause: error });
  }
  const text =
    error instanceof Error && error.message !== "" ? error.message : String((error as { code?: string }).code);
  if (code === CANCELED) {
    return new DaystreakError("overloaded", "PostgreSQL did not answer in time: try again", { cause: error });
  }
  if (code === TOO_MANY_CONNECTIONS) {
    const what = "PostgreSQL has no connection left: raise max_connections, or lower the pool size of each process";
    return new DaystreakError("overloaded", what, { cause: error });
  }
  if (code?.startsWith("57P") === true || code?.startsWith("08") === true) {
    return new DaystreakError("storage_unavailable", `PostgreSQL is stopping or starting: ${text}`, { cause: error });
  }
  if (code !== undefined && isPassing(error)) {
    return new DaystreakError("overloaded", `PostgreSQL kept refusing (${text}): try again`, { cause: error });
  }
  if (code !== undefined && ABOUT_ROWS.has(code.slice(0, 2))) {
    return new DaystreakError("internal", `PostgreSQL refused what was to be written (${code}): ${text}`, {
      cause: error,
    });
  }
  const what = code === undefined ? "PostgreSQL cannot be reached" : (REMEDIES[code] ?? `PostgreSQL refused (${code})`);
  return new DaystreakError("storage_unavailable", `${what}: ${text}`, { cause: error });
}

/** The SQLSTATE of an error of the server; `undefined` for one of the network or the driver. */
function sqlState(error: unknown): string | undefined {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown };
  return typeof code === "string" && typeof severity === "string" ? code : undefined;
}
