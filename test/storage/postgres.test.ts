import { openPostgresStore } from "../../src/storage/postgres/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { testStore } from "../../src/testing/store-suite.ts";
import { freshDatabase } from "../support/fresh-database.ts";

testStore("PostgreSQL", async () => {
  const database = await freshDatabase();
  const opened: Store[] = [];
  const open = async (): Promise<Store> => {
    const store = await openPostgresStore({ url: database.url });
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
      await database.drop();
    },
  };
});
