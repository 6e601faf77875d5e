import { loadZoneData } from "../../core/zones.ts";
import { createBells } from "../bells.ts";
import { createMetricTables } from "../create-metric-tables.ts";
import { createNoticeTables } from "../create-notice-tables.ts";
import { createShared } from "../create-shared.ts";
import { createReads, type Read } from "../reads.ts";
import { rowToDay } from "../rows/day-row.ts";
import { rowToState } from "../rows/state-row.ts";
import type { Applied, Store } from "../store.ts";
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
  const read: Read = (name, values, part) => channel.ask({ kind: "read", name, values, part });
  // A store that is closed watches nothing any more.
  const watch = (on: boolean): void => void channel.ask({ kind: "watch", on }).catch(() => undefined);
  const bells = createBells(() => {
    watch(true);
    return () => watch(false);
  });
  channel.onChange = bells.lost;
  return {
    kind: "sqlite",
    shared: createShared({
      run: (name, values) => channel.ask({ kind: "shared", name, values }),
      read,
      // A store that is closed decides nothing any more.
      useBook: (book) => void channel.ask({ kind: "book", book }).catch(() => undefined),
    }),
    metrics: createMetricTables({
      async leaveNews(on) {
        await channel.ask({ kind: "news", on });
      },
      async ordinals(userIds) {
        const rows = await channel.ask({ kind: "metrics", ask: { kind: "ordinals", userIds } });
        return new Map(rows as [string, number][]);
      },
      run: async (name, values) => [...(await channel.ask({ kind: "metrics", ask: { kind: "run", name, values } }))],
      async save(work) {
        await channel.ask({ kind: "metrics", ask: { kind: "save", work } });
      },
      async addTotals(rows) {
        await channel.ask({ kind: "metrics", ask: { kind: "add", rows } });
      },
      async reset() {
        await channel.ask({ kind: "metrics", ask: { kind: "reset" } });
      },
    }),
    notices: createNoticeTables({
      async run(name, values) {
        const [rows = []] = await channel.ask({ kind: "notices", ask: { kind: "run", name, lists: [values] } });
        return rows;
      },
      many: async (name, lists) =>
        lists.length === 0 ? [] : channel.ask({ kind: "notices", ask: { kind: "run", name, lists } }),
      async due(part, values) {
        const [rows = []] = await channel.ask({ kind: "notices", ask: { kind: "due", part, values } });
        return rows;
      },
    }),
    useRules: (rules, defaultZone, now) => channel.ask({ kind: "rules", rules, defaultZone, now }),
    async apply(batch, now) {
      if (batch.length === 0) return [];
      const watched = bells.watched(batch.map(({ userId }) => userId));
      const rows = await channel.ask({ kind: "apply", batch, now, watched });
      const applied = rows.map(
        ({ days, ...user }): Applied => ({
          ...user,
          state: rowToState(user.state),
          ...(days !== undefined && { days: days.map(rowToDay) }),
        }),
      );
      bells.committed(applied);
      return applied;
    },
    versions: (userIds) => channel.ask({ kind: "versions", userIds }),
    listen: bells.add,
    ...createReads(read),
    async useZones(data) {
      loadZoneData(data);
      await channel.ask({ kind: "zones", data });
    },
    async ping() {
      await channel.ask({ kind: "read", name: "excused", values: [] });
    },
    stats: () => ({ statements: channel.statements }),
    async close() {
      bells.closed();
      await channel.close();
    },
  };
}
