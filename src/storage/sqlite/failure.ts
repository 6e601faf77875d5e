import { DaystreakError, type ErrorCode } from "../../core/errors.ts";

const BUSY = 5;
const READONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const TOO_BIG = 18;
const CONSTRAINT = 19;
const MISMATCH = 20;
const NOT_A_DATABASE = 26;

/** What a failure of SQLite means for whoever asked, and what to do about it. */
export function sqliteFailure(error: unknown, path: string): DaystreakError {
  if (error instanceof DaystreakError) return error;
  const cause = error as { errcode?: number; code?: string; message?: string };
  const text = (code: ErrorCode, message: string): DaystreakError =>
    new DaystreakError(code, message, { cause: error });
  switch ((cause.errcode ?? 0) & 0xff) {
    case BUSY:
      return text("overloaded", `${path} is locked by another process: try again, or stop the process that holds it`);
    case READONLY:
      return text(
        "storage_unavailable",
        `${path} cannot be written: give this process write access to it and its folder`,
      );
    case CORRUPT:
      return text("storage_unavailable", `${path} is damaged: restore it from a backup (${cause.message})`);
    case FULL:
      return text("storage_unavailable", `the disk that holds ${path} is full: make room and try again`);
    case CANNOT_OPEN:
      return text(
        "storage_unavailable",
        `${path} cannot be opened: check that the path is a file this process may write`,
      );
    case TOO_BIG:
    case CONSTRAINT:
    case MISMATCH:
      return text("internal", `SQLite refused what was to be written: ${cause.message}`);
    case NOT_A_DATABASE:
      return text("storage_unavailable", `${path} is not a SQLite database: choose another path or move the file away`);
    default:
      return text("storage_unavailable", `${path} cannot be used: ${cause.message ?? String(error)}`);
  }
}
