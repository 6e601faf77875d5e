/** Solves ten problems for each of twenty users, in a store that others write at the same time. Arguments: URL, name. */
import { DEFAULT_RULES } from "../../src/core/rules-check.ts";
import { openStore } from "../../src/storage/open.ts";
import { NOON, solved } from "../../src/testing/store-samples.ts";

const [url, name] = process.argv.slice(2) as [string, string];
const users = Array.from({ length: 20 }, (_, i) => `user ${i}`);
const store = await openStore(url);
await store.useRules(DEFAULT_RULES, "UTC", NOON);
for (let n = 0; n < 10; n++) {
  await store.apply(
    users.map((userId) => ({ userId, changes: [solved(`${name}${n}`)] })),
    NOON,
  );
}
await store.close();
