import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { DaystreakError } from "../../core/errors.ts";
import { SCHEMA_VERSION } from "../schema/migrations.ts";
import { sqliteFailure } from "./failure.ts";

/** All pages in one step: the copy is of one instant, and a write meanwhile does not make it begin again. */
const WHOLE = 2 ** 31 - 1;
const BUSY_MS = 5_000;

/** A database file that was looked through from end to end. */
export interface VerifiedFile {
  readonly bytes: number;
  readonly users: number;
  readonly schemaVersion: number;
}

/**
 * Copies a database file that others may be writing to: as it is at one instant, everything committed before included.
 * Readers and writers go on meanwhile; only their log cannot be folded into the file until the copy is done. The copy is
 * verified and durable before it gets its name.
 * @throws DaystreakError `storage_unavailable` where either file cannot be used
 */
export async function copyDatabase(from: string, to: string): Promise<VerifiedFile> {
  const partial = `${to}.partial`;
  removeDatabase(partial);
  try {
    await transfer(from, partial);
    const verified = verifyDatabase(partial);
    flush(partial);
    renameSync(partial, to);
    flush(dirname(to) || ".");
    return verified;
  } catch (error) {
    removeDatabase(partial);
    throw sqliteFailure(error, to);
  }
}

/**
 * Puts a verified copy in the place of a database that nobody has open. It is written into the same file in one
 * transaction, so that a process which starts meanwhile sees the old content or the new.
 * @returns where a file that was too damaged to be written to was moved
 * @throws DaystreakError `conflict` where a process has the database open
 */
export async function replaceDatabase(from: string, to: string): Promise<string | undefined> {
  const damaged = existsSync(to) ? releaseDatabase(to) : undefined;
  try {
    await transfer(from, to);
    verifyDatabase(to);
    flush(to);
    return damaged;
  } catch (error) {
    throw sqliteFailure(error, to);
  }
}

/**
 * Reads a database file through and says what it holds.
 * @throws DaystreakError `storage_unavailable` where it is damaged or none of ours, `schema_too_new`
 */
export function verifyDatabase(path: string): VerifiedFile {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    const found = db.prepare("PRAGMA integrity_check(5)").all() as { integrity_check: string }[];
    const problems = found.map((row) => row.integrity_check).filter((text) => text !== "ok");
    if (problems.length > 0) {
      throw new DaystreakError("storage_unavailable", `${path} is damaged: ${problems.join("; ")}`);
    }
    const schemaVersion = schemaVersionOf(db, path);
    const { users } = db.prepare("SELECT count(*) AS users FROM user_state").get() as { users: number };
    return { bytes: statSync(path).size, users, schemaVersion };
  } catch (error) {
    throw sqliteFailure(error, path);
  } finally {
    db?.close();
  }
}

function schemaVersionOf(db: DatabaseSync, path: string): number {
  const known = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'").get();
  if (known === undefined) {
    throw new DaystreakError("storage_unavailable", `${path} is not a database of Daystreak: choose another file`);
  }
  const { version } = db.prepare("SELECT max(version) AS version FROM schema_version").get() as { version: number };
  if (version > SCHEMA_VERSION) {
    const text = `${path} has schema version ${version}, this Daystreak knows up to ${SCHEMA_VERSION}: run the newer one`;
    throw new DaystreakError("schema_too_new", text);
  }
  return version;
}

async function transfer(from: string, to: string): Promise<void> {
  const source = openSource(from);
  try {
    await backup(source, to, { rate: WHOLE });
  } finally {
    source.close();
  }
  // One file alone, without a log beside it: it can be moved, and read where nothing can be written.
  const copy = new DatabaseSync(to, { timeout: BUSY_MS });
  copy.exec("PRAGMA journal_mode = DELETE");
  copy.close();
}

/** Opens what is to be copied, so that a fault of it is not taken for one of the copy. */
function openSource(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    return db;
  } catch (error) {
    db?.close();
    throw sqliteFailure(error, path);
  }
}

/** Makes sure that nobody has a database open: only who is alone with it may end its write-ahead log. */
function releaseDatabase(path: string): string | undefined {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 0 });
    db.exec("PRAGMA journal_mode = DELETE");
    db.exec("BEGIN EXCLUSIVE; ROLLBACK");
    return undefined;
  } catch (error) {
    const failure = sqliteFailure(error, path);
    if (failure.code === "overloaded") {
      throw new DaystreakError("conflict", `${path} is in use: stop the process that has it open, then restore`, {
        cause: error,
      });
    }
    const isDamaged = /is damaged|is not a SQLite database/.test(failure.message);
    if (!isDamaged) throw failure;
  } finally {
    db?.close();
  }
  const aside = `${path}.damaged-${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}`;
  for (const end of ["", "-wal", "-shm"]) if (existsSync(path + end)) renameSync(path + end, aside + end);
  return aside;
}

function removeDatabase(path: string): void {
  for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(path + end, { force: true });
}

function flush(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
