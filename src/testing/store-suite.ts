import { describe } from "vitest";
import { createStoreBench, type StoreUnderTest } from "./store-bench.ts";
import { describeApply } from "./store-suite-apply.ts";
import { describeBell } from "./store-suite-bell.ts";
import { describeErasure } from "./store-suite-erasure.ts";
import { describeLifetime } from "./store-suite-lifetime.ts";
import { describeNotices } from "./store-suite-notices.ts";
import { describeReads } from "./store-suite-reads.ts";
import { describeShared } from "./store-suite-shared.ts";
import { describeWriters } from "./store-suite-writers.ts";

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
    const bench = createStoreBench(open);
    describeApply(bench);
    describeWriters(bench);
    describeReads(bench);
    describeErasure(bench);
    describeNotices(bench);
    describeShared(bench);
    describeBell(bench);
    describeLifetime(bench);
  });
}
