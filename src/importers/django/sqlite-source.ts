import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { DaystreakError } from "../../core/errors.ts";
import type { LegacySource, LegacyTable, RawRow } from "../legacy/legacy-source.ts";
import {
  type ChosenTable,
  type FoundTable,
  findSchema,
  quoted,
  type SchemaOptions,
  selectAll,
} from "./django-schema.ts";

/** Rows given at a time. */
const HANDFUL = 1_000;
const SQLITE_MAGIC = "SQLite format 3\0";

/**
 * Opens a Django database in a SQLite file, compressed or not, to read it as it is: one state of it, whatever is written
 * meanwhile, and never written to.
 * @throws DaystreakError `request_invalid` where it cannot be read, or is something else
 */
export async function openSqliteSource(path: string, options: SchemaOptions): Promise<LegacySource> {
  const file = await plainFile(path);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file.path, { readOnly: true });
    return readFrom(db, path, options, file.remove);
  } catch (cause) {
    if (db?.isOpen === true) db.close();
    await file.remove();
    if (cause instanceof DaystreakError) throw cause;
    throw unreadable(path, cause);
  }
}

function readFrom(db: DatabaseSync, path: string, options: SchemaOptions, remove: () => Promise<void>): LegacySource {
  // A transaction that reads sees one state of the database until it ends.
  db.exec("BEGIN");
  const schema = findSchema(tablesOf(db), options);
  const count = (chosen: ChosenTable | undefined): number =>
    chosen === undefined
      ? 0
      : (db.prepare(`SELECT count(*) AS n FROM ${chosen.table.quoted}`).get() as { n: number }).n;
  return {
    name: path,
    tables: {
      users: schema.users?.table.name,
      streaks: schema.streaks?.table.name,
      days: schema.days?.table.name,
    },
    counts: { users: count(schema.users), streaks: count(schema.streaks), days: count(schema.days) },
    async *rows<T extends LegacyTable>(table: T): AsyncGenerator<readonly RawRow<T>[]> {
      const chosen = schema[table];
      if (chosen === undefined) return;
      let handful: RawRow<T>[] = [];
      try {
        for (const row of db.prepare(selectAll(chosen, table, safely)).iterate()) {
          handful.push(row as unknown as RawRow<T>);
          if (handful.length < HANDFUL) continue;
          yield handful;
          handful = [];
          await setImmediate();
        }
      } catch (cause) {
        if (cause instanceof DaystreakError) throw cause;
        throw unreadable(path, cause);
      }
      if (handful.length > 0) yield handful;
    },
    async close() {
      if (db.isOpen) db.close();
      await remove();
    },
  };
}

/** Integers that JavaScript cannot hold come as text. */
function safely(column: string): string {
  const isLarge = `typeof(${column}) = 'integer' AND ${column} NOT BETWEEN -9007199254740991 AND 9007199254740991`;
  return `CASE WHEN ${isLarge} THEN CAST(${column} AS TEXT) ELSE ${column} END`;
}

function tablesOf(db: DatabaseSync): FoundTable[] {
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name").all();
  return names.map(({ name }) => {
    const table = quoted(String(name));
    const columns = db.prepare(`PRAGMA table_info(${table})`).all();
    const keys = db.prepare(`PRAGMA foreign_key_list(${table})`).all();
    return {
      name: String(name),
      quoted: table,
      columns: columns.map((column) => String(column.name)),
      refers: Object.fromEntries(keys.map((key) => [String(key.from).toLowerCase(), String(key.table)])),
    };
  });
}

/** The file itself, or what is packed in it, unpacked for as long as it is read. */
async function plainFile(path: string): Promise<{ path: string; remove(): Promise<void> }> {
  const head = await headOf(path);
  if (head.toString("latin1").startsWith(SQLITE_MAGIC)) return { path, remove: async () => undefined };
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    const text = head.toString("utf8");
    const isDump = /PostgreSQL database dump|^--|^PGDMP/.test(text);
    const advice = isDump
      ? "it is a dump: load it into PostgreSQL (createdb legacy; psql legacy < FILE) and give that database's URL"
      : "it is no SQLite file: give the database file of the Django app, or the URL of its PostgreSQL";
    throw new DaystreakError("request_invalid", `${path} cannot be imported: ${advice}`);
  }
  const folder = await mkdtemp(join(tmpdir(), "daystreak-import-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const unpacked = join(folder, "legacy.sqlite3");
  try {
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(unpacked));
    await plainFile(unpacked);
  } catch (cause) {
    await remove();
    if (cause instanceof DaystreakError) throw new DaystreakError(cause.code, cause.message.replace(unpacked, path));
    throw unreadable(path, cause);
  }
  return { path: unpacked, remove };
}

async function headOf(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): DaystreakError {
  return new DaystreakError("request_invalid", `cannot read ${path}: ${(cause as Error).message}`, { cause });
}
