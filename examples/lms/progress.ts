import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What a learner has finished so far. */
export interface Finished {
  readonly problems: ReadonlySet<string>;
  readonly lessons: ReadonlySet<string>;
}

/** The platform's own small database: what learners finished, and its secrets. Daystreak has its own. */
export interface Progress {
  readonly secret: string;
  /** A text that is made once and kept. */
  kept(name: string, make: () => string): string;
  finish(userId: string, kind: "problem" | "lesson", ref: string): void;
  finished(userId: string): Finished;
  close(): void;
}

/** Opens (and on first use makes) the database in this file. */
export function openProgress(file: string): Progress {
  mkdirSync(dirname(file), { recursive: true });
  const db = new DatabaseSync(file);
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA busy_timeout = 2000;
    CREATE TABLE IF NOT EXISTS finished (
      user_id TEXT NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL, PRIMARY KEY (user_id, kind, ref)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  `);
  const insertSetting = db.prepare("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING");
  const selectSetting = db.prepare("SELECT value FROM setting WHERE name = ?");
  const kept = (name: string, make: () => string): string => {
    insertSetting.run(name, make());
    return (selectSetting.get(name) as { value: string }).value;
  };
  const insert = db.prepare("INSERT INTO finished (user_id, kind, ref) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
  const select = db.prepare("SELECT kind, ref FROM finished WHERE user_id = ?");
  return {
    secret: kept("secret", () => randomBytes(32).toString("base64url")),
    kept,
    finish(userId, kind, ref) {
      insert.run(userId, kind, ref);
    },
    finished(userId) {
      const rows = select.all(userId) as { kind: string; ref: string }[];
      const refs = (kind: string): Set<string> =>
        new Set(rows.filter((row) => row.kind === kind).map((row) => row.ref));
      return { problems: refs("problem"), lessons: refs("lesson") };
    },
    close: () => db.close(),
  };
}
