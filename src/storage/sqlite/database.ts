import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { USER_HASH_KEY } from "../schema/add-shared-tables.ts";
import type { Dialect } from "../schema/dialect.ts";
import { migrations } from "../schema/migrations.ts";
import { pendingMigrations } from "../schema/version.ts";
import { sqliteFailure } from "./failure.ts";

/** How long a statement waits for another process to finish writing, in milliseconds. */
const BUSY_MS = 5_000;
/** Pages of the log after which it is folded into the file; rare and large, since only the worker waits for it. */
const CHECKPOINT_PAGES = 40_000;

/** How SQLite words the schema. */
export const SQLITE_DIALECT: Dialect = {
  types: { text: "TEXT", int: "INTEGER", big: "INTEGER", date: "TEXT", bytes: "BLOB", json: "TEXT", bool: "INTEGER" },
  table: (name) => name,
  keepsOrder: true,
  narrow: " STRICT, WITHOUT ROWID",
  rewritten: " STRICT",
};

/**
 * Opens (or makes) a database file and brings its schema up to date; two processes may do so at once.
 * @throws DaystreakError `storage_unavailable` where the file cannot be used, `schema_too_new` where it is ahead
 */
export function openDatabase(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    if (path !== ":memory:") mkdirSync(dirname(resolve(path)), { recursive: true });
    db = new DatabaseSync(path, { timeout: BUSY_MS });
    db.exec("PRAGMA journal_mode = WAL");
    db.exec("PRAGMA synchronous = FULL");
    db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.exec("PRAGMA cache_size = -131072");
    // What is erased must not be legible in free pages; measured, it costs nothing.
    db.exec("PRAGMA secure_delete = ON");
    migrate(db);
    return db;
  } catch (error) {
    if (db?.isOpen === true) db.close();
    throw sqliteFailure(error, path);
  }
}

/** Brings the schema of an open database up to date. */
export function migrate(db: DatabaseSync): void {
  const all = migrations(SQLITE_DIALECT);
  if (pendingMigrations(all, storedVersion(db)).length === 0) {
    assertWritable(db);
    return;
  }
  db.exec("BEGIN EXCLUSIVE");
  try {
    db.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY) STRICT");
    for (const { version, statements } of pendingMigrations(all, storedVersion(db))) {
      for (const statement of statements) db.exec(statement);
      db.prepare("INSERT INTO schema_version (version) VALUES (?)").run(version);
    }
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** The key under which erased users are remembered. */
export function userHashKey(db: DatabaseSync): string {
  const row = db.prepare("SELECT value FROM secret WHERE name = ?").get(USER_HASH_KEY);
  return row?.value as string;
}

function storedVersion(db: DatabaseSync): number {
  const known = db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'schema_version'").get();
  if (known?.n === 0) return 0;
  const row = db.prepare("SELECT max(version) AS version FROM schema_version").get();
  return (row?.version as number | null) ?? 0;
}

/** A file that can only be read is refused when it is opened, not at the first write. */
function assertWritable(db: DatabaseSync): void {
  db.exec("BEGIN IMMEDIATE");
  db.exec("ROLLBACK");
}
