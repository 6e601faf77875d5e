import { afterEach, beforeEach } from "vitest";
import type { Change } from "../core/change.ts";
import type { Rules } from "../core/rules.ts";
import { defineRules } from "../core/rules-check.ts";
import type { Applied, Store } from "../storage/store.ts";
import { DAY, NOON } from "./store-samples.ts";

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

/** What each test of the suite works with; fresh for every test. */
export interface StoreBench {
  readonly under: StoreUnderTest;
  readonly store: Store;
  /** Applies changes of one user and gives what became of them. */
  apply(userId: string, changes: readonly Change[], now?: number): Promise<Applied>;
  /** Stores that can be opened twice are tried as two; others as one that is called twice at once. */
  other(): Promise<Store>;
}

/** Freezes and restores to spend, so that grants and protections have something to do. */
export const SUITE_RULES: Rules = defineRules({ freezes: { initial: 1, earnEvery: 5, cap: 4 }, restores: 1 });

/** Opens a store before each test and disposes of it afterwards. */
export function createStoreBench(open: () => Promise<StoreUnderTest>): StoreBench {
  let under: StoreUnderTest;
  beforeEach(async () => {
    under = await open();
    await under.store.useRules(SUITE_RULES, "UTC", NOON - 100 * DAY);
  });
  afterEach(() => under.dispose());

  return {
    get under() {
      return under;
    },
    get store() {
      return under.store;
    },
    async apply(userId, changes, now = NOON) {
      const [applied] = await under.store.apply([{ userId, changes }], now);
      return applied as Applied;
    },
    async other() {
      const second = await under.second?.();
      await second?.useRules(SUITE_RULES, "UTC", NOON);
      return second ?? under.store;
    },
  };
}
