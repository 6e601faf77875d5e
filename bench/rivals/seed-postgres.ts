import pg from "pg";
import { inFlight as keepInFlight } from "../support/rounds.ts";
import type { Rival } from "./rival.ts";
import { nextStreak, seedDate } from "./seed-logic.ts";

const DAY_MS = 86_400_000;
const CONNECTIONS = 16;

const FIND_STREAK = {
  name: "find_streak",
  text: "SELECT id, current_streak, max_streak, last_activity_date::text FROM streak WHERE user_id = $1",
};
const ADD_STREAK = {
  name: "add_streak",
  text: "INSERT INTO streak (user_id, current_streak, max_streak) VALUES ($1, 0, 0) ON CONFLICT (user_id) DO NOTHING RETURNING id",
};
const FIND_DAY = { name: "find_day", text: "SELECT id, status FROM daily_activity WHERE user_id = $1 AND date = $2" };
const ADD_DAY = {
  name: "add_day",
  text:
    "INSERT INTO daily_activity (user_id, date, status, problems_solved, lesson_ids) VALUES ($1, $2, 'partial', 0, '[]') " +
    "ON CONFLICT (user_id, date) DO NOTHING",
};
const SAVE_STREAK = {
  name: "save_streak",
  text: "UPDATE streak SET current_streak = $1, max_streak = $2, last_activity_date = $3 WHERE id = $4",
};

/**
 * The original's logic on PostgreSQL, as kindly as it can be put: get-or-create of the streak and of the day, read,
 * change, save, one transaction a request. Without an ORM, with named prepared statements, over 16 connections. The day
 * is created with its status, where the original saves it a second time.
 */
export async function seedOnPostgres(url: string, firstDay: number): Promise<Rival> {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });
  await pool.query(
    "CREATE TABLE streak (id bigserial PRIMARY KEY, user_id integer NOT NULL UNIQUE, current_streak integer NOT NULL, " +
      "max_streak integer NOT NULL, last_activity_date date) WITH (fillfactor = 80)",
  );
  await pool.query(
    "CREATE TABLE daily_activity (id bigserial PRIMARY KEY, user_id integer NOT NULL, date date NOT NULL, " +
      "status varchar(10) NOT NULL, problems_solved integer NOT NULL, lesson_ids jsonb NOT NULL, UNIQUE (user_id, date))",
  );
  let now = firstDay;

  async function request(user: number, today: string): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      const found = (await client.query({ ...FIND_STREAK, values: [user] })).rows[0];
      const row = found ?? (await client.query({ ...ADD_STREAK, values: [user] })).rows[0];
      const days = await client.query({ ...FIND_DAY, values: [user, today] });
      if (days.rows.length === 0) await client.query({ ...ADD_DAY, values: [user, today] });
      const streak = {
        current: row.current_streak ?? 0,
        max: row.max_streak ?? 0,
        lastDate: row.last_activity_date ?? null,
      };
      const next = nextStreak(streak, today);
      if (next !== streak) {
        await client.query({ ...SAVE_STREAK, values: [next.current, next.max, next.lastDate, row.id] });
      }
      await client.query("COMMIT");
    } finally {
      client.release();
    }
  }

  return {
    async nextDay(users, inFlight) {
      now += DAY_MS;
      const today = seedDate(now);
      return users.length / (await keepInFlight(users, inFlight, (user) => request(user, today)));
    },
    close: () => pool.end(),
  };
}
