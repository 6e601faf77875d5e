import { join } from "node:path";
import { DuckDBDataChunk, DuckDBInstance, INTEGER } from "@duckdb/node-api";
import type { DaySets } from "../../src/metrics/day-sets.ts";
import { askAll, type ScreenRival, usersByDate } from "./screen-rival.ts";

/** Rows of one vector of DuckDB. */
const CHUNK = 2_048;

/** DuckDB over a file of its own, with as many threads as there are cores. */
export async function openDuckdb(folder: string, sets: DaySets): Promise<ScreenRival> {
  const instance = await DuckDBInstance.create(join(folder, "user-days.duckdb"));
  const connection = await instance.connect();
  const startedAt = performance.now();
  await connection.run("CREATE TABLE user_day (user_id INTEGER, day INTEGER)");
  const appender = await connection.createAppender("user_day");
  for (const [day, users] of usersByDate(sets)) {
    for (let from = 0; from < users.length; from += CHUNK) {
      const chunk = DuckDBDataChunk.create([INTEGER, INTEGER]);
      const some = users.slice(from, from + CHUNK);
      chunk.setColumns([some, new Array<number>(some.length).fill(day)]);
      appender.appendDataChunk(chunk);
    }
  }
  appender.closeSync();
  await connection.run("CHECKPOINT");
  return {
    name: "DuckDB",
    ratio: 3,
    loadSeconds: (performance.now() - startedAt) / 1000,
    ask: () => askAll(async (sql) => (await connection.runAndReadAll(sql)).getRows()),
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
