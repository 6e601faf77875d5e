import { describe, expect, it } from "vitest";
import type { ApiKeyRow, AuditRow, PassRow, Store } from "../storage/store.ts";
import type { StoreBench } from "./store-bench.ts";
import { AWKWARD_TEXTS, byCodePoint, DAY, NOON, seen, TODAY } from "./store-samples.ts";

const MINUTE = 60_000;

function key(id: string, more: Partial<ApiKeyRow> = {}): ApiKeyRow {
  const row: ApiKeyRow = {
    id,
    name: `key ${id}`,
    hash: Buffer.from(id).toString("hex"),
    scopes: ["ingest", "read"],
    perMinute: null,
    createdAt: NOON,
    revokedAt: null,
  };
  return { ...row, ...more };
}

function act(id: string, more: Partial<AuditRow> = {}): AuditRow {
  return { id, at: NOON, actor: "cli", action: "key.made", userId: null, reason: "", data: {}, ...more };
}

function pass(hash: string, more: Partial<PassRow> = {}): PassRow {
  return { hash, kind: "link", subject: "ops", createdAt: NOON, expiresAt: NOON + MINUTE, ...more };
}

/** The small tables that are not of one user. */
export function describeShared(at: StoreBench): void {
  it("keeps whom each process saw, newest only, until it is old", async () => {
    const [one, two] = [at.store.shared, (await at.other()).shared];
    await one.publishActive({ process: "a", at: NOON, users: "first" }, NOON - MINUTE);
    await two.publishActive({ process: "b", at: NOON, users: "second" }, NOON - MINUTE);
    await one.publishActive({ process: "a", at: NOON + MINUTE, users: "third" }, NOON);
    expect(await two.activeSince(NOON + 1)).toEqual([{ process: "a", at: NOON + MINUTE, users: "third" }]);
    expect((await two.activeSince(NOON)).map(({ users }) => users).sort()).toEqual(["second", "third"]);
    await one.publishActive({ process: "a", at: NOON + MINUTE, users: "fourth" }, NOON + 1);
    expect((await two.activeSince(NOON)).map(({ users }) => users)).toEqual(["fourth"]);
  });

  describe("leases", () => {
    it("are held by one at a time, until they expire", async () => {
      const [one, two] = [at.store.shared, (await at.other()).shared];
      expect(await one.lease("sweep", "a", NOON, NOON + MINUTE)).toBe(true);
      expect(await two.lease("sweep", "b", NOON, NOON + MINUTE)).toBe(false);
      expect(await two.lease("metrics", "b", NOON, NOON + MINUTE)).toBe(true);
      expect(await one.lease("sweep", "a", NOON + 1, NOON + 2 * MINUTE), "the holder may renew").toBe(true);
      expect(await two.lease("sweep", "b", NOON + 2 * MINUTE - 1, NOON + 3 * MINUTE)).toBe(false);
      expect(await two.lease("sweep", "b", NOON + 2 * MINUTE, NOON + 3 * MINUTE), "it has expired").toBe(true);
      expect(await one.lease("sweep", "a", NOON + 2 * MINUTE, NOON + 3 * MINUTE)).toBe(false);
    });

    it("are not held by a clock that was a month ahead", async () => {
      const { shared: one } = at.store;
      const ahead = NOON + 30 * 24 * 60 * MINUTE;
      expect(await one.lease("sweep", "a", ahead, ahead + MINUTE)).toBe(true);
      expect(await one.lease("sweep", "b", NOON, NOON + MINUTE)).toBe(true);
      expect(await one.lease("sweep", "a", NOON, NOON + MINUTE)).toBe(false);
    });

    it("are given back by their holder only", async () => {
      const [one, two] = [at.store.shared, (await at.other()).shared];
      await one.lease("sweep", "a", NOON, NOON + MINUTE);
      await two.release("sweep", "b");
      expect(await two.lease("sweep", "b", NOON, NOON + MINUTE)).toBe(false);
      await one.release("sweep", "a");
      expect(await two.lease("sweep", "b", NOON, NOON + MINUTE)).toBe(true);
      await one.release("never leased", "a");
    });

    it("go to one of many who ask at once", async () => {
      const stores = [at.store, await at.other()];
      for (let round = 0; round < 5; round++) {
        const now = NOON + round * MINUTE;
        const asked = Array.from({ length: 20 }, (_, i) =>
          (stores[i % 2] as Store).shared.lease("sweep", `${round} ${i}`, now, now + MINUTE),
        );
        expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
      }
    });
  });

  describe("API keys", () => {
    it("are kept as they are, oldest first, and overwritten by id", async () => {
      const other = (await at.other()).shared;
      const keys = AWKWARD_TEXTS.map((text, i) => key(text, { name: text, createdAt: NOON + (i % 3) }));
      for (const row of [...keys].reverse()) await at.store.shared.putApiKey(row);
      const ordered = keys.sort((a, b) => a.createdAt - b.createdAt || byCodePoint(a.id, b.id));
      expect(await other.apiKeys()).toEqual(ordered);
      const revoked = key("null", { scopes: ["admin"], perMinute: 600, revokedAt: NOON + 5 });
      await other.putApiKey(revoked);
      const stored = await at.store.shared.apiKeys();
      expect(stored).toHaveLength(keys.length);
      expect(stored.find(({ id }) => id === "null")).toEqual(revoked);
      expect(await at.store.shared.apiKeys(), "with or without anything revoked").toEqual(stored);
    });
  });

  describe("what lets somebody in", () => {
    it("is given away once, whoever asks, and as what it is", async () => {
      const [one, two] = [at.store.shared, (await at.other()).shared];
      await one.putPass(pass("aa"));
      await one.putPass(pass("bb", { kind: "session", subject: AWKWARD_TEXTS.at(-1) as string }));
      expect(await two.pass("aa", "link")).toEqual(pass("aa"));
      expect(await two.pass("aa", "session")).toBeUndefined();
      expect(await two.takePass("aa", "session")).toBeUndefined();
      const asked = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? one : two).takePass("aa", "link"));
      expect((await Promise.all(asked)).filter(Boolean)).toEqual([pass("aa")]);
      expect(await one.pass("aa", "link")).toBeUndefined();
      expect((await one.pass("bb", "session"))?.subject).toBe(AWKWARD_TEXTS.at(-1));
    });

    it("is dropped by when it expires, or altogether", async () => {
      const { shared } = at.store;
      for (let i = 0; i < 4; i++) await shared.putPass(pass(`p${i}`, { expiresAt: NOON + i }));
      expect(await shared.dropPasses(NOON + 2)).toBe(2);
      expect(await shared.pass("p1", "link")).toBeUndefined();
      expect(await shared.pass("p2", "link")).toBeDefined();
      expect(await (await at.other()).shared.dropPasses()).toBe(2);
      expect(await shared.pass("p3", "link")).toBeUndefined();
    });
  });

  describe("the audit", () => {
    it("keeps an act once, whoever writes it again", async () => {
      const first = act("one", {
        reason: "lost phone",
        userId: "ann",
        data: { freezes: 2, ok: true, none: null, s: "" },
      });
      await at.store.shared.addAudit(first);
      await (await at.other()).shared.addAudit(act("one", { reason: "another", at: NOON + 9 }));
      expect(await at.store.shared.audits(10)).toEqual([first]);
    });

    it("is paged newest first, none twice and none left out, for all and for one user", async () => {
      const ids = [...AWKWARD_TEXTS, ...Array.from({ length: 20 }, (_, i) => `act ${i}`)];
      const acts = ids.map((id, i) => act(id, { at: NOON + (i % 4), userId: i % 2 === 0 ? "ann" : null, reason: id }));
      for (const row of acts) await at.store.shared.addAudit(row);
      const newest = acts.sort((a, b) => b.at - a.at || byCodePoint(b.id, a.id));
      for (const userId of [undefined, "ann", "bob"]) {
        const expected = userId === undefined ? newest : newest.filter((row) => row.userId === userId);
        const paged: AuditRow[] = [];
        let page = await at.store.shared.audits(5, undefined, userId);
        while (page.length > 0) {
          paged.push(...page);
          page = await at.store.shared.audits(5, page.at(-1), userId);
        }
        expect(paged).toEqual(expected);
      }
    });
  });

  describe("the calendar of excused dates", () => {
    it("joins the streaks of whoever was away, once they are woken", async () => {
      const { shared } = at.store;
      const missed = [TODAY - 3, TODAY - 2, TODAY - 1];
      await at.apply("ann", [seen(NOON - 4 * DAY), seen()]);
      await at.apply("gone", [seen(NOON - 30 * DAY)]);
      await at.apply("idle", [{ kind: "attributes", name: "Idle" }]);
      expect((await at.store.state("ann"))?.presence.current).toBe(1);

      for (const date of missed) await shared.excuse(date, "outage");
      await shared.excuse(TODAY - 1, "the outage");
      await shared.excuse(TODAY + 100, "a mistake");
      await shared.excuse(TODAY + 100, null);
      const book = await (await at.other()).shared.book("Asia/Tokyo");
      expect(book).toEqual({
        versions: (await at.store.useRules(undefined, "UTC", NOON)).versions,
        excused: missed.map((date) => ({ date, reason: date === TODAY - 1 ? "the outage" : "outage" })),
        defaultZone: "Asia/Tokyo",
      });
      shared.useBook({ ...book, defaultZone: "UTC" });
      await shared.noteWaking(TODAY - 4, NOON + 1);
      expect(await shared.wake(NOON), "its time has not come").toBeUndefined();
      expect(await wakeAll(shared, NOON + 1)).toBe(1);
      await shared.noteWaking(TODAY - 4, NOON + 1);
      expect(await wakeAll((await at.other()).shared, NOON + 2), "who is due already stays so").toBe(0);
      expect(await at.store.due(NOON + 1, 10)).toEqual(["ann"]);
      const healed = await at.apply("ann", [{ kind: "tick" }], NOON + 1);
      expect(healed.state.presence).toMatchObject({ current: 2, startedOn: TODAY - 4, lastDate: TODAY });
      expect(await at.store.due(NOON + 1, 10)).toEqual([]);
    });

    it("wakes thousands, those whose last date is not before the given one", async () => {
      const users = Array.from({ length: 4_500 }, (_, i) => i);
      const changes = users.map((i) => ({ userId: `user ${i}`, changes: [seen(NOON - (i % 5) * DAY)] }));
      for (let from = 0; from < users.length; from += 500) await at.store.apply(changes.slice(from, from + 500), NOON);
      await at.store.shared.noteWaking(TODAY - 2, NOON - 200 * DAY);
      expect(await wakeAll(at.store.shared, NOON - 200 * DAY)).toBe((4_500 * 3) / 5);
      const due = await at.store.due(NOON - 200 * DAY, 10_000);
      expect(due).toHaveLength((4_500 * 3) / 5);
      expect(due.every((id) => Number(id.slice(5)) % 5 <= 2)).toBe(true);
    });
  });

  describe("waking", () => {
    it("goes on where another process left it, and begins anew where it is noted anew", async () => {
      const changes = Array.from({ length: 4_500 }, (_, i) => ({ userId: `user ${i}`, changes: [seen()] }));
      for (let from = 0; from < changes.length; from += 500)
        await at.store.apply(changes.slice(from, from + 500), NOON);
      const [one, two] = [at.store.shared, (await at.other()).shared];
      await one.noteWaking(TODAY, NOON);
      const first = (await one.wake(NOON)) ?? 0;
      expect(first + (await wakeAll(two, NOON))).toBe(4_500);
      expect(await one.wake(NOON + DAY), "nothing is left").toBeUndefined();

      await one.noteWaking(TODAY, NOON);
      await one.noteWaking(TODAY - 7, NOON);
      await one.wake(NOON - 1);
      await one.wake(NOON);
      await two.noteWaking(TODAY, NOON + 1);
      expect(await wakeAll(one, NOON), "those of the other note were due already").toBe(0);
      expect(await wakeAll(one, NOON + 1)).toBe(0);
      expect(await two.wake(NOON + DAY)).toBeUndefined();
    });
  });

  describe("a part of the users who are due", () => {
    it("is disjoint from the others, and all parts are all users", async () => {
      const ids = Array.from({ length: 60 }, (_, i) => `user ${i}`);
      await at.store.apply(
        ids.map((userId) => ({ userId, changes: [seen()] })),
        NOON,
      );
      const later = NOON + 10 * DAY;
      const part = (index: number, of: number): Promise<string[]> => at.store.due(later, 100, { index, of });
      const all = await at.store.due(later, 100);
      expect(await part(0, 1)).toEqual(all);
      const quarters = await Promise.all([0, 1, 2, 3].map((index) => part(index, 4)));
      expect(quarters.flat().sort()).toEqual([...all].sort());
      for (const quarter of quarters) expect(quarter.length).toBeGreaterThan(0);
      const halves = await Promise.all([0, 1].map((index) => part(index, 2)));
      for (const index of [0, 1]) {
        const twoOfFour = [...(quarters[index] as string[]), ...(quarters[index + 2] as string[])];
        expect(halves[index]?.sort()).toEqual(twoOfFour.sort());
      }
      expect(await at.store.due(later, 3, { index: 1, of: 4 })).toEqual(quarters[1]?.slice(0, 3));
      expect(await part(9_000, 10_000), "there are fewer buckets than that").toEqual([]);
      for (const [index, of] of [
        [1, 1],
        [-1, 2],
        [0, 0],
        [0.5, 2],
      ] as const) {
        await expect(part(index, of)).rejects.toMatchObject({ code: "range_invalid" });
      }
    });
  });

  it("lasts as long as the database, and not longer than the store is open", async () => {
    const { shared } = at.store;
    await shared.putApiKey(key("one"));
    await shared.addAudit(act("one"));
    await shared.excuse(TODAY, "outage");
    await shared.lease("sweep", "a", NOON, NOON + MINUTE);
    const reopened = await at.under.reopen?.();
    if (reopened === undefined) return;
    expect(await reopened.shared.apiKeys()).toEqual([key("one")]);
    expect(await reopened.shared.audits(5)).toEqual([act("one")]);
    expect((await reopened.shared.book("UTC")).excused).toEqual([{ date: TODAY, reason: "outage" }]);
    expect(await reopened.shared.lease("sweep", "b", NOON, NOON + MINUTE)).toBe(false);
    const late: (() => Promise<unknown>)[] = [
      () => shared.apiKeys(),
      () => shared.addAudit(act("two")),
      () => shared.audits(5),
      () => shared.book("UTC"),
      () => shared.excuse(TODAY, null),
      () => shared.noteWaking(TODAY, NOON),
      () => shared.wake(NOON),
      () => shared.lease("sweep", "a", NOON, NOON),
      () => shared.release("sweep", "a"),
      () => shared.putApiKey(key("two")),
      () => shared.putPass(pass("two")),
      () => shared.takePass("two", "link"),
      () => shared.forgetErasures(NOON),
      () => shared.erasedSince(NOON),
    ];
    for (const call of late) await expect(call()).rejects.toMatchObject({ code: "closed" });
  });
}

/** Takes every step that is left; gives how many were woken. */
async function wakeAll(shared: Store["shared"], now: number): Promise<number> {
  let woken = 0;
  for (;;) {
    const some = await shared.wake(now);
    if (some === undefined) return woken;
    woken += some;
  }
}
