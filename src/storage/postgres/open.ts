import pg from "pg";
import { DaystreakError } from "../../core/errors.ts";
import type { RuleBook } from "../../core/rules.ts";
import { loadZoneData } from "../../core/zones.ts";
import { applyBatch } from "../apply.ts";
import { createBells } from "../bells.ts";
import { createShared } from "../create-shared.ts";
import { createReads, type Read } from "../reads.ts";
import { bookOf } from "../rule-book.ts";
import { USER_HASH_KEY } from "../schema/add-shared-tables.ts";
import { SHARED_TYPES, sharedStatements } from "../shared-sql.ts";
import { dueStatement, READ_TYPES, readStatements, type TableName } from "../sql.ts";
import { createStateMemory, REMEMBERED_STATES } from "../state-memory.ts";
import type { Store } from "../store.ts";
import { createUserHash } from "../user-hash.ts";
import { textLiteral, toRow } from "./array-literal.ts";
import { createDoorbell } from "./doorbell.ts";
import { createPostgresEngine, type Sessions } from "./engine.ts";
import { postgresMetrics } from "./metrics.ts";
import { migratePostgres } from "./migrate.ts";
import { postgresNotices } from "./notices.ts";
import { openSession } from "./session.ts";
import { postgresShelf } from "./shelf.ts";

/** Where the database is, and how much of it to use. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Connections of this process at most, half of them for reads; 2 or more. @default 4 */
  readonly poolSize?: number;
  /**
   * States of learners that are remembered, at about 2 kB each, so that whoever comes again is written without being read;
   * 0 remembers none. @default 25_000
   */
  readonly rememberedStates?: number;
  /** The schema that holds the tables, made where there is none. @default the first of the search path */
  readonly schema?: string;
}

/**
 * Opens a store on PostgreSQL 15 or newer. Any number of processes may use one database.
 * @throws DaystreakError `storage_unavailable`, `schema_too_new`, `config_invalid`
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const { url, poolSize = 4, rememberedStates = REMEMBERED_STATES, schema } = options;
  const table: TableName = (name) =>
    schema === undefined ? name : `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
  await migratePostgres(url, schema, table);

  const readers = Math.max(1, poolSize >> 1);
  const sessions: Sessions = {
    reading: openSession(url, readers, "force_custom_plan"),
    writing: openSession(url, Math.max(1, poolSize - readers)),
  };
  const { reading, writing } = sessions;
  const texts = readStatements(table);
  const sharedTexts = sharedStatements(table);
  const [secret] = await reading.send({ name: "secret", text: sharedTexts.secret, values: [USER_HASH_KEY] });
  const memory = createStateMemory(rememberedStates);
  const engine = createPostgresEngine(sessions, table, createUserHash(secret?.[0] ?? ""), memory, () => leavesNews);
  const shelf = postgresShelf(reading, texts, table);
  const doorbell = createDoorbell({ url, schema, session: writing, bells: () => bells });
  const bells = createBells(doorbell.listen);
  const versions = `SELECT user_id, version FROM ${table("user_state")} WHERE user_id = ANY($1::text[])`;
  let book: RuleBook | undefined;
  let leavesNews = true;
  let closing: Promise<void> | undefined;
  const pending = new Set<Promise<unknown>>();

  /** Lets `close` wait for what was accepted. */
  async function accepted<T>(work: () => Promise<T>): Promise<T> {
    if (closing !== undefined) throw new DaystreakError("closed", "the store is closed: open another one");
    const done = work();
    pending.add(done);
    try {
      return await done;
    } finally {
      pending.delete(done);
    }
  }

  const read: Read = (name, values, part) =>
    accepted(async () => {
      const query =
        part === undefined
          ? { name, text: texts[name] }
          : { name: `due ${part.index}/${part.of}`, text: dueStatement(table, part) };
      const rows = await reading.send({ ...query, values });
      return rows.map((row) => toRow(READ_TYPES[name], row));
    });

  return {
    kind: "postgres",
    shared: createShared({
      run: (name, values, rows) =>
        accepted(async () => {
          const found = await reading.send({ name: `shared ${name}`, text: sharedTexts[name], values }, rows);
          return found.map((row) => toRow(SHARED_TYPES[name], row));
        }),
      read,
      useBook(next) {
        book = structuredClone(next);
      },
    }),
    metrics: postgresMetrics(reading, table, accepted, (on) => {
      leavesNews = on;
    }),
    notices: postgresNotices(reading, table, accepted),
    useRules: (rules, defaultZone, now) =>
      accepted(async () => {
        book = await bookOf(shelf, rules, defaultZone, now);
        return structuredClone(book);
      }),
    apply: (batch, now) =>
      accepted(async () => {
        if (book === undefined) throw new DaystreakError("config_invalid", "call useRules before apply");
        const applied = await applyBatch(engine, batch, now, book).catch((error: unknown) => {
          // What comes back may be another server, without what was committed last.
          if (error instanceof DaystreakError && error.code === "storage_unavailable") memory.clear();
          throw error;
        });
        bells.committed(applied);
        doorbell.ring(applied);
        return applied;
      }),
    versions: (userIds) =>
      accepted(async () => {
        const query = { name: "versions", text: versions, values: [textLiteral(userIds)] };
        const rows = await reading.send(query, userIds.length);
        return new Map(rows.map(([userId, version]) => [userId as string, Number(version)]));
      }),
    listen: bells.add,
    ...createReads(read),
    async useZones(data) {
      loadZoneData(data);
    },
    async ping() {
      await accepted(() => reading.send({ name: "ping", text: "SELECT 1", values: [] }));
    },
    stats: () => ({ statements: reading.statements + writing.statements }),
    close() {
      bells.closed();
      closing ??= Promise.allSettled(pending).then(async () => {
        await doorbell.settled();
        await Promise.all([reading.close(), writing.close()]);
      });
      return closing;
    },
  };
}
