import type { Row } from "../../src/storage/rows/cell.ts";
import { DAILY_ACTIVITY, FACT, type Table, USER_STATE } from "../../src/storage/schema/tables.ts";
import { openDatabase } from "../../src/storage/sqlite/database.ts";
import { batchesOf, createReadyRows } from "./ready-rows.ts";
import type { Rival } from "./rival.ts";

const DAY_MS = 86_400_000;

/**
 * The limit of SQLite: the same rows in the same tables with the same durability, made beforehand and written by a prepared
 * loop, one transaction a batch, in this process, without reading or guarding anything.
 */
export function limitOnSqlite(path: string, firstDay: number): Rival {
  const db = openDatabase(path);
  const insert = (table: Table, verb: string): string =>
    `${verb} INTO ${table.name} (${table.columns.join(", ")}) VALUES (${table.columns.map(() => "?").join(", ")})`;
  const rest = USER_STATE.columns.slice(1);
  const addState = db.prepare(insert(USER_STATE, "INSERT"));
  const saveState = db.prepare(
    `UPDATE user_state SET ${rest.map((column) => `${column} = ?`).join(", ")} WHERE user_id = ?`,
  );
  const addDay = db.prepare(insert(DAILY_ACTIVITY, "INSERT"));
  const addFact = db.prepare(insert(FACT, "INSERT"));
  const readyRows = createReadyRows(firstDay);
  const known = new Set<string>();
  let now = firstDay;

  return {
    async nextDay(users, inFlight) {
      now += DAY_MS;
      const batches = [...batchesOf(readyRows(now, users), inFlight)];
      // An UPDATE is quicker than an upsert where the row is known to be there; its parameters are made ready, too.
      const ready = batches.map((batch) => ({
        ...batch,
        states: batch.states.map((row): { add: boolean; row: Row } => {
          const id = row[0] as string;
          const add = !known.has(id);
          known.add(id);
          return { add, row: add ? row : [...row.slice(1), id] };
        }),
      }));
      const startedAt = performance.now();
      for (const { states, days, facts } of ready) {
        db.exec("BEGIN IMMEDIATE");
        for (const { add, row } of states) (add ? addState : saveState).run(...row);
        for (const row of days) addDay.run(...row);
        for (const row of facts) addFact.run(...row);
        db.exec("COMMIT");
      }
      return users.length / ((performance.now() - startedAt) / 1000);
    },
    async close() {
      db.close();
    },
  };
}
