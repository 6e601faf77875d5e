import { describe, expect, it } from "vitest";
import type { StoreBench } from "./store-bench.ts";
import { AWKWARD_TEXTS, byCodePoint, DAY, everythingOf, NOON, seen, solved, TODAY } from "./store-samples.ts";

/** What the reads give. */
export function describeReads(at: StoreBench): void {
  describe("reads", () => {
    it("knows nothing about a user never seen", async () => {
      expect(await everythingOf(at.store, "nobody")).toEqual({
        state: undefined,
        days: [],
        activities: [],
        zones: [],
        protections: [],
        grants: [],
        facts: [],
        notices: [],
        deliveries: [],
        addresses: [],
      });
    });

    it("gives dates of a range, its ends included, in order", async () => {
      const dates = [TODAY - 4, TODAY - 3, TODAY - 2, TODAY - 1, TODAY];
      await at.apply(
        "ann",
        [...dates]
          .reverse()
          .flatMap((date) => [solved("b", NOON + (date - TODAY) * DAY), solved("a", NOON + (date - TODAY) * DAY)]),
      );
      await at.apply("ann", [
        { kind: "protect", id: "x", protection: "paused", from: TODAY - 3, to: TODAY - 1, reason: "", by: "ann" },
      ]);
      const [from, to] = [TODAY - 3, TODAY - 1];
      expect((await at.store.days("ann", from, to)).map(({ date }) => date)).toEqual([from, from + 1, to]);
      expect((await at.store.protections("ann", from, to - 1)).map(({ date }) => date)).toEqual([from, from + 1]);
      const activities = await at.store.activities("ann", from, to);
      expect(activities.map(({ date, ref }) => [date, ref])).toEqual(
        [from, from + 1, to].flatMap((date) => [
          [date, "a"],
          [date, "b"],
        ]),
      );
    });

    it("pages through facts, newest first, none twice and none left out", async () => {
      for (let day = 0; day < 12; day++) {
        const noon = NOON + day * DAY;
        await at.apply("ann", [solved("a", noon), solved("b", noon), solved("c", noon)], noon);
      }
      const all = await at.store.facts("ann", 1_000);
      expect(all.length).toBeGreaterThan(24);
      expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
      expect(all).toEqual([...all].sort((a, b) => b.version - a.version || byCodePoint(b.key, a.key)));
      const paged = [];
      for (
        let page = await at.store.facts("ann", 5);
        page.length > 0;
        page = await at.store.facts("ann", 5, page.at(-1))
      )
        paged.push(...page);
      expect(paged).toEqual(all);
    });

    it("pages through users in the order of their ids, by code point", async () => {
      const ids = [...AWKWARD_TEXTS, ...Array.from({ length: 30 }, (_, i) => `user ${i}`), "User", "user"];
      await at.store.apply(
        ids.map((userId) => ({ userId, changes: [seen()] })),
        NOON,
      );
      const paged: string[] = [];
      for (let page = await at.store.users(7); page.length > 0; page = await at.store.users(7, paged.at(-1)))
        paged.push(...page.map(({ userId }) => userId));
      expect(paged).toEqual([...ids].sort(byCodePoint));
    });

    it("pages through what users are called", async () => {
      for (const [i, name] of AWKWARD_TEXTS.entries())
        await at.apply(`user ${i}`, [{ kind: "attributes", name, groups: [name, "b"] }]);
      await at.apply("someone", [seen()]);
      const first = await at.store.names(2);
      const names = [...first, ...(await at.store.names(100, first.at(-1)?.userId))];
      const users = await at.store.users(100);
      expect(names).toEqual(users.map(({ userId, name, groups }) => ({ userId, name, groups })));
      expect(names).toHaveLength(AWKWARD_TEXTS.length + 1);
    });

    it("names the users who are due, those due longest first", async () => {
      for (let i = 0; i < 20; i++)
        await at.apply(`user ${i}`, [seen(NOON + ((i * 7) % 20) * DAY)], NOON + ((i * 7) % 20) * DAY);
      await at.apply("idle", [{ kind: "attributes", name: "Idle" }]);
      const wakes = new Map((await at.store.users(100)).map(({ userId, wakeAt }) => [userId, wakeAt]));
      expect(wakes.get("idle")).toBeNull();
      const due = [...wakes]
        .filter((entry): entry is [string, number] => entry[1] !== null)
        .sort((a, b) => a[1] - b[1]);
      expect(await at.store.due(NOON + 1_000 * DAY, 100)).toEqual(due.map(([userId]) => userId));
      const [userId, wakeAt] = due[4] as [string, number];
      expect(await at.store.due(wakeAt, 100)).toHaveLength(5);
      expect((await at.store.due(wakeAt, 100)).at(-1)).toBe(userId);
      expect(await at.store.due(wakeAt - 1, 100)).toHaveLength(4);
      expect(await at.store.due(NOON + 1_000 * DAY, 3)).toEqual(due.slice(0, 3).map(([id]) => id));
    });

    it("gives fresh objects that the caller may change", async () => {
      const applied = await at.apply("ann", [solved("p1")]);
      const before = await everythingOf(at.store, "ann");
      applied.state.days.active.add(TODAY - 50);
      applied.state.groups.push("changed");
      for (const state of [await at.store.state("ann"), (await at.store.users(1))[0]])
        state?.days.active.add(TODAY - 60);
      const [day] = await at.store.days("ann", TODAY, TODAY);
      day?.problemIds.push("changed");
      expect(await everythingOf(at.store, "ann")).toEqual(before);
    });
  });
}
