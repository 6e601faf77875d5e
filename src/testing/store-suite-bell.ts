import { afterEach, describe, expect, it } from "vitest";
import type { Applied, Bell, Store } from "../storage/store.ts";
import type { StoreBench } from "./store-bench.ts";
import { NOON, seen, solved, TODAY } from "./store-samples.ts";

/** What a bell was told, and a way to wait for it. */
interface HeardBell extends Bell {
  readonly applied: Applied[];
  readonly named: string[];
  losses: number;
  closes: number;
  /** Resolves once the look finds what it wants. */
  until(look: () => boolean): Promise<void>;
}

function createHeardBell(watched: readonly string[]): HeardBell {
  const waiting = new Set<() => void>();
  const told = (): void => {
    for (const check of waiting) check();
  };
  const bell: HeardBell = {
    applied: [],
    named: [],
    losses: 0,
    closes: 0,
    watches: (userId) => watched.includes(userId),
    committed(applied) {
      bell.applied.push(...applied);
      told();
    },
    changed(userIds) {
      bell.named.push(...userIds);
      told();
    },
    lost() {
      bell.losses++;
      told();
    },
    closed() {
      bell.closes++;
    },
    until: (look) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!look()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
  return bell;
}

/** What holds of the doorbell. */
export function describeBell(at: StoreBench): void {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });
  const listen = (store: Store, ...watched: string[]): HeardBell => {
    const bell = createHeardBell(watched);
    stops.push(store.listen(bell));
    return bell;
  };

  describe("the doorbell", () => {
    it("tells of what was committed before apply resolves, with the records of those who are watched", async () => {
      const bell = listen(at.store, "ann");
      const batch = ["ann", "bob"].map((userId) => ({ userId, changes: [solved("p")] }));
      const applied = await at.store.apply(batch, NOON);
      expect(bell.applied).toEqual(applied);
      expect(applied.map(({ written }) => written)).toEqual(["state", "state"]);
      expect(applied[0]?.days).toEqual(await at.store.days("ann", TODAY, TODAY));
      expect(applied[0]?.state).toEqual(await at.store.state("ann"));
    });

    it("tells of erasures, and not of what changed nothing", async () => {
      await at.apply("ann", [solved("p")]);
      const bell = listen(at.store, "ann");
      const { written } = await at.apply("ann", [solved("p")]);
      expect([written, bell.applied]).toEqual(["nothing", []]);
      await at.apply("bob", [{ kind: "erase" }]);
      await at.apply("ann", [{ kind: "erase" }]);
      expect(bell.applied.map((user) => [user.userId, user.written])).toEqual([["ann", "erasure"]]);
    });

    it("is silent once nobody listens, and says when the store is closed", async () => {
      const bells = [listen(at.store), listen(at.store)];
      stops.shift()?.();
      await at.apply("ann", [seen()]);
      expect(bells.map(({ applied }) => applied.length)).toEqual([0, 1]);
      await at.store.close();
      expect(bells.map(({ closes }) => closes)).toEqual([0, 1]);
    });

    it("rings for what another process commits, and not for its own", async () => {
      const other = await at.other();
      if (other === at.store) return;
      const bell = listen(at.store);
      // Where it takes a while to begin listening, it says so by a loss.
      if (at.store.kind === "postgres") await bell.until(() => bell.losses > 0);
      const heard = (): number => bell.named.length + bell.losses;
      let before = heard();
      await at.apply("ann", [seen()]);
      for (const userId of ["bob", "cleo"]) {
        await other.apply([{ userId, changes: [seen()] }], NOON);
        await bell.until(() => heard() > before);
        before = heard();
      }
      expect(bell.named).not.toContain("ann");
      expect(bell.applied.map(({ userId }) => userId)).toEqual(["ann"]);
      await other.apply([{ userId: "bob", changes: [{ kind: "erase" }] }], NOON);
      await bell.until(() => heard() > before);
    });
  });

  it("gives the versions of those users that are stored", async () => {
    await at.apply("ann", [seen()]);
    await at.apply("ann", [solved("p")]);
    await at.apply("é, \"{}'", [seen()]);
    const asked = ["ann", "é, \"{}'", "nobody", ...Array.from({ length: 1_500 }, (_, i) => `user ${i}`)];
    expect(await at.store.versions(asked)).toEqual(
      new Map([
        ["ann", 2],
        ["é, \"{}'", 1],
      ]),
    );
    expect(await at.store.versions([])).toEqual(new Map());
  });
}
