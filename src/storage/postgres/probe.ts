import pg from "pg";
import { commonLooks, type Probe, type ProbeRead } from "../probe.ts";
import { postgresFailure } from "./failure.ts";

const CONNECT_MS = 5_000;
const STATEMENT_MS = 60_000;

const ROOM = `SELECT pg_database_size(current_database()),
  (SELECT count(*) FROM pg_stat_activity), current_setting('max_connections'),
  (SELECT coalesce(max(extract(epoch FROM now() - xact_start)), 0) FROM pg_stat_activity
   WHERE datname = current_database() AND pid <> pg_backend_pid()),
  (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')`;

/** A look at a PostgreSQL database. @throws DaystreakError `storage_unavailable` */
export async function openPostgresProbe(url: string): Promise<Probe> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
  });
  // A connection that breaks fails the statement under way; nothing else listens.
  client.on("error", () => {});
  const read: ProbeRead = async (sql, values = []) => {
    try {
      return (await client.query<unknown[]>({ text: sql, values: [...values], rowMode: "array" })).rows;
    } catch (error) {
      throw postgresFailure(error);
    }
  };
  try {
    await client.connect();
    await read("SET default_transaction_read_only = on");
    const [[engine, known] = []] = await read(
      "SELECT 'PostgreSQL ' || current_setting('server_version'), to_regclass('schema_version') IS NOT NULL",
    );
    const stored = known === true ? await read("SELECT coalesce(max(version), 0) FROM schema_version") : [[0]];
    return {
      kind: "postgres",
      engine: String(engine),
      schemaVersion: Number(stored[0]?.[0]),
      clock: async () => Number((await read("SELECT extract(epoch FROM clock_timestamp()) * 1000"))[0]?.[0]),
      ...commonLooks(read),
      async room() {
        const [row = []] = await read(ROOM);
        const [databaseBytes, used, max, oldestTransactionSeconds, waiting] = row.map(Number) as [
          number,
          number,
          number,
          number,
          number,
        ];
        return { databaseBytes, connections: { used, max }, oldestTransactionSeconds, waiting };
      },
      close: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => {});
    throw postgresFailure(error);
  }
}
