/** Loads what the tests' processes and threads load; run by compile-cache.ts. */
import "../../src/cli/commands/serve.ts";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";

const store = await openSqliteStore({ path: ":memory:" });
await store.close();
