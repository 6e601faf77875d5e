import type { Readable } from "node:stream";
import type { ExitCode } from "./exit-codes.ts";
import type { FlagSpecs, Flags } from "./flags.ts";

/** The world around a command, so that no command reaches for globals. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  /** Writes a line of the answer. */
  out(line: string): void;
  /** Writes a line about the work itself: progress, warnings. */
  note(line: string): void;
  /** Rewrites the last line of the terminal; does nothing where there is none. */
  status(line: string): void;
  /** Whether notes go to a terminal on which a line can be rewritten. */
  readonly interactive: boolean;
  /** Whether the answer may be coloured. */
  readonly colour: boolean;
  /** Characters a line of the answer may have. */
  readonly columns: number;
  /** The answer is for a machine: one JSON document. */
  readonly json: boolean;
  /** The clock, milliseconds since 1970. */
  now(): number;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

/** One command of `daystreak`, a file of `commands/`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name: `FILE… [flags]`. */
  readonly usage: string;
  /** Paragraphs for the command's own help. */
  readonly about: readonly string[];
  readonly flags: FlagSpecs;
  /** Command lines with what they do. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  run(flags: Flags, io: Io): Promise<ExitCode>;
}
