import { DatabaseSync } from "node:sqlite";
import type { Rival } from "./rival.ts";
import { nextStreak, seedDate } from "./seed-logic.ts";

const DAY_MS = 86_400_000;

/**
 * The original's logic on SQLite, as kindly as it can be put: get-or-create of the streak and of the day, read, change,
 * save, one transaction a request. In this process and without an ORM, with prepared statements, a write-ahead log and
 * the same durability. The day is created with its status, where the original saves it a second time.
 */
export function seedOnSqlite(path: string, firstDay: number): Rival {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = FULL");
  db.exec("PRAGMA wal_autocheckpoint = 40000");
  db.exec("PRAGMA cache_size = -131072");
  db.exec(
    "CREATE TABLE streak (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL UNIQUE, current_streak INTEGER NOT NULL, " +
      "max_streak INTEGER NOT NULL, last_activity_date TEXT) STRICT",
  );
  db.exec(
    "CREATE TABLE daily_activity (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, date TEXT NOT NULL, " +
      "status TEXT NOT NULL, problems_solved INTEGER NOT NULL, lesson_ids TEXT NOT NULL, UNIQUE (user_id, date)) STRICT",
  );
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const findStreak = db.prepare(
    "SELECT id, current_streak, max_streak, last_activity_date FROM streak WHERE user_id = ?",
  );
  const addStreak = db.prepare(
    "INSERT INTO streak (user_id, current_streak, max_streak) VALUES (?, 0, 0) RETURNING id",
  );
  const findDay = db.prepare("SELECT id, status FROM daily_activity WHERE user_id = ? AND date = ?");
  const addDay = db.prepare(
    "INSERT INTO daily_activity (user_id, date, status, problems_solved, lesson_ids) VALUES (?, ?, 'partial', 0, '[]')",
  );
  const saveStreak = db.prepare(
    "UPDATE streak SET current_streak = ?, max_streak = ?, last_activity_date = ? WHERE id = ?",
  );
  let now = firstDay;

  function request(user: number, today: string): void {
    begin.run();
    const row = findStreak.get(user) ?? { ...addStreak.get(user), current_streak: 0, max_streak: 0 };
    if (findDay.get(user, today) === undefined) addDay.run(user, today);
    const { id, current_streak: current, max_streak: max, last_activity_date: last } = row as Record<string, unknown>;
    const streak = { current: current as number, max: max as number, lastDate: (last as string | null) ?? null };
    const next = nextStreak(streak, today);
    if (next !== streak) saveStreak.run(next.current, next.max, next.lastDate, id as number);
    commit.run();
  }

  return {
    // Each call is over when it returns: more of them in flight would change nothing.
    async nextDay(users) {
      now += DAY_MS;
      const today = seedDate(now);
      const startedAt = performance.now();
      for (const user of users) request(user, today);
      return users.length / ((performance.now() - startedAt) / 1000);
    },
    async close() {
      db.close();
    },
  };
}
