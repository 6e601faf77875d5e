import { describe, expect, it } from "vitest";
import type { Store, UserChanges } from "../storage/store.ts";
import { applyInTime } from "./apply-in-time.ts";
import type { StoreBench } from "./store-bench.ts";
import { DAY, NOON, seen, solved, TODAY } from "./store-samples.ts";

/** What holds when several write the same users at once. */
export function describeWriters(at: StoreBench): void {
  describe("writers at the same time", () => {
    it("loses nothing and counts nothing twice: 60 users, 16 at once each, 960 problems", async () => {
      const stores = [at.store, await at.other()];
      const users = Array.from({ length: 60 }, (_, i) => `user ${i}`);
      const calls = Array.from({ length: 16 }, (_, writer) => {
        const batch: UserChanges[] = users.map((userId) => ({ userId, changes: [solved(`p${writer}`)] }));
        batch.sort(() => (writer % 3) - 1);
        return applyInTime(stores[writer % 2] as Store, batch, NOON + writer);
      });
      const outcomes = (await Promise.all(calls)).flat().flatMap((applied) => applied.outcomes);
      expect(outcomes).toHaveLength(960);
      // A batch that was in part too late is sent again whole.
      expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
      let problems = 0;
      let rows = 0;
      for (const userId of users) {
        problems += (await at.store.days(userId, TODAY, TODAY))[0]?.problemIds.length ?? 0;
        rows += (await at.store.activities(userId, TODAY, TODAY)).length;
        expect((await at.store.state(userId))?.version).toBe(16);
      }
      expect([problems, rows]).toEqual([960, 960]);
    });

    it("concludes each fact once: 50 at once on a new local day", async () => {
      const stores = [at.store, await at.other()];
      await at.apply("ann", [seen(NOON - DAY)], NOON - DAY);
      const calls = Array.from({ length: 50 }, (_, i) =>
        applyInTime(stores[i % 2] as Store, [{ userId: "ann", changes: [seen()] }], NOON),
      );
      const facts = (await Promise.all(calls)).flat().flatMap((applied) => applied.facts);
      expect(facts.map(({ kind }) => kind)).toEqual(["streak.extended"]);
      expect((await at.store.facts("ann", 100)).filter(({ kind }) => kind === "streak.extended")).toEqual(facts);
      expect(await at.store.days("ann", TODAY, TODAY)).toHaveLength(1);
      expect((await at.store.state("ann"))?.presence.current).toBe(2);
    });

    it("accepts an activity that many send at once from one of them", async () => {
      const stores = [at.store, await at.other()];
      const calls = Array.from({ length: 20 }, (_, i) =>
        applyInTime(stores[i % 2] as Store, [{ userId: "ann", changes: [solved("p", NOON, { id: "same" })] }], NOON),
      );
      const outcomes = (await Promise.all(calls)).flat().map((applied) => applied.outcomes[0]?.status);
      expect(outcomes.filter((status) => status === "accepted")).toHaveLength(1);
      expect(outcomes.filter((status) => status === "duplicate")).toHaveLength(19);
    });

    it("decides on what is stored, whatever another process made of the user since", async () => {
      const [one, two] = [at.store, await at.other()];
      const on = async (store: Store, day: number, change = seen(NOON + day * DAY)) =>
        (await store.apply([{ userId: "ann", changes: [change] }], NOON + day * DAY))[0];
      await on(one, 0);
      await on(two, 1);
      expect((await on(one, 2))?.state).toMatchObject({ version: 3, presence: { current: 3 } });
      await on(one, 3, solved("p1", NOON + 3 * DAY));
      await two.apply([{ userId: "ann", changes: [{ kind: "attributes", switches: { tracking: false } }] }], NOON);
      expect((await on(one, 3, solved("p1", NOON + 3 * DAY)))?.outcomes).toMatchObject([{ code: "tracking_off" }]);
    });

    it("spends the one restore that is left once", async () => {
      const stores = [at.store, await at.other()];
      await at.apply(
        "ann",
        [{ kind: "tick" }, ...[12, 11, 10, 9].map((ago) => seen(NOON - ago * DAY))],
        NOON - 9 * DAY,
      );
      const now = NOON - 5 * DAY;
      const calls = Array.from({ length: 10 }, (_, i) =>
        applyInTime(
          stores[i % 2] as Store,
          [{ userId: "ann", changes: [{ kind: "restore", id: `r${i}`, reason: "", by: "ann" }] }],
          now,
        ),
      );
      const outcomes = (await Promise.all(calls)).flat().map((applied) => applied.outcomes[0]?.status);
      expect(outcomes.filter((status) => status === "accepted")).toHaveLength(1);
      expect((await at.store.state("ann"))?.restoresUsed).toBe(1);
    });
  });
}
