import pg from "pg";
import type { DaySets } from "../../src/metrics/day-sets.ts";
import { askAll, type ScreenRival, usersByDate } from "./screen-rival.ts";

/** PostgreSQL with memory for sorts and hashes that a report may use, and two workers beside the one that asks. */
export async function openPostgresRows(url: string, sets: DaySets): Promise<ScreenRival> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("SET work_mem = '512MB'");
  await client.query("SET maintenance_work_mem = '1GB'");
  await client.query("SET max_parallel_workers_per_gather = 2");
  const startedAt = performance.now();
  await client.query("CREATE TABLE user_day (user_id integer NOT NULL, day integer NOT NULL)");
  for (const [day, users] of usersByDate(sets)) {
    const text = "INSERT INTO user_day SELECT unnest($1::int[]), $2::int";
    await client.query({ name: "load", text, values: [`{${users.join(",")}}`, day] });
  }
  await client.query("ALTER TABLE user_day ADD PRIMARY KEY (user_id, day)");
  await client.query("VACUUM ANALYZE user_day");
  return {
    name: "PostgreSQL",
    ratio: 20,
    loadSeconds: (performance.now() - startedAt) / 1000,
    ask: () => askAll(async (text) => (await client.query<unknown[]>({ text, rowMode: "array" })).rows),
    close: () => client.end(),
  };
}
