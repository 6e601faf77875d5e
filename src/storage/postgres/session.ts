import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { DaystreakError } from "../../core/errors.ts";
import { isAnswer, isPassing, postgresFailure } from "./failure.ts";
import type { Query } from "./statements.ts";

/** Milliseconds a statement on users' data may take. */
const STATEMENT_MS = 500;
/** Rows from which on a statement gets more time: one millisecond a row. Imports send such, live traffic does not. */
const MANY_ROWS = 1_000;
/** How much longer an answer may take than the statement itself: a server that is stopped enforces no timeout. */
const ANSWER_MS = 1_000;
const CONNECT_MS = 2_000;
const ATTEMPTS = 6;
const BACKOFF_MS = 10;

/** The values of a row as the server sent them. */
export type TextRow = (string | null)[];

/** Sends one statement. */
export type Send = (query: Query) => Promise<TextRow[]>;

/** The connections of a store. */
export interface Session {
  /** Sends one statement, again where a passing failure refused it. `rows`: how many it reads or writes. */
  send(query: Query, rows?: number): Promise<TextRow[]>;
  /** Runs statements in one transaction, again from the start where a passing failure undid it. */
  transaction<T>(work: (send: Send) => Promise<T>, rows?: number): Promise<T>;
  /** Sends a statement that nothing depends on: once, uncounted, whatever becomes of it. */
  hint(query: Query): Promise<void>;
  /** Statements sent so far. */
  readonly statements: number;
  close(): Promise<void>;
}

/** How a connection plans the statements that it keeps prepared. */
export type Planning = "auto" | "force_custom_plan";

/** Opens a pool whose connections give raw texts and refuse to wait for long. */
export function openSession(url: string, connections: number, planning: Planning = "auto"): Session {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    query_timeout: STATEMENT_MS + ANSWER_MS,
    types: { getTypeParser: () => (value: unknown) => value } as unknown as pg.CustomTypesConfig,
    // The statement timeout is set, not sent at startup, since connection poolers refuse startup parameters they do not know.
    onConnect: async (client) => {
      await client.query(`SET statement_timeout = ${STATEMENT_MS}`);
      await client.query(`SET plan_cache_mode = ${planning}`);
      await client.query("SET DateStyle = ISO");
      await client.query("SET bytea_output = hex");
    },
  });
  // An idle connection that breaks is dropped by the pool; the next statement opens another.
  pool.on("error", () => {});
  let statements = 0;
  let closing: Promise<void> | undefined;

  async function repeat<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      if (closing !== undefined) throw new DaystreakError("closed", "the store is closed: open another one");
      try {
        return await work();
      } catch (error) {
        if (!isPassing(error) || attempt === ATTEMPTS) throw postgresFailure(error);
        await backOff(attempt);
      }
    }
  }

  async function sendOn(client: pg.Pool | pg.PoolClient, query: Query, rows = 0): Promise<TextRow[]> {
    const { name, text, values } = query;
    statements++;
    const patience = rows > MANY_ROWS ? { query_timeout: STATEMENT_MS + rows + ANSWER_MS } : {};
    const result = await client.query<TextRow>({ name, text, values: [...values], rowMode: "array", ...patience });
    return result.rows;
  }

  function transaction<T>(work: (send: Send) => Promise<T>, rows = 0): Promise<T> {
    return repeat(async () => {
      const client = await pool.connect();
      let broken: Error | undefined;
      const onError = (error: Error): void => {
        broken = error;
      };
      // A connection that breaks between two statements would otherwise end the process.
      client.on("error", onError);
      try {
        await client.query("BEGIN");
        if (rows > MANY_ROWS) await client.query(`SET LOCAL statement_timeout = ${STATEMENT_MS + rows}`);
        const result = await work((query) => sendOn(client, query, rows));
        await client.query("COMMIT");
        return result;
      } catch (error) {
        if (isAnswer(error)) await client.query("ROLLBACK").catch(onError);
        else broken = error as Error;
        throw error;
      } finally {
        client.off("error", onError);
        client.release(broken);
      }
    });
  }

  return {
    transaction,
    send: (query, rows = 0) =>
      rows > MANY_ROWS ? transaction((send) => send(query), rows) : repeat(() => sendOn(pool, query)),
    async hint({ name, text, values }) {
      await pool.query({ name, text, values: [...values] }).catch(() => undefined);
    },
    get statements() {
      return statements;
    },
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

/** Waits longer after each attempt, and differently in each process. */
export function backOff(attempt: number): Promise<void> {
  return delay(BACKOFF_MS * 2 ** Math.min(attempt - 1, 5) * (0.5 + Math.random()));
}
