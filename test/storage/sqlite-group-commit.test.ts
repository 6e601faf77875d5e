import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { defineRules } from "../../src/core/rules-check.ts";
import { migrate } from "../../src/storage/sqlite/database.ts";
import { createDesk, type Desk } from "../../src/storage/sqlite/desk.ts";
import type { Ask, Reply } from "../../src/storage/sqlite/protocol.ts";
import type { UserChanges } from "../../src/storage/store.ts";
import { NOON, solved } from "../../src/testing/store-samples.ts";

/** A database that notes when a transaction ends. */
class WatchedDatabase extends DatabaseSync {
  readonly ended: string[] = [];

  override exec(sql: string): void {
    super.exec(sql);
    if (/^(COMMIT|ROLLBACK)/.test(sql)) this.ended.push(sql);
  }
}

let db: WatchedDatabase;
let desk: Desk;
let replies: Reply[];
let allAnswered: (count: number) => Promise<void>;

beforeEach(async () => {
  db = new WatchedDatabase(":memory:");
  migrate(db);
  replies = [];
  let wake: (() => void) | undefined;
  allAnswered = async (count) => {
    while (replies.length < count) await new Promise<void>((resolve) => (wake = resolve));
  };
  const post = (reply: Reply): void => {
    replies.push(reply);
    wake?.();
  };
  desk = createDesk(db, ":memory:", post, () => db.close());
  desk.take([{ id: 0, ask: { kind: "rules", rules: defineRules(), defaultZone: "UTC", now: NOON } }]);
  await allAnswered(1);
  replies.length = 0;
  db.ended.length = 0;
});

const apply = (batch: readonly UserChanges[]): Ask => ({ kind: "apply", batch, now: NOON, watched: [] });
const one = (userId: string, ref: string): Ask => apply([{ userId, changes: [solved(ref)] }]);

describe("the desk of the SQLite worker", () => {
  it("commits writes that have gathered once, each seeing those before it", async () => {
    desk.take(Array.from({ length: 50 }, (_, id) => ({ id, ask: one(`user ${id % 5}`, `p${id}`) })));
    await allAnswered(50);
    expect(db.ended).toEqual(["COMMIT"]);
    const versions = replies.map((reply) =>
      reply.kind === "answer" ? (reply.value as { state: unknown[] }[])[0]?.state[2] : 0,
    );
    expect(versions).toEqual(Array.from({ length: 50 }, (_, id) => Math.floor(id / 5) + 1));
  });

  it("answers no write before its commit", async () => {
    const answered: number[] = [];
    desk.take([
      { id: 1, ask: one("ann", "p1") },
      { id: 2, ask: one("ann", "p2") },
    ]);
    answered.push(replies.length);
    await allAnswered(2);
    expect(answered).toEqual([0]);
    expect(db.ended).toEqual(["COMMIT"]);
  });

  it("lets no write fail for another's fault", async () => {
    const broken = apply([{ userId: "eve", changes: [{ kind: "activity", activity: null as never }] }]);
    desk.take([
      { id: 1, ask: one("ann", "p1") },
      { id: 2, ask: broken },
      { id: 3, ask: one("bob", "p1") },
    ]);
    await allAnswered(3);
    expect(replies.map(({ kind }) => kind)).toEqual(["answer", "refused", "answer"]);
    expect(replies[1]).toMatchObject({ failure: { code: "internal" } });
    expect(db.prepare("SELECT user_id FROM user_state ORDER BY user_id").all()).toMatchObject([
      { user_id: "ann" },
      { user_id: "bob" },
    ]);
  });

  it("refuses all at once, having waited once, where another process keeps the file locked", async () => {
    const folder = await mkdtemp(join(tmpdir(), "daystreak-desk-"));
    const path = join(folder, "a.db");
    const locking = new DatabaseSync(path);
    locking.exec("PRAGMA journal_mode = WAL");
    migrate(locking);
    const locked = new WatchedDatabase(path, { timeout: 30 });
    const refused: Reply[] = [];
    const ready = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    const post = (reply: Reply): void => {
      refused.push(reply);
      ready.resolve();
      if (refused.length === 4) done.resolve();
    };
    const waiting = createDesk(locked, path, post, () => {});
    waiting.take([{ id: 0, ask: { kind: "rules", rules: undefined, defaultZone: "UTC", now: NOON } }]);
    await ready.promise;
    locking.exec("BEGIN IMMEDIATE");
    const started = performance.now();
    waiting.take([1, 2, 3].map((id) => ({ id, ask: one(`user ${id}`, "p1") })));
    await done.promise;
    expect(refused.slice(1)).toMatchObject(
      [1, 2, 3].map((id) => ({ kind: "refused", id, failure: { code: "overloaded" } })),
    );
    expect(performance.now() - started).toBeLessThan(5_000);
    locking.close();
    locked.close();
    await rm(folder, { recursive: true });
  });

  it("answers everything it took before it closes", async () => {
    desk.take([
      { id: 1, ask: { kind: "close" } },
      { id: 2, ask: one("ann", "p1") },
      { id: 3, ask: { kind: "read", name: "state", values: ["ann"] } },
    ]);
    await allAnswered(3);
    expect(replies.map((reply) => (reply.kind === "answer" ? reply.id : 0))).toEqual([2, 3, 1]);
    expect(db.isOpen).toBe(false);
  });
});
