import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { freshDatabase } from "../support/fresh-database.ts";

const CHILD = fileURLToPath(new URL("./kill-child.ts", import.meta.url));
/** Set it to 20 or more where time is no object. */
const KILLS = Number(process.env.DAYSTREAK_KILLS ?? 5);
const TIMEOUT = { timeout: 60_000 + KILLS * 10_000 };
/** How many activities a child has acknowledged when it is killed, in the middle of others. */
const ENOUGH = 600;

describe("kill -9 under load", () => {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  it("leaves every acknowledged activity in SQLite, once", TIMEOUT, async () => {
    const folder = await mkdtemp(join(tmpdir(), "daystreak-kill-"));
    cleanups.push(() => rm(folder, { recursive: true }));
    await killAndCheck(`sqlite:${join(folder, "daystreak.db")}`);
  });

  it("leaves every acknowledged activity in PostgreSQL, once", TIMEOUT, async () => {
    const database = await freshDatabase();
    cleanups.push(() => database.drop());
    await killAndCheck(database.url);
  });
});

async function killAndCheck(url: string): Promise<void> {
  const acknowledged: { userId: string; id: string }[] = [];
  for (let run = 0; run < KILLS; run++) acknowledged.push(...(await runAndKill(url, `run${run}`)));
  expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * ENOUGH);

  const store = await openStore(url);
  try {
    const counts = new Map<string, number>();
    for (const { userId } of await store.users(1_000)) {
      const logged = (await store.activities(userId, 0, 40_000)).map(({ identity }) => identity);
      for (const id of logged) counts.set(`${userId}\t${id}`, (counts.get(`${userId}\t${id}`) ?? 0) + 1);
      const days = await store.days(userId, 0, 40_000);
      // What is logged, what is counted and what is in the state was written together or not at all.
      expect(days.flatMap(({ problemIds }) => problemIds).sort()).toEqual(logged.sort());
      expect((await store.state(userId))?.days.active.size).toBe(days.length);
    }
    const missing = acknowledged.filter(({ userId, id }) => counts.get(`${userId}\t${id}`) !== 1);
    expect(missing).toEqual([]);
  } finally {
    await store.close();
  }
}

/** Lets a child record until it has acknowledged enough, kills it, and gives all that it acknowledged. */
async function runAndKill(url: string, run: string): Promise<{ userId: string; id: string }[]> {
  const child = spawn(process.execPath, ["--conditions=daystreak-src", CHILD, url, run], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const acknowledged: { userId: string; id: string }[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [userId, id] = line.split("\t");
    // The last line may have been cut short by the kill; a whole id ends in three numbers.
    if (userId !== undefined && id !== undefined && /^run\d+-\d+-\d+-\d$/.test(id)) acknowledged.push({ userId, id });
    if (acknowledged.length === ENOUGH) child.kill("SIGKILL");
  }
  expect((await exited)[1]).toBe("SIGKILL");
  return acknowledged;
}
