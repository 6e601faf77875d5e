import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Change } from "../core/change.ts";
import type { Rules } from "../core/rules.ts";
import { defineRules } from "../core/rules-check.ts";
import type { Applied, Store, UserChanges } from "../storage/store.ts";
import { decideFromReads, expectStored, RICH_LIFE } from "./store-life.ts";
import {
  ALL_DATES,
  AWKWARD_TEXTS,
  byCodePoint,
  DAY,
  everythingOf,
  NOON,
  plainState,
  seen,
  solved,
  TODAY,
} from "./store-samples.ts";

/** One store on an empty database of its own, for one test. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Closes the store and opens the same database again. Left out by stores that forget. */
  reopen?(): Promise<Store>;
  /** Opens the same database once more, as another process would. Left out by stores that cannot be shared. */
  second?(): Promise<Store>;
  /** Closes what is open and removes the database. */
  dispose(): Promise<void>;
}

/** Freezes and restores to spend, so that grants and protections have something to do. */
const RULES: Rules = defineRules({ freezes: { initial: 1, earnEvery: 5, cap: 4 }, restores: 1 });

/**
 * Checks that a store keeps every sentence of the contract in `storage/store.ts`. Call it in a vitest file.
 *
 * @example
 * testStore("my database", async () => {
 *   const store = await openMyStore(freshUrl());
 *   return { store, dispose: () => store.close() };
 * });
 */
export function testStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`store: ${name}`, () => {
    let under: StoreUnderTest;
    let store: Store;

    beforeEach(async () => {
      under = await open();
      store = under.store;
      await store.useRules(RULES, "UTC", NOON - 100 * DAY);
    });
    afterEach(() => under.dispose());

    /** Applies changes of one user and gives what became of them. */
    const apply = async (userId: string, changes: readonly Change[], now = NOON): Promise<Applied> => {
      const [applied] = await store.apply([{ userId, changes }], now);
      return applied as Applied;
    };

    /** Stores that can be opened twice are tried as two; others as one that is called twice at once. */
    const other = async (): Promise<Store> => {
      const second = await under.second?.();
      await second?.useRules(RULES, "UTC", NOON);
      return second ?? store;
    };

    describe("apply", () => {
      it("writes exactly what decide concludes, every field of it", async () => {
        for (const [step, { changes, now }] of RICH_LIFE.entries()) {
          const decision = await decideFromReads(store, "ann", changes, now);
          const applied = await apply("ann", changes, now);
          expect(plainState(applied.state), `state after step ${step}`).toEqual(plainState(decision.state));
          expect(applied.outcomes).toEqual(decision.outcomes);
          expect(applied.facts).toEqual(decision.facts);
          await expectStored(store, "ann", decision);
        }
        const { state } = await apply("ann", []);
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
        const applied = await store.apply(batch, NOON);
        expect(applied.map(({ userId }) => userId)).toEqual(ids);
        for (const [i, { outcomes, state }] of applied.entries()) {
          expect(outcomes.map(({ status }) => status)).toEqual(["accepted", "accepted", "duplicate"]);
          expect([state.userId, state.version, state.presence.current]).toEqual([ids[i], 1, 1]);
          expect((await store.days(ids[i] as string, TODAY, TODAY))[0]?.problemIds).toEqual([`p${i}`, `q${i}`]);
        }
      });

      it("counts an activity that comes again once, and changes nothing", async () => {
        await apply("ann", [solved("p1"), solved("p2", NOON, { id: "my-id" })]);
        const before = await everythingOf(store, "ann");
        const again = await apply("ann", [solved("p1"), solved("p9", NOON, { id: "my-id" })], NOON + 1);
        expect(again.outcomes).toEqual([{ status: "duplicate" }, { status: "duplicate" }]);
        expect(again.facts).toEqual([]);
        expect(await everythingOf(store, "ann")).toEqual(before);
      });

      it("gives each change its own outcome: one refused stops no other", async () => {
        const before = await everythingOf(store, "ann");
        const range = { from: TODAY, to: TODAY - 1, reason: "", by: "test" };
        const refused: Change = { kind: "protect", id: "x", protection: "paused", ...range };
        const { outcomes } = await apply("ann", [solved("p1"), refused, solved("p2")]);
        expect(outcomes.map(({ status }) => status)).toEqual(["accepted", "rejected", "accepted"]);
        expect((await store.days("ann", ...ALL_DATES))[0]?.problemIds).toEqual(["p1", "p2"]);
        expect(before.days).toEqual([]);
      });

      it("writes nothing where nothing changes", async () => {
        await apply("ann", [seen()]);
        const before = await everythingOf(store, "ann");
        const applied = await apply("ann", [{ kind: "tick" }]);
        expect(plainState(applied.state)).toEqual(before.state);
        expect(await everythingOf(store, "ann")).toEqual(before);
        expect(await store.apply([], NOON)).toEqual([]);
      });

      it("raises the version by one with each decision that is written", async () => {
        const versions: number[] = [];
        for (let day = 0; day < 3; day++)
          versions.push((await apply("ann", [seen(NOON + day * DAY)], NOON + day * DAY)).state.version);
        expect(versions).toEqual([1, 2, 3]);
      });

      it("takes rows away where a decision does", async () => {
        await apply("ann", [seen(NOON, { zone: "Europe/Paris" }), solved("p1")]);
        const before = await everythingOf(store, "ann");
        const ahead = NOON + 30 * DAY;
        await apply("ann", [seen(ahead, { zone: "Asia/Tokyo" }), solved("p2", ahead, { zone: "Asia/Tokyo" })], ahead);
        expect(await store.days("ann", ...ALL_DATES)).toHaveLength(2);
        await apply("ann", [{ kind: "tick" }], NOON + 1);
        const after = await everythingOf(store, "ann");
        for (const rows of ["days", "activities", "zones"]) expect(after[rows], rows).toEqual(before[rows]);

        const pause = { kind: "protect", id: "holiday", protection: "paused", reason: "away", by: "ann" } as const;
        const range = { from: TODAY + 1, to: TODAY + 3 };
        await apply(
          "ann",
          [
            { ...pause, ...range },
            { ...pause, ...range, id: "other" },
          ],
          NOON + 2,
        );
        expect(await store.protections("ann", ...ALL_DATES)).toHaveLength(6);
        await apply("ann", [{ kind: "withdraw", id: "holiday" }], NOON + 3);
        expect((await store.protections("ann", ...ALL_DATES)).map(({ id }) => id)).toEqual(["other", "other", "other"]);
      });

      it("keeps any text as it is", async () => {
        for (const text of AWKWARD_TEXTS) {
          await apply(text, [
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
          const all = await everythingOf(store, text);
          expect(all.state).toMatchObject({ userId: text, name: text, groups: [text, text] });
          expect(all.days).toMatchObject([{ problemIds: [text] }]);
          expect(all.activities).toMatchObject([{ identity: `id ${text}`, ref: text }]);
          expect(all.grants).toMatchObject([{ id: text, reason: text, by: text }]);
          expect(all.protections).toMatchObject([{ id: text, reason: text, by: text }]);
          expect((await apply(text, [solved("again", NOON, { id: `id ${text}` })])).outcomes).toEqual([
            { status: "duplicate" },
          ]);
        }
      });
    });

    describe("writers at the same time", () => {
      it("loses nothing and counts nothing twice: 60 users, 16 at once each, 960 problems", async () => {
        const stores = [store, await other()];
        const users = Array.from({ length: 60 }, (_, i) => `user ${i}`);
        const calls = Array.from({ length: 16 }, (_, writer) => {
          const batch: UserChanges[] = users.map((userId) => ({ userId, changes: [solved(`p${writer}`)] }));
          return (stores[writer % 2] as Store).apply(
            batch.sort(() => (writer % 3) - 1),
            NOON + writer,
          );
        });
        const outcomes = (await Promise.all(calls)).flat().flatMap((applied) => applied.outcomes);
        expect(outcomes).toHaveLength(960);
        expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["accepted"]));
        let problems = 0;
        let rows = 0;
        for (const userId of users) {
          problems += (await store.days(userId, TODAY, TODAY))[0]?.problemIds.length ?? 0;
          rows += (await store.activities(userId, TODAY, TODAY)).length;
          expect((await store.state(userId))?.version).toBe(16);
        }
        expect([problems, rows]).toEqual([960, 960]);
      });

      it("concludes each fact once: 50 at once on a new local day", async () => {
        const stores = [store, await other()];
        await apply("ann", [seen(NOON - DAY)], NOON - DAY);
        const calls = Array.from({ length: 50 }, (_, i) =>
          (stores[i % 2] as Store).apply([{ userId: "ann", changes: [seen()] }], NOON),
        );
        const facts = (await Promise.all(calls)).flat().flatMap((applied) => applied.facts);
        expect(facts.map(({ kind }) => kind)).toEqual(["streak.extended"]);
        expect((await store.facts("ann", 100)).filter(({ kind }) => kind === "streak.extended")).toEqual(facts);
        expect(await store.days("ann", TODAY, TODAY)).toHaveLength(1);
        expect((await store.state("ann"))?.presence.current).toBe(2);
      });

      it("accepts an activity that many send at once from one of them", async () => {
        const stores = [store, await other()];
        const calls = Array.from({ length: 20 }, (_, i) =>
          (stores[i % 2] as Store).apply([{ userId: "ann", changes: [solved("p", NOON, { id: "same" })] }], NOON),
        );
        const outcomes = (await Promise.all(calls)).flat().map((applied) => applied.outcomes[0]?.status);
        expect(outcomes.filter((status) => status === "accepted")).toHaveLength(1);
        expect(outcomes.filter((status) => status === "duplicate")).toHaveLength(19);
      });

      it("spends the one restore that is left once", async () => {
        const stores = [store, await other()];
        await apply("ann", [{ kind: "tick" }, ...[12, 11, 10, 9].map((ago) => seen(NOON - ago * DAY))], NOON - 9 * DAY);
        const now = NOON - 5 * DAY;
        const calls = Array.from({ length: 10 }, (_, i) =>
          (stores[i % 2] as Store).apply(
            [{ userId: "ann", changes: [{ kind: "restore", id: `r${i}`, reason: "", by: "ann" }] }],
            now,
          ),
        );
        const outcomes = (await Promise.all(calls)).flat().map((applied) => applied.outcomes[0]?.status);
        expect(outcomes.filter((status) => status === "accepted")).toHaveLength(1);
        expect((await store.state("ann"))?.restoresUsed).toBe(1);
      });
    });

    describe("reads", () => {
      it("knows nothing about a user never seen", async () => {
        expect(await everythingOf(store, "nobody")).toEqual({
          state: undefined,
          days: [],
          activities: [],
          zones: [],
          protections: [],
          grants: [],
          facts: [],
        });
      });

      it("gives dates of a range, its ends included, in order", async () => {
        const dates = [TODAY - 4, TODAY - 3, TODAY - 2, TODAY - 1, TODAY];
        await apply(
          "ann",
          [...dates]
            .reverse()
            .flatMap((date) => [solved("b", NOON + (date - TODAY) * DAY), solved("a", NOON + (date - TODAY) * DAY)]),
        );
        await apply("ann", [
          { kind: "protect", id: "x", protection: "paused", from: TODAY - 3, to: TODAY - 1, reason: "", by: "ann" },
        ]);
        const [from, to] = [TODAY - 3, TODAY - 1];
        expect((await store.days("ann", from, to)).map(({ date }) => date)).toEqual([from, from + 1, to]);
        expect((await store.protections("ann", from, to - 1)).map(({ date }) => date)).toEqual([from, from + 1]);
        const activities = await store.activities("ann", from, to);
        expect(activities.map(({ date, ref }) => [date, ref])).toEqual(
          [from, from + 1, to].flatMap((date) => [
            [date, "a"],
            [date, "b"],
          ]),
        );
      });

      it("pages through facts, newest first, none twice and none left out", async () => {
        for (let day = 0; day < 12; day++) {
          const at = NOON + day * DAY;
          await apply("ann", [solved("a", at), solved("b", at), solved("c", at)], at);
        }
        const all = await store.facts("ann", 1_000);
        expect(all.length).toBeGreaterThan(24);
        expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
        expect(all).toEqual([...all].sort((a, b) => b.version - a.version || byCodePoint(b.key, a.key)));
        const paged = [];
        for (let page = await store.facts("ann", 5); page.length > 0; page = await store.facts("ann", 5, page.at(-1)))
          paged.push(...page);
        expect(paged).toEqual(all);
      });

      it("pages through users in the order of their ids, by code point", async () => {
        const ids = [...AWKWARD_TEXTS, ...Array.from({ length: 30 }, (_, i) => `user ${i}`), "User", "user"];
        await store.apply(
          ids.map((userId) => ({ userId, changes: [seen()] })),
          NOON,
        );
        const paged: string[] = [];
        for (let page = await store.users(7); page.length > 0; page = await store.users(7, paged.at(-1)))
          paged.push(...page.map(({ userId }) => userId));
        expect(paged).toEqual([...ids].sort(byCodePoint));
      });

      it("names the users who are due, those due longest first", async () => {
        for (let i = 0; i < 20; i++)
          await apply(`user ${i}`, [seen(NOON + ((i * 7) % 20) * DAY)], NOON + ((i * 7) % 20) * DAY);
        await apply("idle", [{ kind: "attributes", name: "Idle" }]);
        const wakes = new Map((await store.users(100)).map(({ userId, wakeAt }) => [userId, wakeAt]));
        expect(wakes.get("idle")).toBeNull();
        const due = [...wakes]
          .filter((entry): entry is [string, number] => entry[1] !== null)
          .sort((a, b) => a[1] - b[1]);
        expect(await store.due(NOON + 1_000 * DAY, 100)).toEqual(due.map(([userId]) => userId));
        const [userId, wakeAt] = due[4] as [string, number];
        expect(await store.due(wakeAt, 100)).toHaveLength(5);
        expect((await store.due(wakeAt, 100)).at(-1)).toBe(userId);
        expect(await store.due(wakeAt - 1, 100)).toHaveLength(4);
        expect(await store.due(NOON + 1_000 * DAY, 3)).toEqual(due.slice(0, 3).map(([id]) => id));
      });

      it("gives fresh objects that the caller may change", async () => {
        const applied = await apply("ann", [solved("p1")]);
        const before = await everythingOf(store, "ann");
        applied.state.days.active.add(TODAY - 50);
        applied.state.groups.push("changed");
        for (const state of [await store.state("ann"), (await store.users(1))[0]]) state?.days.active.add(TODAY - 60);
        const [day] = await store.days("ann", TODAY, TODAY);
        day?.problemIds.push("changed");
        expect(await everythingOf(store, "ann")).toEqual(before);
      });
    });

    describe("rules", () => {
      it("keeps a version for each change of the rules, and none for the same rules again", async () => {
        const shuffled = Object.fromEntries(Object.entries(RULES).reverse()) as unknown as Rules;
        const same = await store.useRules(shuffled, "Asia/Tokyo", NOON);
        expect(same.versions.map(({ version }) => version)).toEqual([1]);
        expect(same).toMatchObject({ defaultZone: "Asia/Tokyo", excused: [] });
        const changed = await store.useRules(defineRules({ goal: { lessons: 2 } }), "UTC", NOON + 5);
        expect(changed.versions.map(({ version, effectiveAt }) => [version, effectiveAt])).toEqual([
          [1, NOON - 100 * DAY],
          [2, NOON + 5],
        ]);
        expect(changed.versions.map(({ rules }) => rules)).toEqual([RULES, defineRules({ goal: { lessons: 2 } })]);
        const back = await store.useRules(RULES, "UTC", NOON + 6);
        expect(back.versions).toHaveLength(3);
        expect(await store.useRules(undefined, "UTC", NOON + 7)).toEqual(back);
      });

      it("makes one version where two start with the same new rules at once", async () => {
        const stores = [store, await other()];
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
          store.apply([{ userId: `user ${i}`, changes: [seen()] }], NOON),
        );
        const closing = store.close();
        const applied = await Promise.all(accepted);
        await closing;
        await store.close();
        expect(applied.map(([user]) => user?.state.version)).toEqual(accepted.map(() => 1));
        const late: (() => Promise<unknown>)[] = [
          () => store.apply([{ userId: "late", changes: [seen()] }], NOON),
          () => store.state("late"),
          () => store.users(1),
          () => store.due(NOON, 1),
          () => store.ping(),
          () => store.useRules(RULES, "UTC", NOON),
        ];
        for (const call of late) await expect(call()).rejects.toMatchObject({ name: "DaystreakError", code: "closed" });
        const reopened = await under.reopen?.();
        if (reopened !== undefined) expect(await reopened.users(100)).toHaveLength(20);
      });

      it("gives equal data once opened again", async () => {
        for (const { changes, now } of RICH_LIFE) await apply("ann", changes, now);
        const before = await everythingOf(store, "ann");
        const reopened = (await under.reopen?.()) ?? store;
        expect(await everythingOf(reopened, "ann")).toEqual(before);
        const book = await reopened.useRules(RULES, "UTC", NOON);
        expect(book.versions.map(({ version }) => version)).toEqual([1]);
      });
    });

    it("answers a ping and counts its statements", async () => {
      await store.ping();
      const { statements } = store.stats();
      await store.state("ann");
      expect(store.stats().statements).toBeGreaterThanOrEqual(statements);
    });
  });
}
