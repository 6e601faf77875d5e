import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DaystreakError } from "../../core/errors.ts";
import { commonLooks, type Probe, type ProbeRead, type Room } from "../probe.ts";
import { sqliteFailure } from "./failure.ts";

const BUSY_MS = 5_000;

/** A look at a SQLite file. @throws DaystreakError `storage_unavailable` where it is not there, or cannot be used */
export function openSqliteProbe(path: string): Probe {
  if (!existsSync(path)) {
    throw new DaystreakError("storage_unavailable", `there is no database at ${path}: name it with --database`);
  }
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    requireWritable(path);
    return probeOf(db, path);
  } catch (error) {
    db?.close();
    throw sqliteFailure(error, path);
  }
}

function probeOf(db: DatabaseSync, path: string): Probe {
  const read: ProbeRead = async (sql, values = []) => {
    try {
      const statement = db.prepare(sql.replaceAll(/\$(\d+)/g, "?$1"));
      statement.setReturnArrays(true);
      return statement.all(...values) as unknown as unknown[][];
    } catch (error) {
      throw sqliteFailure(error, path);
    }
  };
  const one = (sql: string): Record<string, unknown> => db.prepare(sql).get() as Record<string, unknown>;
  const isKnown = one("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'schema_version'").n === 1;
  return {
    kind: "sqlite",
    engine: `SQLite ${one("SELECT sqlite_version() AS v").v}`,
    schemaVersion: isKnown ? Number(one("SELECT coalesce(max(version), 0) AS v FROM schema_version").v) : 0,
    clock: async () => Date.now(),
    ...commonLooks(read),
    async room(): Promise<Room> {
      const disk = statfsSync(dirname(resolve(path)));
      const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
      return {
        databaseBytes: statSync(path).size,
        logBytes: log?.size ?? 0,
        freeBytes: disk.bavail * disk.bsize,
      };
    },
    async close() {
      db.close();
    },
  };
}

/** The service needs to write the file and, for its log, the folder. */
function requireWritable(path: string): void {
  for (const place of [path, dirname(resolve(path))]) {
    try {
      accessSync(place, constants.W_OK);
    } catch (cause) {
      const text = `${place} cannot be written by this user: run as the service's user, or give it write access`;
      throw new DaystreakError("storage_unavailable", text, { cause });
    }
  }
}
