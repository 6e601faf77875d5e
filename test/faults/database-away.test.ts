import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { createTestApi, type TestApi } from "../api/support.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { openTcpProxy } from "./tcp-proxy.ts";

const BEFORE = "2026-02-10T12:00:00Z";
/** Ten seconds and a date later, so that every first request of the day falls into the outage. */
const DURING = "2026-02-11T12:00:00Z";
const AFTER = "2026-02-11T12:00:10Z";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A host app with a database behind it. */
class Host {
  readonly events: string[] = [];
  readonly acknowledged: { userId: string; ref: string }[] = [];
  readonly #made: TestApi;

  constructor(made: TestApi) {
    this.#made = made;
  }

  /** Answers a request as an adapter does: it tells the tracker and does not wait. */
  serve(userId: string): void {
    this.events.push("asked");
    this.#made.tracker.record({ userId, type: "request" }).then(
      () => this.events.push("written"),
      () => this.events.push("failed"),
    );
    this.events.push("answered");
  }

  /** Solves a problem as the platform's server does: it waits, and sends again what failed. */
  async solve(userId: string, ref: string): Promise<string> {
    try {
      const { status } = await this.#made.tracker.record({ userId, type: "problem_solved", ref });
      if (status !== "rejected") this.acknowledged.push({ userId, ref });
      return status;
    } catch (error) {
      return (error as { code: string }).code;
    }
  }
}

async function expectAllThere(store: Store, { acknowledged }: Host): Promise<void> {
  expect(acknowledged.length).toBeGreaterThan(0);
  for (const { userId, ref } of acknowledged) {
    const logged = (await store.activities(userId, 0, 40_000)).filter((activity) => activity.ref === ref);
    const counted = (await store.days(userId, 0, 40_000)).flatMap(({ problemIds }) => problemIds);
    expect([logged.length, counted.filter((id) => id === ref).length], `${userId} ${ref}`).toEqual([1, 1]);
  }
}

describe.each(["silent", "gone"] as const)("PostgreSQL that is %s for ten seconds", (how) => {
  it("neither fails nor delays a host, answers 503, and comes back by itself", async () => {
    const database = await freshDatabase();
    cleanups.push(() => database.drop());
    const proxy = await openTcpProxy(database.url);
    cleanups.push(() => proxy.close());
    const store = await openStore(proxy.url);
    cleanups.push(() => store.close());
    const made = await createTestApi({ store, now: BEFORE });
    const host = new Host(made);
    const users = Array.from({ length: 40 }, (_, i) => `user ${i}`);
    await Promise.all(users.map((userId) => host.solve(userId, "before")));

    made.at(DURING);
    await host.solve("user 0", "early");
    if (how === "silent") proxy.silence();
    else await proxy.cut();
    const solving = users.map((userId) => host.solve(userId, "during"));
    for (const userId of users) host.serve(userId);
    expect(host.events, "every request is answered before anything is written").toEqual(
      users.flatMap(() => ["asked", "answered"]),
    );
    const asked = [
      made.call("GET", "/api/streak/", { as: "user 1" }),
      made.call("POST", "/api/activity/update/", { as: "user 2" }),
      made.call("POST", "/v1/activities", {
        key: "ingest",
        json: { activities: [{ user_id: "user 3", type: "problem_solved", ref: "http" }] },
      }),
    ];
    for (const answer of await Promise.all(asked)) {
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, expect.stringMatching(/^\d+$/)]);
      expect(answer.body.code).toBe("storage_unavailable");
    }
    expect(new Set(await Promise.all(solving))).toEqual(new Set(["storage_unavailable"]));
    host.serve("user 0");
    expect(host.events.slice(-2), "also where it is known that the database is away").toEqual(["asked", "answered"]);
    await made.tracker.flush();
    expect(host.events.filter((event) => event === "written").length, "user 0 was known").toBeLessThanOrEqual(2);

    made.at(AFTER);
    await proxy.restore();
    for (const userId of users) host.serve(userId);
    expect(new Set(await Promise.all(users.map((userId) => host.solve(userId, "after"))))).toEqual(
      new Set(["accepted"]),
    );
    const again = await Promise.all(users.map((userId) => host.solve(userId, "during")));
    expect(new Set(again.map((status) => ["accepted", "duplicate"].includes(status)))).toEqual(new Set([true]));
    const answer = await made.call("GET", "/api/streak/", { as: "user 1" });
    expect(answer).toMatchObject({ status: 200, body: { current_streak: 2, today: { problems_solved: 2 } } });
    await expectAllThere(store, host);
  });
});

describe("a SQLite file that another process has locked", () => {
  it("neither fails nor delays a host, and everything is written once it is free", async () => {
    const { made, host, lock, store } = await sqliteHost();
    await host.solve("ada", "before");
    made.at(DURING);
    lock.exec("BEGIN IMMEDIATE");
    const users = Array.from({ length: 40 }, (_, i) => `user ${i}`);
    const solving = users.map((userId) => host.solve(userId, "during"));
    for (const userId of users) host.serve(userId);
    expect(host.events).toEqual(users.flatMap(() => ["asked", "answered"]));
    lock.exec("ROLLBACK");
    expect(new Set(await Promise.all(solving))).toEqual(new Set(["accepted"]));
    await made.tracker.flush();
    expect(host.events.filter((event) => event === "written")).toHaveLength(40);
    await expectAllThere(store, host);
  });

  it("answers 503 where it stays locked, and comes back by itself", async () => {
    const { made, host, lock, store } = await sqliteHost();
    lock.exec("BEGIN IMMEDIATE");
    const update = made.call("POST", "/api/activity/update/", { as: "ada" });
    const solving = host.solve("ada", "during");
    const answer = await update;
    expect([answer.status, answer.body.code]).toEqual([503, "overloaded"]);
    expect(answer.headers.get("retry-after")).not.toBeNull();
    expect(await solving).toBe("overloaded");
    lock.exec("ROLLBACK");
    expect(await host.solve("ada", "after")).toBe("accepted");
    expect((await made.call("POST", "/api/activity/update/", { as: "ada" })).status).toBe(200);
    await expectAllThere(store, host);
  });
});

async function sqliteHost(): Promise<{ made: TestApi; host: Host; lock: DatabaseSync; store: Store }> {
  const folder = await mkdtemp(join(tmpdir(), "daystreak-away-"));
  cleanups.push(() => rm(folder, { recursive: true }));
  const path = join(folder, "daystreak.db");
  const store = await openStore(`sqlite:${path}`);
  cleanups.push(() => store.close());
  const made = await createTestApi({ store, now: BEFORE });
  const lock = new DatabaseSync(path);
  cleanups.push(async () => lock.close());
  return { made, host: new Host(made), lock, store };
}
