import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { freshDatabase } from "../support/fresh-database.ts";

const CHILD = fileURLToPath(new URL("./clock-child.ts", import.meta.url));
const DAY_MS = 86_400_000;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function onSqlite(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "daystreak-clocks-"));
  cleanups.push(() => rm(folder, { recursive: true }));
  return `sqlite:${join(folder, "daystreak.db")}`;
}

async function onPostgres(): Promise<string> {
  const database = await freshDatabase();
  cleanups.push(() => database.drop());
  return database.url;
}

async function startServer(url: string, name: string, ahead: number): Promise<ChildProcess> {
  const server = fork(CHILD, [url, name, String(ahead)], { execArgv: ["--conditions=daystreak-src"] });
  await once(server, "message");
  return server;
}

describe.each([
  ["SQLite", onSqlite],
  ["PostgreSQL", onPostgres],
])("clocks that are wrong: %s", (_, open) => {
  it("makes a streak of 5 one of 7 over a midnight, on two processes whose clocks are 2 s apart (S46)", async () => {
    const url = await open();
    const clock = createFakeClock(0);
    const tracker = await createTracker({ store: await openStore(url), clock: clock.now });
    cleanups.push(() => tracker.close());
    for (let day = -5; day < 0; day++) {
      clock.set(Date.parse("2026-03-07T12:00:00Z") + day * DAY_MS);
      await tracker.record({ userId: "ada", type: "request" });
    }
    const servers = await Promise.all([startServer(url, "one", 0), startServer(url, "two", 2_000)]);
    for (let second = -5; second <= 5; second++) {
      const answers = servers.map(async (server) => {
        server.send(second);
        return ((await once(server, "message")) as [string[]])[0];
      });
      expect(new Set((await Promise.all(answers)).flat())).toEqual(new Set(["accepted"]));
    }
    for (const server of servers) {
      const ended = once(server, "exit");
      server.disconnect();
      expect((await ended)[0]).toBe(0);
    }
    clock.set("2026-03-08T12:00:00Z");
    expect(await tracker.streak("ada")).toMatchObject({ date: "2026-03-08", current_streak: 7, max_streak: 7 });
    const facts = (await tracker.feed("ada", 100))?.facts ?? [];
    expect(facts.filter(({ kind }) => kind === "streak.extended")).toHaveLength(6);
    expect(await tracker.store.activities("ada", 0, 99_999)).toHaveLength(11 * 16);
  });

  it("leaves nothing behind of a clock that was a month ahead once it is right again (S47)", async () => {
    const clock = createFakeClock("2026-03-02T12:00:00Z");
    const tracker = await createTracker({ store: await openStore(await open()), clock: clock.now });
    cleanups.push(() => tracker.close());
    const users = Array.from({ length: 30 }, (_, i) => `user ${i}`);
    const visit = (ref: string): Promise<unknown> =>
      Promise.all(users.map((userId) => tracker.record({ userId, type: "problem_solved", ref })));
    for (const day of ["01", "02", "03", "04", "05"]) {
      clock.set(`2026-03-${day}T12:00:00Z`);
      await visit("daily");
    }
    const rightly = clock.now();
    clock.advance(30 * DAY_MS);
    await visit("ahead");
    clock.set(rightly + 1_000);
    await visit("right again");
    clock.set(rightly + DAY_MS);
    await visit("daily");
    const today = Math.floor(clock.now() / DAY_MS);
    for (const userId of users) {
      expect(await tracker.streak(userId)).toMatchObject({ date: "2026-03-06", current_streak: 6, max_streak: 6 });
      expect((await tracker.store.days(userId, 0, 99_999)).map(({ date }) => date)).toEqual(
        [-5, -4, -3, -2, -1, 0].map((ago) => today + ago),
      );
      const ahead = (await tracker.store.activities(userId, today + 1, 99_999)).length;
      expect([ahead, (await tracker.state(userId))?.closedThrough]).toEqual([0, today - 1]);
    }
    const due = await tracker.store.due(clock.now() + 2 * DAY_MS, 100);
    expect(due.sort(), "everybody is due at the end of their day, not in a month").toEqual([...users].sort());
  });
});
