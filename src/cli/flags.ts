import { parseArgs } from "node:util";
import { parseDate } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";

/** One flag of a command. */
export interface FlagSpec {
  /** What stands for its value in the help; a flag without one is on or off. */
  readonly value?: string;
  /** One line of help. */
  readonly text: string;
  readonly short?: string;
  /** May be given more than once. */
  readonly multiple?: boolean;
}

/** The flags of a command by their long name. */
export type FlagSpecs = Readonly<Record<string, FlagSpec>>;

/** What was said on the command line, checked on reading. Every error is `config_invalid` and names the flag. */
export interface Flags {
  readonly positionals: readonly string[];
  on(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  /** A whole number within bounds. */
  count(name: string, min: number, max: number): number | undefined;
  /** A day number from `YYYY-MM-DD`. */
  date(name: string): number | undefined;
  /** An instant from ISO 8601 with an offset. */
  instant(name: string): number | undefined;
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined;
  /** Exactly one positional. */
  only(what: string): string;
}

/** Reads the arguments that follow the command's name. @throws DaystreakError `config_invalid` */
export function readFlags(args: readonly string[], specs: FlagSpecs): Flags {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      {
        type: spec.value === undefined ? ("boolean" as const) : ("string" as const),
        multiple: spec.multiple === true,
        ...(spec.short === undefined ? {} : { short: spec.short }),
      },
    ]),
  );
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({ args: joinNegatives(args, specs), options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw invalid(explain(cause as Error, Object.keys(specs)), cause);
  }
  const { values, positionals } = parsed;
  const text = (name: string): string | undefined => values[name] as string | undefined;
  return {
    positionals,
    on: (name) => values[name] === true,
    text,
    list: (name) => (values[name] as string[] | undefined) ?? [],
    count(name, min, max) {
      const given = text(name);
      if (given === undefined) return undefined;
      const value = Number(given);
      if (!/^\d+$/.test(given) || value < min || value > max) {
        throw invalid(`--${name} must be a whole number from ${min} to ${max}, not ${JSON.stringify(given)}`);
      }
      return value;
    },
    date(name) {
      const given = text(name);
      if (given === undefined) return undefined;
      const day = parseDate(given);
      if (day === undefined)
        throw invalid(`--${name} must be an existing date as YYYY-MM-DD, not ${JSON.stringify(given)}`);
      return day;
    },
    instant(name) {
      const given = text(name);
      if (given === undefined) return undefined;
      const at = /T.*(Z|[+-]\d{2}:\d{2})$/.test(given) ? Date.parse(given) : Number.NaN;
      if (Number.isNaN(at)) throw invalid(`--${name} must be ISO 8601 with an offset, such as 2026-03-28T17:30:00Z`);
      return at;
    },
    choice(name, choices) {
      const given = text(name);
      if (given === undefined) return undefined;
      const found = choices.find((choice) => choice === given);
      if (found === undefined)
        throw invalid(`--${name} must be one of ${choices.join(", ")}, not ${JSON.stringify(given)}`);
      return found;
    },
    only(what) {
      const [first, second] = positionals;
      if (first === undefined) throw invalid(`say which ${what}`);
      if (second !== undefined) throw invalid(`only one ${what} at a time, not also ${JSON.stringify(second)}`);
      return first;
    },
  };
}

/** Flags by name for a command that takes nothing but flags. @throws DaystreakError `config_invalid` for anything else */
export function settingsOf(
  flags: Flags,
  specs: FlagSpecs,
  command: string,
): Record<string, string | boolean | undefined> {
  const [stray] = flags.positionals;
  if (stray !== undefined) throw invalid(`${command} takes flags only, not ${JSON.stringify(stray)}`);
  const given = Object.entries(specs).map(([name, { value }]) => [
    name,
    value === undefined ? flags.on(name) : flags.text(name),
  ]);
  return Object.fromEntries(given);
}

/** A command line that cannot be used. */
export function invalid(message: string, cause?: unknown): DaystreakError {
  return new DaystreakError("config_invalid", message, { cause });
}

/** `--offset -3` to `--offset=-3`: parseArgs takes a value with a dash in front for a flag. */
function joinNegatives(args: readonly string[], specs: FlagSpecs): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1);
    if (last?.startsWith("--") === true && specs[last.slice(2)]?.value !== undefined && /^-\d/.test(arg)) {
      joined[joined.length - 1] = `${last}=${arg}`;
    } else joined.push(arg);
  }
  return joined;
}

function explain(error: Error & { code?: string }, names: readonly string[]): string {
  const unknown = /Unknown option '(-[^']*)'/.exec(error.message)?.[1];
  if (unknown === undefined) return error.message.split(". ")[0] as string;
  const near = names
    .map((name) => ({ name, steps: distance(unknown.replace(/^-+/, ""), name) }))
    .filter(({ name, steps }) => steps <= (name.length > 3 ? 2 : 1))
    .sort((a, b) => a.steps - b.steps)[0];
  return `there is no flag ${unknown}${near === undefined ? "" : `; did you mean --${near.name}?`}`;
}

/** Levenshtein distance: the letters to add, drop or change. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
