import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";

const TABLES = [
  ["user_state", "user_id"],
  ["daily_activity", "user_id, date"],
  ["fact", "user_id, key"],
] as const;

/** One checksum over all rows of users' data in a SQLite file. */
export async function checksumOfSqlite(path: string): Promise<string> {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const hash = createHash("md5");
    for (const [table, order] of TABLES) {
      const rows = db.prepare(`SELECT * FROM ${table} ORDER BY ${order}`);
      rows.setReturnArrays(true);
      for (const row of rows.iterate()) hash.update(JSON.stringify(row));
    }
    return hash.digest("hex");
  } finally {
    db.close();
  }
}

/** One checksum over all rows of users' data in a PostgreSQL database. */
export async function checksumOfPostgres(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const sums: string[] = [];
    for (const [table] of TABLES) {
      const { rows } = await client.query(
        `SELECT count(*) || ':' || sum(hashtextextended(t::text, 0)) AS sum FROM ${table} t`,
      );
      sums.push(rows[0].sum);
    }
    return sums.join(" ");
  } finally {
    await client.end();
  }
}
