import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DaystreakError } from "../../core/errors.ts";
import type { MappingOptions } from "../activity-mapping.ts";
import type { LegacyFields, LegacyTable } from "../legacy/legacy-source.ts";

/** One file of whole days, streaks or users. */
export interface TableMapping {
  /** The path of the file. */
  readonly file: string;
  /** The column of each field; fields without one have a column of their own name, or none. */
  readonly columns: Readonly<Record<string, string>>;
  /** One character between the fields. */
  readonly delimiter: string | undefined;
  /** The file's own words for a status. */
  readonly words: Readonly<Record<string, string>>;
  /** What stands between the lesson ids of one cell, where they are no JSON list. */
  readonly separator: string | undefined;
}

/** A file of activities. */
export interface ActivitiesMapping {
  readonly file: string;
  readonly delimiter: string | undefined;
  readonly options: MappingOptions;
}

/** What a mapping file says. */
export interface CsvMapping {
  readonly tables: Readonly<Partial<Record<LegacyTable, TableMapping>>>;
  readonly activities: ActivitiesMapping | undefined;
}

/** The fields of each kind of file. */
export const CSV_FIELDS: { readonly [T in LegacyTable]: readonly LegacyFields[T][] } = {
  users: ["id", "date_joined", "last_login"],
  streaks: ["user_id", "last_activity_date", "current_streak", "max_streak"],
  days: ["user_id", "date", "status", "problems_solved", "lesson_ids"],
};
const KINDS = ["users", "streaks", "days"] as const;
const ACTIVITY_KEYS: readonly (keyof MappingOptions)[] = [
  "user",
  "type",
  "typeValue",
  "typeMap",
  "at",
  "unit",
  "atZone",
  "day",
  "start",
  "dayZone",
  "id",
  "ref",
  "zone",
  "zoneValue",
  "offsetMinutes",
];

/**
 * Reads a mapping file: JSON that names the files of another system (beside it) and their columns.
 * @throws DaystreakError `request_invalid` that names the key
 */
export function readCsvMapping(path: string): CsvMapping {
  let input: unknown;
  try {
    input = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw invalid(`the mapping of ${path} cannot be read: ${(cause as Error).message}`, cause);
  }
  const given = object(input, "the mapping");
  for (const key of Object.keys(given)) {
    if (![...KINDS, "activities"].includes(key))
      throw invalid(`${key} is no kind of file: ${KINDS.join(", ")}, activities`);
  }
  const folder = dirname(path);
  const tables = Object.fromEntries(
    KINDS.flatMap((kind) =>
      given[kind] === undefined ? [] : [[kind, tableOf(kind, object(given[kind], kind), folder)]],
    ),
  );
  const activities =
    given.activities === undefined ? undefined : activitiesOf(object(given.activities, "activities"), folder);
  if (Object.keys(given).length === 0)
    throw invalid(`the mapping names no file: say ${KINDS.join(", ")} or activities`);
  return { tables, activities };
}

function tableOf(kind: LegacyTable, given: Readonly<Record<string, unknown>>, folder: string): TableMapping {
  const { file, delimiter, words = {}, separator, ...columns } = given;
  const fields: readonly string[] = CSV_FIELDS[kind];
  for (const key of Object.keys(columns)) {
    if (!fields.includes(key)) throw invalid(`${kind}.${key} is no field; there are: ${fields.join(", ")}`);
  }
  return {
    file: resolve(folder, text(file, `${kind}.file`)),
    columns: texts(columns, kind),
    delimiter: optionalDelimiter(delimiter, kind),
    words: texts(object(words, `${kind}.words`), `${kind}.words`),
    separator: separator === undefined ? undefined : text(separator, `${kind}.separator`),
  };
}

function activitiesOf(given: Readonly<Record<string, unknown>>, folder: string): ActivitiesMapping {
  const { file, delimiter, typeMap, ...rest } = given;
  for (const key of Object.keys(rest)) {
    if (!(ACTIVITY_KEYS as readonly string[]).includes(key)) {
      throw invalid(`activities.${key} is no key; there are: ${ACTIVITY_KEYS.join(", ")}`);
    }
  }
  const words =
    typeMap === undefined ? {} : { typeMap: texts(object(typeMap, "activities.typeMap"), "activities.typeMap") };
  return {
    file: resolve(folder, text(file, "activities.file")),
    delimiter: optionalDelimiter(delimiter, "activities"),
    options: { ...texts(rest, "activities"), ...words } as MappingOptions,
  };
}

function optionalDelimiter(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined;
  const given = text(value, `${name}.delimiter`);
  const delimiter = given === "tab" ? "\t" : given;
  if (delimiter.length === 1 && !/["\r\n]/.test(delimiter)) return delimiter;
  throw invalid(`${name}.delimiter must be one character, or tab`);
}

function texts(given: Readonly<Record<string, unknown>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, text(value, `${name}.${key}`)]));
}

function text(value: unknown, name: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw invalid(`${name} must be text`);
}

function object(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid(`${name} must be an object`);
}

function invalid(message: string, cause?: unknown): DaystreakError {
  return new DaystreakError("request_invalid", message, { cause });
}
