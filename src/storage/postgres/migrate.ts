import pg from "pg";
import { DaystreakError } from "../../core/errors.ts";
import type { Dialect } from "../schema/dialect.ts";
import { migrations } from "../schema/migrations.ts";
import { pendingMigrations } from "../schema/version.ts";
import type { TableName } from "../sql.ts";
import { POSTGRES_TYPES } from "./array-literal.ts";
import { postgresFailure } from "./failure.ts";

/** The advisory lock that one migrating process holds: "DAYS" in ASCII. */
const LOCK = 0x44415953;
const CONNECT_MS = 5_000;

/**
 * Brings the schema of a database up to date. Processes that start together wait for one another.
 * @throws DaystreakError `schema_too_new`, `storage_unavailable`, `config_invalid` for a database that is not UTF-8
 */
export async function migratePostgres(url: string, schema: string | undefined, table: TableName): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  // A connection that breaks fails the statement under way; nothing else listens.
  client.on("error", () => {});
  try {
    await client.connect();
    await requireUtf8(client);
    const all = migrations(postgresDialect(table));
    if (pendingMigrations(all, await storedVersion(client, table)).length === 0) return;
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    if (schema !== undefined) await client.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)}`);
    await client.query(`CREATE TABLE IF NOT EXISTS ${table("schema_version")} (version integer NOT NULL PRIMARY KEY)`);
    for (const migration of pendingMigrations(all, await storedVersion(client, table))) {
      await client.query("BEGIN");
      for (const statement of migration.statements) await client.query(statement);
      await client.query(`INSERT INTO ${table("schema_version")} (version) VALUES ($1)`, [migration.version]);
      await client.query("COMMIT");
    }
  } catch (error) {
    throw postgresFailure(error);
  } finally {
    // Ends the session, and with it the lock and a transaction that failed half-way.
    await client.end().catch(() => {});
  }
}

/** Texts are ordered by code point, as in SQLite, whatever the collation of the database. */
export function postgresDialect(table: TableName): Dialect {
  return {
    types: { ...POSTGRES_TYPES, text: 'text COLLATE "C"' },
    table,
    keepsOrder: false,
    narrow: "",
    rewritten: " WITH (fillfactor = 80)",
  };
}

async function storedVersion(client: pg.Client, table: TableName): Promise<number> {
  const known = await client.query<{ known: boolean }>("SELECT to_regclass($1) IS NOT NULL AS known", [
    table("schema_version"),
  ]);
  if (known.rows[0]?.known !== true) return 0;
  const rows = await client.query<{ version: number | null }>(
    `SELECT max(version) AS version FROM ${table("schema_version")}`,
  );
  return rows.rows[0]?.version ?? 0;
}

async function requireUtf8(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>("SHOW server_encoding");
  const encoding = rows[0]?.server_encoding;
  if (encoding !== "UTF8") {
    const what = `the database is encoded as ${encoding}: create it with ENCODING 'UTF8' TEMPLATE template0`;
    throw new DaystreakError("config_invalid", what);
  }
}
