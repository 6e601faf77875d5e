import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createTracker, type Tracker } from "../../src/index.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { freshDatabase } from "../support/fresh-database.ts";

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** A user for each of 200 places in each zone, at ten o'clock of the wall clock. */
const PLACES = [
  { zone: "Pacific/Auckland", utcHour: 21 - 24 },
  { zone: "Asia/Tokyo", utcHour: 1 },
  { zone: "America/New_York", utcHour: 15 },
  { zone: "America/Los_Angeles", utcHour: 18 },
];

test("two servers 2 s apart, 16 clients over midnight: a streak of 5 becomes 7 (S46)", async () => {
  const database = await freshDatabase();
  const clocks = [createFakeClock(0), createFakeClock(0)] as const;
  const servers: Tracker[] = [];
  for (const clock of clocks) servers.push(await createTracker({ database: database.url, clock: clock.now }));
  const setTo = (instant: number): void => {
    clocks[0].set(instant);
    clocks[1].set(instant + 2 * SECOND_MS);
  };
  try {
    const lastDay = Date.parse("2026-03-07T12:00:00Z");
    for (let day = -5; day < 0; day++) {
      setTo(lastDay + day * DAY_MS);
      await servers[0]?.record({ userId: "ada", type: "request" });
    }
    const midnight = Date.parse("2026-03-08T00:00:00Z");
    for (let second = -5; second <= 5; second++) {
      setTo(midnight + second * SECOND_MS);
      const clients = Array.from({ length: 16 }, (_, client) =>
        servers[client % 2]?.record({ userId: "ada", type: "lesson_view", ref: `${second} ${client}` }),
      );
      await Promise.all(clients);
    }
    const shown = await servers[1]?.streak("ada");
    expect(shown).toMatchObject({ date: "2026-03-08", current_streak: 7, max_streak: 7 });
    const extended = (await servers[0]?.feed("ada", 100))?.facts.filter(({ kind }) => kind === "streak.extended");
    expect(extended).toHaveLength(6);
    expect(await servers[0]?.store.activities("ada", 0, 99_999)).toHaveLength(11 * 16);
  } finally {
    for (const server of servers) await server.close();
    await database.drop();
  }
});

test("200 users each in four zones, one visit each local day for 30 days: 800 streaks of 30 (S53)", async () => {
  const clock = createFakeClock(0);
  const tracker = await createTracker({ database: "memory:", clock: clock.now });
  const start = Date.parse("2026-02-20T00:00:00Z");
  for (let day = 0; day < 30; day++) {
    for (const { zone, utcHour } of PLACES) {
      clock.set(start + day * DAY_MS + utcHour * 3_600_000);
      await Promise.all(
        Array.from({ length: 200 }, (_, i) => tracker.record({ userId: `${zone} ${i}`, type: "request", zone })),
      );
    }
  }
  const streaks = new Map<number, number>();
  for (const { zone } of PLACES) {
    for (let i = 0; i < 200; i++) {
      const length = (await tracker.streak(`${zone} ${i}`))?.current_streak ?? 0;
      streaks.set(length, (streaks.get(length) ?? 0) + 1);
    }
  }
  expect([...streaks]).toEqual([[30, 800]]);
  await tracker.close();
});

test.each(["postgres", "sqlite"] as const)("what one server erases, the others know no longer (%s)", async (engine) => {
  const database = engine === "postgres" ? await freshDatabase() : await freshFile();
  const clock = createFakeClock(Date.parse("2026-03-07T12:00:00Z"));
  // The sweep of a server looks every ten seconds; here the test says when.
  const open = (): Promise<Tracker> => createTracker({ database: database.url, clock: clock.now, sweep: false });
  const [one, two] = [await open(), await open()];
  try {
    const visit = { userId: "ada", type: "request" } as const;
    const view = { userId: "ada", type: "lesson_view", ref: "l1" } as const;
    for (const activity of [visit, view, { ...visit, userId: "bob" }]) await two.record(activity);
    await two.refresh();
    expect(["ada", "bob"].map((userId) => two.knows(userId, "request", clock.now()))).toEqual([true, true]);
    await one.change("ada", [{ kind: "erase" }]);
    clock.set(clock.now() + 10 * SECOND_MS);
    await two.refresh();
    expect(["ada", "bob"].map((userId) => two.knows(userId, "request", clock.now()))).toEqual([false, true]);
    expect(two.knows("ada", "lesson_view", clock.now(), undefined, "l1")).toBe(false);
    expect(await two.streak("ada")).toBeUndefined();
    await two.record(visit);
    expect(await one.streak("ada"), "who comes back begins anew").toMatchObject({ current_streak: 1, version: 1 });
    clock.set(clock.now() + 3 * 3_600_000);
    await two.refresh();
    await two.record(visit);
    expect(two.knows("ada", "request", clock.now()), "and is remembered again").toBe(true);
  } finally {
    await Promise.all([one.close(), two.close()]);
    await database.drop();
  }
});

async function freshFile(): Promise<{ url: string; drop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "daystreak-servers-"));
  return { url: `sqlite:${join(folder, "daystreak.db")}`, drop: () => rm(folder, { recursive: true }) };
}
