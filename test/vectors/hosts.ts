import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { openPostgresStore } from "../../src/storage/postgres/open.ts";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import type { Store } from "../../src/storage/store.ts";
import type { SurfaceSetup } from "../../src/testing/surface.ts";
import type { TrackerHost } from "../../src/testing/tracker-surface.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";

/** Trackers that share one database, which `openStore` opens once per server. */
function hostOver(setup: SurfaceSetup, openStore: () => Promise<Store>, close?: () => Promise<void>): TrackerHost {
  const { rules, defaultZone, clock } = setup;
  const fail = (error: unknown): never => {
    throw error;
  };
  return {
    openTracker: async () => createTracker({ store: await openStore(), rules, defaultZone, clock, onError: fail }),
    ...(close === undefined ? {} : { close }),
  };
}

/** Servers in one process over one memory store, which outlives each of them. */
export async function memoryHost(setup: SurfaceSetup): Promise<TrackerHost> {
  const store = createMemoryStore();
  return hostOver(setup, async () => ({ ...store, close: async () => {} }), store.close);
}

/** Servers that open the same SQLite file. */
export async function sqliteHost(setup: SurfaceSetup): Promise<TrackerHost> {
  const path = join(tmpdir(), `daystreak-vector-${randomUUID()}.db`);
  const files = [path, `${path}-wal`, `${path}-shm`];
  const remove = async (): Promise<void> => {
    for (const file of files) await rm(file, { force: true });
  };
  return hostOver(setup, () => openSqliteStore({ path }), remove);
}

/** Servers on one PostgreSQL database, whose tables are emptied when a vector is done. */
export function postgresHost(url: string): (setup: SurfaceSetup) => Promise<TrackerHost> {
  return async (setup) =>
    hostOver(
      setup,
      () => openPostgresStore({ url, poolSize: 2 }),
      () => emptyTables(url),
    );
}

async function emptyTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_version'",
    );
    // DELETE, not TRUNCATE: the tables are nearly empty, and TRUNCATE writes a new file for each of them.
    for (const { name } of rows) await client.query(`DELETE FROM ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
