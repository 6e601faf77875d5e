import { describe, expect, it } from "vitest";
import type { Change } from "../core/change.ts";
import type { StoreBench } from "./store-bench.ts";
import { decideFromReads, expectStored, RICH_LIFE } from "./store-life.ts";
import { ALL_DATES, AWKWARD_TEXTS, DAY, everythingOf, NOON, plainState, seen, solved, TODAY } from "./store-samples.ts";

/** What `apply` writes and answers. */
export function describeApply(at: StoreBench): void {
  describe("apply", () => {
    it("writes exactly what decide concludes, every field of it", async () => {
      for (const [step, { changes, now }] of RICH_LIFE.entries()) {
        const decision = await decideFromReads(at.store, "ann", changes, now);
        const applied = await at.apply("ann", changes, now);
        expect(plainState(applied.state), `state after step ${step}`).toEqual(plainState(decision.state));
        expect(applied.outcomes).toEqual(decision.outcomes);
        expect(applied.facts).toEqual(decision.facts);
        await expectStored(at.store, "ann", decision);
      }
      const { state } = await at.apply("ann", []);
      expect(state.settings.length, "the life touches settings").toBeGreaterThan(0);
      expect(state.grants.length, "the life touches grants").toBeGreaterThan(0);
      expect(state.groups.length, "the life touches groups").toBeGreaterThan(0);
    });

    it("answers in the order of the batch, for hundreds of users at once", async () => {
      const ids = Array.from({ length: 500 }, (_, i) => `user ${(i * 7919) % 500}`);
      const batch = ids.map((userId, i) => ({
        userId,
        changes: [solved(`p${i}`), solved(`q${i}`), solved(`p${i}`)],
      }));
      const applied = await at.store.apply(batch, NOON);
      expect(applied.map(({ userId }) => userId)).toEqual(ids);
      for (const [i, { outcomes, state }] of applied.entries()) {
        expect(outcomes.map(({ status }) => status)).toEqual(["accepted", "accepted", "duplicate"]);
        expect([state.userId, state.version, state.presence.current]).toEqual([ids[i], 1, 1]);
        expect((await at.store.days(ids[i] as string, TODAY, TODAY))[0]?.problemIds).toEqual([`p${i}`, `q${i}`]);
      }
    });

    it("counts an activity that comes again once, and changes nothing", async () => {
      await at.apply("ann", [solved("p1"), solved("p2", NOON, { id: "my-id" })]);
      const before = await everythingOf(at.store, "ann");
      const again = await at.apply("ann", [solved("p1"), solved("p9", NOON, { id: "my-id" })], NOON + 1);
      expect(again.outcomes).toEqual([{ status: "duplicate" }, { status: "duplicate" }]);
      expect(again.facts).toEqual([]);
      expect(await everythingOf(at.store, "ann")).toEqual(before);
    });

    it("asks the log where a user was before and after late news of another zone", async () => {
      const inZone = (ref: string, hours: number, zone: string): Change =>
        solved(ref, NOON + hours * 3_600_000, { zone });
      const others = ["bob", "cy"].map((userId) => ({ userId, changes: [inZone("p2", 2, "Europe/Paris")] }));
      await at.store.apply(others, NOON + DAY);
      const inParis = [0, 1, 3, 4].map((hours) => inZone(`p${hours}`, hours, "Europe/Paris"));
      await at.apply("ann", inParis, NOON + DAY);
      await at.apply("ann", [inZone("p9", 2, "Asia/Tokyo")], NOON + DAY);
      const stays = (await at.store.zoneChanges("ann")).map((stay) => [stay.zone, stay.at, stay.until]);
      const hour = (hours: number): number => NOON + hours * 3_600_000;
      expect(stays).toEqual([
        ["Europe/Paris", hour(0), hour(1)],
        ["Asia/Tokyo", hour(2), hour(2)],
        ["Europe/Paris", hour(3), hour(4)],
      ]);
    });

    it("gives each change its own outcome: one refused stops no other", async () => {
      const before = await everythingOf(at.store, "ann");
      const range = { from: TODAY, to: TODAY - 1, reason: "", by: "test" };
      const refused: Change = { kind: "protect", id: "x", protection: "paused", ...range };
      const { outcomes } = await at.apply("ann", [solved("p1"), refused, solved("p2")]);
      expect(outcomes.map(({ status }) => status)).toEqual(["accepted", "rejected", "accepted"]);
      expect((await at.store.days("ann", ...ALL_DATES))[0]?.problemIds).toEqual(["p1", "p2"]);
      expect(before.days).toEqual([]);
    });

    it("writes nothing where nothing changes", async () => {
      await at.apply("ann", [seen()]);
      const before = await everythingOf(at.store, "ann");
      const applied = await at.apply("ann", [{ kind: "tick" }]);
      expect(plainState(applied.state)).toEqual(before.state);
      expect(await everythingOf(at.store, "ann")).toEqual(before);
      expect(await at.store.apply([], NOON)).toEqual([]);
    });

    it("raises the version by one with each decision that is written", async () => {
      const versions: number[] = [];
      for (let day = 0; day < 3; day++)
        versions.push((await at.apply("ann", [seen(NOON + day * DAY)], NOON + day * DAY)).state.version);
      expect(versions).toEqual([1, 2, 3]);
    });

    it("takes rows away where a decision does", async () => {
      await at.apply("ann", [seen(NOON, { zone: "Europe/Paris" }), solved("p1")]);
      const before = await everythingOf(at.store, "ann");
      const ahead = NOON + 30 * DAY;
      await at.apply("ann", [seen(ahead, { zone: "Asia/Tokyo" }), solved("p2", ahead, { zone: "Asia/Tokyo" })], ahead);
      expect(await at.store.days("ann", ...ALL_DATES)).toHaveLength(2);
      await at.apply("ann", [{ kind: "tick" }], NOON + 1);
      const after = await everythingOf(at.store, "ann");
      for (const rows of ["days", "activities", "zones"]) expect(after[rows], rows).toEqual(before[rows]);

      const pause = { kind: "protect", id: "holiday", protection: "paused", reason: "away", by: "ann" } as const;
      const range = { from: TODAY + 1, to: TODAY + 3 };
      await at.apply(
        "ann",
        [
          { ...pause, ...range },
          { ...pause, ...range, id: "other" },
        ],
        NOON + 2,
      );
      expect(await at.store.protections("ann", ...ALL_DATES)).toHaveLength(6);
      await at.apply("ann", [{ kind: "withdraw", id: "holiday" }], NOON + 3);
      expect((await at.store.protections("ann", ...ALL_DATES)).map(({ id }) => id)).toEqual([
        "other",
        "other",
        "other",
      ]);
    });

    it("keeps any text as it is", async () => {
      for (const text of AWKWARD_TEXTS) {
        await at.apply(text, [
          solved(text, NOON, { id: `id ${text}` }),
          { kind: "attributes", name: text, groups: [text, text] },
          { kind: "grant", id: text, freezes: 1, reason: text, by: text },
          {
            kind: "protect",
            id: text,
            protection: "excused",
            from: TODAY - 1,
            to: TODAY - 1,
            reason: text,
            by: text,
          },
        ]);
      }
      for (const text of AWKWARD_TEXTS) {
        const all = await everythingOf(at.store, text);
        expect(all.state).toMatchObject({ userId: text, name: text, groups: [text, text] });
        expect(all.days).toMatchObject([{ problemIds: [text] }]);
        expect(all.activities).toMatchObject([{ identity: `id ${text}`, ref: text }]);
        expect(all.grants).toMatchObject([{ id: text, reason: text, by: text }]);
        expect(all.protections).toMatchObject([{ id: text, reason: text, by: text }]);
        expect((await at.apply(text, [solved("again", NOON, { id: `id ${text}` })])).outcomes).toEqual([
          { status: "duplicate" },
        ]);
      }
    });
  });
}
