/**
 * Records problems as fast as it can and prints the id of each once it is acknowledged, until it is killed.
 * Arguments: the store's URL, and a name for this run.
 */
import type { Change } from "../../src/core/change.ts";
import { DEFAULT_RULES } from "../../src/core/rules-check.ts";
import { openStore } from "../../src/storage/open.ts";

const [url, run] = process.argv.slice(2) as [string, string];
const WRITERS = 4;
const USERS = 40;
const now = Date.UTC(2026, 0, 12, 12);

const store = await openStore(url);
await store.useRules(DEFAULT_RULES, "UTC", now);

async function write(writer: number): Promise<never> {
  for (let n = 0; ; n++) {
    const ids = new Map<string, string>();
    // Neighbouring writers share users, so that they also race one another.
    for (let i = 0; i < 8; i++) ids.set(`user ${(writer * 5 + n * 8 + i) % USERS}`, `${run}-${writer}-${n}-${i}`);
    await store.apply(
      [...ids].map(([userId, id]) => ({ userId, changes: [solved(id)] })),
      now,
    );
    process.stdout.write([...ids].map(([userId, id]) => `${userId}\t${id}\n`).join(""));
  }
}

function solved(id: string): Change {
  const activity = { type: "problem_solved", kind: "learning", at: now, id, ref: id, zone: "UTC" } as const;
  return { kind: "activity", activity: { ...activity, logged: true, source: "live", flags: [] } };
}

await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
