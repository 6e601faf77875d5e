import type { Row } from "../rows/cell.ts";
import { STATE_CREATED_AT, STATE_VERSION } from "../rows/state-row.ts";
import {
  ACTIVITY,
  DAILY_ACTIVITY,
  ERASURE,
  FOLLOWING_TABLES,
  PROTECTION,
  type Table,
  USER_STATE,
  ZONE_CHANGE,
} from "../schema/tables.ts";
import { onConflict, type TableName } from "../sql.ts";
import { columnLiterals, rowsOf, textLiteral } from "./array-literal.ts";

/** A statement with a name, under which a connection keeps it prepared. The same name always has the same text. */
interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A statement with its parameters. */
export interface Query extends Statement {
  readonly values: readonly (string | number | null)[];
}

/** The rows that one batch writes into one table. */
export interface TableRows {
  readonly table: Table;
  readonly rows: readonly Row[];
}

/** What a batch is news of; whoever is not written is left out by name. */
export interface BatchNews {
  readonly at: number;
  readonly id: string;
  readonly text: string;
  /** Users of the batch. */
  readonly users: number;
}

/** What one batch loads: pairs of user and key, and users. */
interface LoadLists {
  readonly days: readonly (readonly [string, string])[];
  readonly identities: readonly (readonly [string, string])[];
  /** Pairs of user and first instant. */
  readonly sightings: readonly (readonly [string, string])[];
  readonly zones: readonly string[];
  readonly protections: readonly string[];
  /** Hashes of users. */
  readonly erasures: readonly string[];
}

/** Names the part of {@link StatementBook.load} that a row belongs to. */
export type LoadPart = "days" | "identities" | "sightings" | "zones" | "protections" | "erasures";

/** The statements over whole batches. */
export interface StatementBook {
  readonly states: Statement;
  /** Those of the users whose state rows nobody holds. */
  readonly free: Statement;
  /** One read of everything that `needs` named; parts that nobody asked for are left out of the text. */
  load(lists: LoadLists): Query;
  /**
   * One write of everything: only users whose state row was won get their other rows. Gives the winners. Fails whole, as
   * `isVanished`, where a row to be changed is gone.
   */
  write(states: readonly Row[], following: readonly TableRows[], news: BatchNews | undefined): Query;
}

const LOADED: Readonly<Record<LoadPart, Table>> = {
  days: DAILY_ACTIVITY,
  identities: ACTIVITY,
  sightings: ACTIVITY,
  zones: ZONE_CHANGE,
  protections: PROTECTION,
  erasures: ERASURE,
};

/** The table whose columns a part of a load carries, and how many of them. */
export function loadedTable(part: LoadPart): { table: Table; width: number } {
  const table = LOADED[part];
  return { table, width: WIDTHS[part] ?? table.columns.length };
}

/** Parts that need only the first columns of their table. */
const WIDTHS: { readonly [P in LoadPart]?: number } = {
  identities: ACTIVITY.columns.indexOf("id") + 1,
  sightings: ACTIVITY.columns.indexOf("own_zone") + 1,
};

/** Builds the statements for tables named so; texts are made once for each combination of parts. */
export function createStatementBook(name: TableName): StatementBook {
  const texts = new Map<string, string>();
  const remembered = (key: string, make: () => string): string => {
    let text = texts.get(key);
    if (text === undefined) {
      text = make();
      texts.set(key, text);
    }
    return text;
  };

  return {
    states: {
      name: "states",
      text: `SELECT ${USER_STATE.columns.join(", ")} FROM ${name(USER_STATE.name)} WHERE user_id = ANY($1::text[])`,
    },
    free: {
      name: "free",
      text:
        `SELECT user_id FROM ${name(USER_STATE.name)} WHERE user_id = ANY($1::text[]) ` +
        "FOR NO KEY UPDATE SKIP LOCKED",
    },
    load(lists) {
      const parts = (Object.keys(LOADED) as LoadPart[]).filter((part) => lists[part].length > 0);
      const key = `load ${parts.join(" ")}`;
      return { name: key, text: remembered(key, () => loadText(name, parts)), values: loadValues(lists) };
    },
    write(states, following, news) {
      const present = following.filter(({ rows }) => rows.length > 0);
      const key = `write ${present.map(({ table }) => table.name).join(" ")}`;
      const tables = present.map(({ table }) => table);
      const values = [{ table: USER_STATE, rows: states.map(proposed) }, ...present].flatMap((part) =>
        columnLiterals(part.table, part.rows),
      );
      if (news === undefined)
        return { name: nameOf(key, tables), text: remembered(key, () => writeText(name, tables, false)), values };
      return {
        name: `${nameOf(key, tables)}n`,
        text: remembered(`${key} news`, () => writeText(name, tables, true)),
        values: [...values, news.at, news.id, news.text, news.users],
      };
    },
  };
}

/** PostgreSQL cuts names at 63 bytes, so tables go by their number. */
function nameOf(key: string, tables: readonly Table[]): string {
  return `${key.slice(0, 5)}${tables.map((table) => FOLLOWING_TABLES.indexOf(table)).join("")}`;
}

/**
 * A state row as it is proposed: where there must be one already, with the instant of its creation turned below 0, which
 * no row has. An update never takes it over; an insert would, and shows by it that the row was erased since it was read.
 */
function proposed(state: Row): Row {
  return state[STATE_VERSION] === 1 ? state : state.with(STATE_CREATED_AT, -1 - (state[STATE_CREATED_AT] as number));
}

/** The row of somebody who was erased and came back is another one, whatever its version. */
const SAME_LIFE = ` AND ${USER_STATE.name}.created_at = -1 - EXCLUDED.created_at`;

function writeText(name: TableName, tables: readonly Table[], leavesNews: boolean): string {
  let parameter = 1;
  const insert = (table: Table, join: string): string => {
    const { columns, from } = rowsOf(table, parameter);
    parameter += table.columns.length;
    return `INSERT INTO ${name(table.name)} (${table.columns.join(", ")}) SELECT ${columns} FROM ${from}${join} ${onConflict(table)}${table === USER_STATE ? SAME_LIFE : ""}`;
  };
  const won = `won AS (${insert(USER_STATE, "")} RETURNING user_id, created_at)`;
  const rest = tables.map((table) => `new_${table.name} AS (${insert(table, " JOIN won USING (user_id)")})`);
  if (leavesNews) rest.push(newsInsert(name, parameter));
  // The division fails, and undoes the statement, where a row was inserted that should have been changed.
  const winners = "SELECT user_id, 1 / (CASE WHEN created_at < 0 THEN 0 ELSE 1 END) FROM won";
  return `WITH ${[won, ...rest].join(", ")} ${winners}`;
}

/** One row for the batch, where anybody was written; it names the winners only where somebody lost. */
function newsInsert(name: TableName, first: number): string {
  const [at, id, text, users] = [0, 1, 2, 3].map((i) => `$${first + i}`);
  const winners = `CASE WHEN count(*) < ${users}::int THEN json_agg(user_id)::text END`;
  return (
    `news AS (INSERT INTO ${name("day_news")} (at, id, users, winners, counted) ` +
    `SELECT ${at}::bigint, ${id}::text, ${text}::text, ${winners}, 0 FROM won HAVING count(*) > 0)`
  );
}

function loadText(name: TableName, parts: readonly LoadPart[]): string {
  const width = Math.max(...parts.map((part) => loadedTable(part).width));
  let parameter = 0;
  const next = (type: string): string => `$${++parameter}::${type}[]`;
  const source = (part: LoadPart, table: Table): string => {
    if (part === "days")
      return `JOIN unnest(${next("text")}, ${next("date")}) AS w(user_id, date) USING (user_id, date)`;
    if (part === "identities")
      return `JOIN unnest(${next("text")}, ${next("text")}) AS w(user_id, id) USING (user_id, id)`;
    if (part === "sightings")
      return `JOIN unnest(${next("text")}, ${next("bigint")}) AS w(user_id, since) USING (user_id) WHERE ${table.name}.at >= w.since`;
    if (part === "erasures") return `WHERE user_hash = ANY(${next("text")})`;
    return `WHERE ${table.name}.user_id = ANY(${next("text")})`;
  };
  const selects = parts.map((part) => {
    const { table, width: own } = loadedTable(part);
    const columns = table.columns.slice(0, own).map((column) => `${table.name}.${column}::text`);
    while (columns.length < width) columns.push("NULL::text");
    return `SELECT '${part}', ${columns.join(", ")} FROM ${name(table.name)} ${source(part, table)}`;
  });
  return selects.join(" UNION ALL ");
}

function loadValues(lists: LoadLists): string[] {
  const values: string[] = [];
  for (const pairs of [lists.days, lists.identities, lists.sightings]) {
    if (pairs.length > 0)
      values.push(textLiteral(pairs.map((pair) => pair[0])), textLiteral(pairs.map((pair) => pair[1])));
  }
  for (const users of [lists.zones, lists.protections, lists.erasures])
    if (users.length > 0) values.push(textLiteral(users));
  return values;
}
