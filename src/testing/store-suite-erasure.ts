import { describe, expect, it } from "vitest";
import type { Applied, Store } from "../storage/store.ts";
import { applyInTime } from "./apply-in-time.ts";
import type { StoreBench } from "./store-bench.ts";
import { RICH_LIFE } from "./store-life.ts";
import { AWKWARD_TEXTS, DAY, everythingOf, NOON, seen, solved, TODAY } from "./store-samples.ts";

const ERASED = { status: "rejected", code: "user_erased", detail: expect.any(String) };
const WRITERS = 12;

/** What stays of a user who is erased: nothing, and nobody brings them back. */
export function describeErasure(at: StoreBench): void {
  describe("erasure", () => {
    it("takes away every row of the user, and of nobody else", async () => {
      const nobody = await everythingOf(at.store, "nobody");
      for (const userId of ["ann", "bob"])
        for (const { changes, now } of RICH_LIFE) await at.apply(userId, changes, now);
      const audited = { id: "gift", at: NOON, actor: "key 1", action: "freezes.granted", reason: "sorry", data: {} };
      await at.store.shared.addAudit({ ...audited, userId: "ann" });
      await at.store.shared.addAudit({ ...audited, userId: "bob", id: "other" });
      const bob = await everythingOf(at.store, "bob");

      const erased = await at.apply("ann", [{ kind: "erase" }], NOON + 30 * DAY);
      expect(erased).toMatchObject({ outcomes: [{ status: "accepted" }], facts: [], state: { version: 0 } });
      expect(await everythingOf(at.store, "ann")).toEqual(nobody);
      expect(await everythingOf(at.store, "bob")).toEqual(bob);
      expect((await at.store.users(10)).map(({ userId }) => userId)).toEqual(["bob"]);
      expect(await at.store.shared.audits(5, undefined, "ann")).toEqual([]);
      expect(await at.store.shared.audits(5)).toEqual([
        { ...audited, userId: "bob", id: "other" },
        { ...audited, userId: null },
      ]);
    });

    it("refuses what is older than it, and lets the user come back as somebody new", async () => {
      const now = NOON + DAY;
      await at.apply("ann", [solved("p1"), seen(now)], now);
      await at.apply("ann", [{ kind: "erase" }], now);
      const reopened = (await at.under.reopen?.()) ?? at.store;
      await reopened.useRules(undefined, "UTC", now);
      const apply = async (userId: string, at: number): Promise<Applied | undefined> =>
        (await reopened.apply([{ userId, changes: [solved("p1", at)] }], now + DAY))[0];
      expect((await apply("ann", NOON))?.outcomes).toEqual([ERASED]);
      expect((await apply("ann", now))?.outcomes).toEqual([ERASED]);
      const [login] = await reopened.apply([{ userId: "ann", changes: [{ kind: "login", at: now }] }], now + 1);
      expect(login?.outcomes).toEqual([ERASED]);
      expect(await reopened.state("ann")).toBeUndefined();
      expect((await apply("bob", NOON))?.outcomes, "others are not concerned").toEqual([{ status: "accepted" }]);
      const back = await apply("ann", now + 1);
      expect(back).toMatchObject({ outcomes: [{ status: "accepted" }], state: { version: 1, presence: { max: 1 } } });
      expect(await reopened.days("ann", 0, TODAY + 5)).toHaveLength(1);
    });

    it("decides a whole batch of changes around it, for known and unknown users together", async () => {
      await at.apply("ann", [solved("p1")]);
      const applied = await at.store.apply(
        [
          { userId: "new", changes: [solved("p1")] },
          { userId: "ann", changes: [solved("p2"), { kind: "erase" }, solved("p3")] },
          { userId: "never", changes: [{ kind: "erase" }] },
          { userId: "bob", changes: [seen()] },
        ],
        NOON,
      );
      expect(applied.map(({ outcomes }) => outcomes)).toEqual([
        [{ status: "accepted" }],
        [{ status: "accepted" }, { status: "accepted" }, ERASED],
        [{ status: "accepted" }],
        [{ status: "accepted" }],
      ]);
      expect((await at.store.users(10)).map(({ userId }) => userId)).toEqual(["bob", "new"]);
      const again = await at.store.apply(
        ["never", "ann", "bob", "newer"].map((userId) => ({ userId, changes: [solved("late")] })),
        NOON + DAY,
      );
      expect(again.map(({ outcomes }) => outcomes[0]?.status)).toEqual([
        "accepted",
        "rejected",
        "accepted",
        "accepted",
      ]);
    });

    it("is remembered until it is forgotten", async () => {
      for (const [i, userId] of AWKWARD_TEXTS.entries()) {
        await at.apply(userId, [seen()], NOON + i);
        await at.apply(userId, [{ kind: "erase" }], NOON + i);
      }
      const late = async (): Promise<string[]> => {
        const batch = AWKWARD_TEXTS.map((userId) => ({ userId, changes: [seen(NOON - DAY)] }));
        return (await at.store.apply(batch, NOON + DAY)).map(({ outcomes }) => outcomes[0]?.status as string);
      };
      expect(new Set(await late())).toEqual(new Set(["rejected"]));
      expect(await at.store.shared.forgetErasures(NOON)).toBe(0);
      expect(await at.store.shared.forgetErasures(NOON + 3)).toBe(3);
      expect((await late()).map((status) => status === "accepted")).toEqual(AWKWARD_TEXTS.map((_, i) => i < 3));
      expect(await at.store.shared.forgetErasures(NOON + DAY)).toBe(AWKWARD_TEXTS.length - 3);
    });

    it("is told to every process, without naming anybody", async () => {
      const { shared } = await at.other();
      expect(await shared.erasedSince(0)).toBeUndefined();
      for (const [i, userId] of AWKWARD_TEXTS.entries()) {
        await at.apply(userId, [seen()], NOON + i);
        await at.apply(userId, [{ kind: "erase" }], NOON + i);
      }
      const erased = await shared.erasedSince(NOON + 2);
      expect(AWKWARD_TEXTS.map((userId) => erased?.includes(userId))).toEqual(AWKWARD_TEXTS.map((_, i) => i >= 2));
      expect(erased?.includes("somebody else")).toBe(false);
      expect(await shared.erasedSince(NOON + DAY)).toBeUndefined();
    });

    it("by another process is kept, also where the user has come back with as many changes", async () => {
      const [one, two] = [at.store, await at.other()];
      const on = (store: Store, at: number) => store.apply([{ userId: "ann", changes: [seen(at)] }], at);
      await on(one, NOON);
      await on(one, NOON + DAY);
      await two.apply([{ userId: "ann", changes: [{ kind: "erase" }] }], NOON + 2 * DAY);
      const late = await one.apply([{ userId: "ann", changes: [seen(NOON + DAY)] }], NOON + 2 * DAY);
      expect(late[0]?.outcomes).toEqual([ERASED]);
      await on(one, NOON + 3 * DAY);
      await on(one, NOON + 4 * DAY);
      await two.apply([{ userId: "ann", changes: [{ kind: "erase" }] }], NOON + 5 * DAY);
      await on(two, NOON + 6 * DAY);
      await on(two, NOON + 7 * DAY);
      await on(one, NOON + 8 * DAY);
      expect(await one.state("ann")).toMatchObject({ version: 3, presence: { current: 3, max: 3 } });
      expect(await one.days("ann", 0, TODAY + 30)).toHaveLength(3);
    });

    it("wins over whatever is recorded at the same time: nothing comes back, nobody else loses anything", async () => {
      const stores = [at.store, await at.other()];
      const others = Array.from({ length: 8 }, (_, i) => `other ${i}`);
      for (let round = 0; round < 8; round++) {
        const userId = `ann ${round}`;
        await at.apply(userId, [seen()]);
        const calls = Array.from({ length: WRITERS }, (_, i) => {
          const batch = [userId, ...others].map((id) => ({ userId: id, changes: [solved(`${round} ${i}`)] }));
          return applyInTime(stores[i % 2] as Store, batch, NOON);
        });
        const erasing = applyInTime(stores[round % 2] as Store, [{ userId, changes: [{ kind: "erase" }] }], NOON);
        const [[erased], ...applied] = await Promise.all([erasing, ...calls]);
        expect(erased?.outcomes).toEqual([{ status: "accepted" }]);
        for (const [ann, ...rest] of applied) {
          if (ann?.outcomes[0]?.status === "rejected") expect(ann.outcomes[0]).toEqual(ERASED);
          for (const other of rest) expect(other.outcomes[0]?.status).not.toBe("rejected");
        }
        expect(await everythingOf(at.store, userId)).toEqual(await everythingOf(at.store, "nobody"));
      }
      for (const userId of others) {
        expect((await at.store.days(userId, TODAY, TODAY))[0]?.problemIds).toHaveLength(8 * WRITERS);
        expect(await at.store.activities(userId, TODAY, TODAY)).toHaveLength(8 * WRITERS);
      }
    });
  });
}
