import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { testStore } from "../../src/testing/store-suite.ts";

testStore("SQLite", async () => {
  const folder = await mkdtemp(join(tmpdir(), "daystreak-sqlite-"));
  const opened: Store[] = [];
  const open = async (): Promise<Store> => {
    const store = await openSqliteStore({ path: join(folder, "nested", "daystreak.db") });
    opened.push(store);
    return store;
  };
  const store = await open();
  return {
    store,
    async reopen() {
      await store.close();
      return open();
    },
    second: open,
    async dispose() {
      for (const each of opened) await each.close();
      await rm(folder, { recursive: true });
    },
  };
});

testStore("SQLite in memory", async () => {
  const store = await openSqliteStore({ path: ":memory:" });
  return { store, dispose: () => store.close() };
});
