import { fastify } from "fastify";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { daystreak } from "../../src/adapters/fastify.ts";
import type { DaystreakError } from "../../src/core/errors.ts";
import { openStore } from "../../src/storage/open.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { freshDatabase } from "../support/fresh-database.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Scene {
  /** A request of a user to the host app; gives the status of its answer. */
  visit(userId: string): Promise<number>;
  readonly tracker: Tracker;
  /** Another session of the same database. */
  readonly session: pg.Client;
  /** Codes of what failed, and a way to wait for the next one. */
  readonly failures: string[];
  failed(): Promise<void>;
}

/** A host app on PostgreSQL that ada has visited the day before. */
async function play(): Promise<Scene> {
  const database = await freshDatabase();
  cleanups.push(() => database.drop());
  const failures: string[] = [];
  let next = Promise.withResolvers<void>();
  const onError = (error: DaystreakError): void => {
    failures.push(error.code);
    next.resolve();
    next = Promise.withResolvers();
  };
  const clock = createFakeClock("2026-02-10T12:00:00Z");
  const tracker = await createTracker({ store: await openStore(database.url), clock: clock.now, onError });
  cleanups.push(() => tracker.close());
  const app = fastify({ forceCloseConnections: true });
  app.register(daystreak(tracker, { user: (request) => request.headers["x-user"] as string }));
  app.get("/course", async () => "here it is");
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  cleanups.push(() => app.close());
  const session = new pg.Client({ connectionString: database.url });
  await session.connect();
  cleanups.push(() => session.end());
  const visit = async (userId: string): Promise<number> =>
    (await fetch(`${url}/course`, { headers: { "x-user": userId } })).status;
  await tracker.record({ userId: "ada", type: "request" });
  clock.set("2026-02-11T12:00:00Z");
  return { visit, tracker, session, failures, failed: () => next.promise };
}

describe("the host's requests on PostgreSQL (S52)", () => {
  it("are answered where the tracking tables are missing, and tracked again once they are back", async () => {
    const { visit, tracker, session, failures, failed } = await play();
    await session.query("ALTER TABLE user_state RENAME TO gone");
    const failing = failed();
    expect([await visit("ada"), await visit("bob")]).toEqual([200, 200]);
    await failing;
    expect(failures).toContain("storage_unavailable");
    await session.query("ALTER TABLE gone RENAME TO user_state");
    await tracker.flush();
    expect(await visit("ada")).toBe(200);
    await expect.poll(async () => (await tracker.streak("ada"))?.current_streak).toBe(2);
  });

  it("are answered while the user's row is locked, without waiting for it", async () => {
    const { visit, tracker, session, failures, failed } = await play();
    await session.query("BEGIN");
    await session.query("SELECT 1 FROM user_state WHERE user_id = 'ada' FOR UPDATE");
    const failing = failed();
    // The lock is held until both have their answers and the write has given up: had one waited, this would not end.
    expect([await visit("ada"), await visit("bob")]).toEqual([200, 200]);
    await failing;
    expect(failures).toEqual(["overloaded"]);
    expect((await tracker.streak("bob"))?.current_streak, "others are written meanwhile").toBe(1);
    await session.query("COMMIT");
    expect(await visit("ada")).toBe(200);
    await expect.poll(async () => (await tracker.streak("ada"))?.current_streak).toBe(2);
  });
});
