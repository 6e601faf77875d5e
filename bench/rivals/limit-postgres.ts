import pg from "pg";
import { columnLiterals, rowsOf } from "../../src/storage/postgres/array-literal.ts";
import { migratePostgres } from "../../src/storage/postgres/migrate.ts";
import { DAILY_ACTIVITY, FACT, type Table, USER_STATE } from "../../src/storage/schema/tables.ts";
import { inFlight as keepInFlight } from "../support/rounds.ts";
import { batchesOf, createReadyRows, type ReadyRows } from "./ready-rows.ts";
import type { Rival } from "./rival.ts";

const DAY_MS = 86_400_000;
const TABLES = [USER_STATE, DAILY_ACTIVITY, FACT] as const;

/**
 * The limit of PostgreSQL: the same rows in the same tables with the same durability, made beforehand and written by one
 * named statement a batch over `unnest`, without reading or guarding anything. What is in flight is shared among the
 * connections: with two of them, one batch is put into words while another is written.
 */
export async function limitOnPostgres(url: string, firstDay: number, connections: number): Promise<Rival> {
  await migratePostgres(url, undefined, (name) => name);
  const pool = new pg.Pool({ connectionString: url, max: connections });
  const text = statement();
  const readyRows = createReadyRows(firstDay);
  let now = firstDay;

  function write({ states, days, facts }: ReadyRows): Promise<unknown> {
    const values = [
      columnLiterals(USER_STATE, states),
      columnLiterals(DAILY_ACTIVITY, days),
      columnLiterals(FACT, facts),
    ].flat();
    return pool.query({ name: "batch", text, values });
  }

  return {
    async nextDay(users, inFlight) {
      now += DAY_MS;
      const batches = [...batchesOf(readyRows(now, users), Math.ceil(inFlight / connections))];
      return users.length / (await keepInFlight(batches, connections, write));
    },
    close: () => pool.end(),
  };
}

function statement(): string {
  let parameter = 1;
  const insert = (table: Table): string => {
    const { columns, from } = rowsOf(table, parameter);
    parameter += table.columns.length;
    return `INSERT INTO ${table.name} (${table.columns.join(", ")}) SELECT ${columns} FROM ${from}`;
  };
  const [states, days, facts] = TABLES.map(insert) as [string, string, string];
  const set = USER_STATE.columns.slice(1).map((column) => `${column} = EXCLUDED.${column}`);
  return `WITH s AS (${states} ON CONFLICT (user_id) DO UPDATE SET ${set.join(", ")}), d AS (${days}) ${facts}`;
}
