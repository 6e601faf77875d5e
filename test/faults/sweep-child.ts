/**
 * Sweeps a PostgreSQL as of a given instant, telling its parent before every write; ends when nobody is due any more.
 * Arguments: the URL of the database, the instant in milliseconds since 1970.
 */
import { openStore } from "../../src/storage/open.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { createSweep } from "../../src/tracker/sweep.ts";

const [url = "", now = ""] = process.argv.slice(2);
const store = await openStore(url);
const tracker = await createTracker({ store, clock: () => Number(now) });
const watched = {
  store,
  rules: tracker.rules,
  now: tracker.now,
  flush: tracker.flush,
  publishActive: tracker.publishActive,
  refresh: tracker.refresh,
  failed: tracker.failed,
  applyAll: (...given: Parameters<typeof tracker.applyAll>) => {
    process.stdout.write(`writes ${given[0].length}\n`);
    return tracker.applyAll(...given);
  },
};
const sweep = createSweep({ tracker: watched, step: 5 });
let swept = 0;
for (let left = 1; left > 0; ) {
  const { users } = await sweep.round();
  swept += users;
  left = (await store.due(Number(now), 1)).length;
}
process.stdout.write(`done ${swept}\n`);
await tracker.close();
