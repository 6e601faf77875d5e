import { DaystreakError, statusOf } from "../core/errors.ts";

/** How a command ends, for scripts. Also printed by `daystreak --help`. */
export const EXIT = {
  ok: 0,
  /** The command did its work and found problems: refused rows, wrong streaks, an unknown user. */
  problems: 1,
  /** Flags, settings or files that cannot be used; nothing was done. */
  usage: 2,
  /** The database cannot be reached or used. */
  database: 3,
  /** A defect of Daystreak itself. */
  internal: 4,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const;

/** One of the codes of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code that says what kind of failure an error is. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof DaystreakError)) return EXIT.internal;
  switch (error.code) {
    case "storage_unavailable":
    case "overloaded":
    case "schema_too_new":
      return EXIT.database;
    case "user_unknown":
    case "not_found":
      return EXIT.problems;
    case "config_invalid":
      return EXIT.usage;
    default:
      return statusOf(error.code) < 500 ? EXIT.usage : EXIT.internal;
  }
}
