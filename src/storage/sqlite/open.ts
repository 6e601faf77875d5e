import { createReads } from "../reads.ts";
import { rowToState } from "../rows/state-row.ts";
import type { Store } from "../store.ts";
import { openChannel } from "./channel.ts";

/** Where the embedded database is. */
export interface SqliteOptions {
  /** A file, made with its folders where there is none; `:memory:` lasts as long as the store. */
  readonly path: string;
}

/**
 * Opens a store in a SQLite file: a worker thread owns the connection, decides and writes, so that no commit ever blocks
 * the thread that answers requests. Several processes may use one file.
 * @throws DaystreakError `storage_unavailable`, `schema_too_new`
 */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const channel = await openChannel(options.path);
  return {
    kind: "sqlite",
    useRules: (rules, defaultZone, now) => channel.ask({ kind: "rules", rules, defaultZone, now }),
    async apply(batch, now) {
      if (batch.length === 0) return [];
      const applied = await channel.ask({ kind: "apply", batch, now });
      return applied.map((user) => ({ ...user, state: rowToState(user.state) }));
    },
    ...createReads((name, values) => channel.ask({ kind: "read", name, values })),
    async ping() {
      await channel.ask({ kind: "read", name: "excused", values: [] });
    },
    stats: () => ({ statements: channel.statements }),
    close: () => channel.close(),
  };
}
