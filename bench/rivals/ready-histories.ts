import pg from "pg";
import { decide } from "../../src/core/decide.ts";
import type { RuleBook } from "../../src/core/rules.ts";
import { emptyState } from "../../src/core/state.ts";
import { openDjango } from "../../src/importers/django/open-source.ts";
import { createLedger } from "../../src/importers/legacy/ledger.ts";
import { readLegacy } from "../../src/importers/legacy/read-legacy.ts";
import { migratePostgres } from "../../src/storage/postgres/migrate.ts";
import { createStatementBook } from "../../src/storage/postgres/statements.ts";
import type { Row } from "../../src/storage/rows/cell.ts";
import { dayToRow } from "../../src/storage/rows/day-row.ts";
import { factToRow } from "../../src/storage/rows/log-rows.ts";
import { stateToRow } from "../../src/storage/rows/state-row.ts";
import { DAILY_ACTIVITY, FACT, type Table, USER_STATE } from "../../src/storage/schema/tables.ts";
import { onConflict } from "../../src/storage/sql.ts";
import { openDatabase } from "../../src/storage/sqlite/database.ts";
import { inFlight } from "../support/rounds.ts";

/** The rows of one batch of imported users. */
interface ReadyBatch {
  readonly states: Row[];
  readonly days: Row[];
  readonly facts: Row[];
}

/** Day rows of one batch. */
const BATCH_ROWS = 3_000;

/** Makes the very rows that an import of a Django file writes, so that nothing is left to do but to write them. */
export async function readyHistories(path: string, now: number, book: RuleBook): Promise<ReadyBatch[]> {
  const source = await openDjango(path, {});
  const ledger = createLedger(source.tables, () => undefined);
  const nothing = { days: new Map(), identities: new Set<string>(), zones: [], sightings: [], protections: [] };
  const batches: ReadyBatch[] = [];
  let batch: ReadyBatch = { states: [], days: [], facts: [] };
  const options = { source, ledger, now, earliest: 0, zone: "UTC", goalProblems: 3, ownSince: () => undefined };
  for await (const { userId, history } of readLegacy(options)) {
    const decision = decide(emptyState(userId, now), nothing, [{ kind: "legacy", history }], now, book);
    batch.states.push(stateToRow(decision.state));
    batch.days.push(...decision.days.map((day) => dayToRow(userId, day)));
    batch.facts.push(...decision.facts.map((fact) => factToRow(userId, fact)));
    if (batch.days.length < BATCH_ROWS) continue;
    batches.push(batch);
    batch = { states: [], days: [], facts: [] };
  }
  batches.push(batch);
  await source.close();
  return batches;
}

/** The same upserts on SQLite by a prepared loop, one transaction a batch. @returns seconds */
export function writeToSqlite(path: string, batches: readonly ReadyBatch[]): number {
  const db = openDatabase(path);
  const upsert = (table: Table) => {
    const values = table.columns.map(() => "?").join(", ");
    return db.prepare(
      `INSERT INTO ${table.name} (${table.columns.join(", ")}) VALUES (${values}) ${onConflict(table)}`,
    );
  };
  const [state, day, fact] = [upsert(USER_STATE), upsert(DAILY_ACTIVITY), upsert(FACT)];
  const startedAt = performance.now();
  for (const { states, days, facts } of batches) {
    db.exec("BEGIN IMMEDIATE");
    for (const row of states) state.run(...row);
    for (const row of days) day.run(...row);
    for (const row of facts) fact.run(...row);
    db.exec("COMMIT");
  }
  const seconds = (performance.now() - startedAt) / 1000;
  db.close();
  return seconds;
}

/** The same upserts on PostgreSQL by one named statement a batch, on as many connections as an import uses. @returns seconds */
export async function writeToPostgres(url: string, batches: readonly ReadyBatch[]): Promise<number> {
  await migratePostgres(url, undefined, (name) => name);
  const connections = 3;
  const pool = new pg.Pool({ connectionString: url, max: connections });
  const book = createStatementBook((name) => name);
  const seconds = await inFlight(batches, connections, ({ states, days, facts }) => {
    const following = [
      { table: DAILY_ACTIVITY, rows: days },
      { table: FACT, rows: facts },
    ];
    const { name, text, values } = book.write(states, following, undefined);
    return pool.query({ name, text, values: [...values] });
  });
  await pool.end();
  return seconds;
}
