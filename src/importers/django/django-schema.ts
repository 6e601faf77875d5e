import { DaystreakError } from "../../core/errors.ts";
import type { LegacyFields, LegacyTable } from "../legacy/legacy-source.ts";

/** A table as the database lists it. */
export interface FoundTable {
  /** Qualified where that is needed. */
  readonly name: string;
  /** The name quoted for a statement. */
  readonly quoted: string;
  readonly columns: readonly string[];
  /** Tables that columns refer to, by column. */
  readonly refers: Readonly<Record<string, string>>;
}

/** Which tables and columns hold what; what is left out has Django's name, or is found by its shape. */
export interface SchemaOptions {
  readonly tables?: Partial<Readonly<Record<LegacyTable, string>>>;
  /** Columns by table and field, such as `days.date` → `day`. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** A table that was found. */
export interface ChosenTable {
  readonly table: FoundTable;
  /** The column that holds each field; `undefined` where there is none. */
  readonly columns: Readonly<Record<string, string | undefined>>;
}

/** The tables to read. */
export type DjangoSchema = Readonly<Record<LegacyTable, ChosenTable | undefined>>;

const FIELDS: { readonly [T in LegacyTable]: readonly LegacyFields[T][] } = {
  users: ["id", "date_joined", "last_login"],
  streaks: ["id", "user_id", "last_activity_date", "current_streak", "max_streak"],
  days: ["id", "user_id", "date", "status", "problems_solved", "lesson_ids"],
};
const REQUIRED: Readonly<Record<LegacyTable, readonly string[]>> = {
  users: ["id"],
  streaks: ["user_id"],
  days: ["user_id", "date"],
};
/** Names of tables: Django's own first, then the same model in an app of another name. */
const NAMES: Readonly<Record<LegacyTable, readonly [string, RegExp, string]>> = {
  users: ["auth_user", /(^|[._])(custom)?users?$/i, "date_joined"],
  streaks: ["core_streak", /(^|[._])(user)?streaks?$/i, "current_streak"],
  days: ["core_dailyactivity", /(^|[._])daily_?activit(y|ies)$/i, "date"],
};

/**
 * Finds the tables of the original and their columns.
 * @throws DaystreakError `request_invalid` that says which flag names what is missing
 */
export function findSchema(found: readonly FoundTable[], options: SchemaOptions): DjangoSchema {
  checkColumnFlags(options.columns ?? {});
  const streaks = choose("streaks", tableOf("streaks"));
  const days = choose("days", tableOf("days"));
  if (streaks === undefined && days === undefined) {
    throw invalid(
      `neither streaks nor days were found: name their tables with --streak-table and --day-table; there are: ${listed(found)}`,
    );
  }
  const referred = [days, streaks].flatMap((chosen) => {
    const column = chosen?.columns.user_id;
    return column === undefined ? [] : (chosen?.table.refers[column.toLowerCase()] ?? []);
  })[0];
  const users = choose("users", tableOf("users", referred));
  return { users, streaks, days };

  function tableOf(kind: LegacyTable, referred?: string): FoundTable | undefined {
    const given = options.tables?.[kind];
    if (given !== undefined) {
      const table = named(given);
      if (table !== undefined) return table;
      throw invalid(`there is no table ${given}; there are: ${listed(found)}`);
    }
    const [usual, shape, column] = NAMES[kind];
    const known = (referred === undefined ? undefined : named(referred)) ?? named(usual);
    if (known !== undefined) return known;
    const alike = found.filter(({ name, columns }) => shape.test(name) && has(columns, column));
    if (alike.length > 1)
      throw invalid(`which table holds ${kind}? Say --${FLAGS[kind]} with one of: ${listed(alike)}`);
    return alike[0];
  }

  function named(name: string): FoundTable | undefined {
    const same = (a: string): boolean => a.toLowerCase() === name.toLowerCase();
    return found.find((table) => same(table.name)) ?? found.find((table) => same(table.name.split(".").at(-1) ?? ""));
  }

  function choose(kind: LegacyTable, table: FoundTable | undefined): ChosenTable | undefined {
    if (table === undefined) return undefined;
    const columns = Object.fromEntries(
      FIELDS[kind].map((field: string) => {
        const given = options.columns?.[`${kind}.${field}`];
        const column = table.columns.find((name) => name.toLowerCase() === (given ?? field).toLowerCase());
        if (column === undefined && (given !== undefined || REQUIRED[kind].includes(field))) {
          const flag = `--column ${kind}.${field}=COLUMN`;
          throw invalid(
            `${table.name} has no column ${given ?? field}: say ${flag}; it has: ${table.columns.join(", ")}`,
          );
        }
        return [field, column];
      }),
    );
    return { table, columns };
  }
}

const FLAGS: Readonly<Record<LegacyTable, string>> = {
  users: "user-table",
  streaks: "streak-table",
  days: "day-table",
};

/** What stands for a column that the table does not have. */
const MISSING: Readonly<Record<string, string>> = {
  id: "NULL",
  date_joined: "NULL",
  last_login: "NULL",
  last_activity_date: "NULL",
  current_streak: "0",
  max_streak: "0",
  status: "'partial'",
  problems_solved: "0",
  lesson_ids: "'[]'",
};

/**
 * The text that reads all rows of a table: days by user, each in the order of the ids.
 * @param read puts a column in words, already quoted
 */
export function selectAll(
  { table, columns }: ChosenTable,
  kind: LegacyTable,
  read: (column: string) => string = (column) => column,
): string {
  const fields = Object.entries(columns).map(([field, column]) => {
    const text = column === undefined ? (MISSING[field] as string) : read(quoted(column));
    return `${text} AS ${field}`;
  });
  const order = [kind === "days" ? columns.user_id : undefined, columns.id].filter((column) => column !== undefined);
  const by = order.length === 0 ? "" : ` ORDER BY ${order.map(quoted).join(", ")}`;
  return `SELECT ${fields.join(", ")} FROM ${table.quoted}${by}`;
}

/** An identifier in double quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function checkColumnFlags(columns: Readonly<Record<string, string>>): void {
  for (const key of Object.keys(columns)) {
    const [kind = "", field = ""] = key.split(".");
    const fields: readonly string[] = Object.hasOwn(FIELDS, kind) ? FIELDS[kind as LegacyTable] : [];
    if (fields.includes(field)) continue;
    const all = Object.entries(FIELDS).flatMap(([table, names]) => names.map((name) => `${table}.${name}`));
    throw invalid(`--column ${key} names no field; there are: ${all.join(", ")}`);
  }
}

function has(columns: readonly string[], name: string): boolean {
  return columns.some((column) => column.toLowerCase() === name);
}

function listed(tables: readonly FoundTable[]): string {
  const names = tables.map(({ name }) => name).filter((name) => !/^(django_|sqlite_)/.test(name));
  return names.length === 0 ? "no tables at all" : names.join(", ");
}

function invalid(message: string): DaystreakError {
  return new DaystreakError("request_invalid", message);
}
