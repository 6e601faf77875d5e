import { describe, expect, it } from "vitest";
import { formatDate } from "../core/calendar.ts";
import type { Rules } from "../core/rules.ts";
import { defineRules } from "../core/rules-check.ts";
import { ZONE_DATA } from "../core/zone-data.ts";
import type { Store } from "../storage/store.ts";
import { type StoreBench, SUITE_RULES } from "./store-bench.ts";
import { RICH_LIFE } from "./store-life.ts";
import { DAY, everythingOf, NOON, seen } from "./store-samples.ts";

/** What lasts: rules, what was accepted before closing, everything once opened again. */
export function describeLifetime(at: StoreBench): void {
  describe("zone data", () => {
    it("dates activities by newer data from then on, and leaves stored dates as they are", async () => {
      const record = async (userId: string, now: number): Promise<string> => {
        const activity = { type: "request", kind: "presence", at: now, zone: "Europe/Paris", logged: false } as const;
        const change = { kind: "activity", activity: { ...activity, source: "live", flags: [] } } as const;
        const [applied] = await at.store.apply([{ userId, changes: [change] }], now);
        return formatDate(applied?.state.days.active.last() ?? 0);
      };
      const evening = Date.parse("2026-03-01T15:00:00Z");
      expect(await record("before", evening)).toBe("2026-03-01");
      try {
        // Paris ten hours ahead of UTC: minutes west of it, in base 60.
        await at.store.useZones({ version: "test", zones: ["Europe/Paris|-a0|0|"], links: [] });
        expect(await record("after", evening)).toBe("2026-03-02");
        const [stored] = await at.store.days("before", 0, 40_000);
        expect(formatDate(stored?.date ?? 0)).toBe("2026-03-01");
      } finally {
        await at.store.useZones(ZONE_DATA);
      }
    });
  });

  describe("rules", () => {
    it("keeps a version for each change of the rules, and none for the same rules again", async () => {
      const shuffled = Object.fromEntries(Object.entries(SUITE_RULES).reverse()) as unknown as Rules;
      const same = await at.store.useRules(shuffled, "Asia/Tokyo", NOON);
      expect(same.versions.map(({ version }) => version)).toEqual([1]);
      expect(same).toMatchObject({ defaultZone: "Asia/Tokyo", excused: [] });
      const changed = await at.store.useRules(defineRules({ goal: { lessons: 2 } }), "UTC", NOON + 5);
      expect(changed.versions.map(({ version, effectiveAt }) => [version, effectiveAt])).toEqual([
        [1, NOON - 100 * DAY],
        [2, NOON + 5],
      ]);
      expect(changed.versions.map(({ rules }) => rules)).toEqual([SUITE_RULES, defineRules({ goal: { lessons: 2 } })]);
      const back = await at.store.useRules(SUITE_RULES, "UTC", NOON + 6);
      expect(back.versions).toHaveLength(3);
      expect(await at.store.useRules(undefined, "UTC", NOON + 7)).toEqual(back);
    });

    it("makes one version where two start with the same new rules at once", async () => {
      const stores = [at.store, await at.other()];
      const rules = defineRules({ goal: { problems: 7 } });
      const books = await Promise.all(
        Array.from({ length: 6 }, (_, i) => (stores[i % 2] as Store).useRules(rules, "UTC", NOON + i)),
      );
      for (const book of books) expect(book.versions.map(({ version }) => version)).toEqual([1, 2]);
    });
  });

  describe("close", () => {
    it("finishes what was accepted and refuses what comes later", async () => {
      const accepted = Array.from({ length: 20 }, (_, i) =>
        at.store.apply([{ userId: `user ${i}`, changes: [seen()] }], NOON),
      );
      const closing = at.store.close();
      const applied = await Promise.all(accepted);
      await closing;
      await at.store.close();
      expect(applied.map(([user]) => user?.state.version)).toEqual(accepted.map(() => 1));
      const late: (() => Promise<unknown>)[] = [
        () => at.store.apply([{ userId: "late", changes: [seen()] }], NOON),
        () => at.store.state("late"),
        () => at.store.users(1),
        () => at.store.due(NOON, 1),
        () => at.store.ping(),
        () => at.store.useRules(SUITE_RULES, "UTC", NOON),
      ];
      for (const call of late) await expect(call()).rejects.toMatchObject({ name: "DaystreakError", code: "closed" });
      const reopened = await at.under.reopen?.();
      if (reopened !== undefined) expect(await reopened.users(100)).toHaveLength(20);
    });

    it("gives equal data once opened again", async () => {
      for (const { changes, now } of RICH_LIFE) await at.apply("ann", changes, now);
      const before = await everythingOf(at.store, "ann");
      const reopened = (await at.under.reopen?.()) ?? at.store;
      expect(await everythingOf(reopened, "ann")).toEqual(before);
      const book = await reopened.useRules(SUITE_RULES, "UTC", NOON);
      expect(book.versions.map(({ version }) => version)).toEqual([1]);
    });
  });

  it("answers a ping and counts its statements", async () => {
    await at.store.ping();
    const { statements } = at.store.stats();
    await at.store.state("ann");
    expect(at.store.stats().statements).toBeGreaterThanOrEqual(statements);
  });
}
