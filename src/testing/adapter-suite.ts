import { afterEach, describe } from "vitest";
import type { Store } from "../storage/store.ts";
import type { StartAdapter } from "./adapter-host.ts";
import { testHostFirst } from "./adapter-host-first.ts";
import { testRecordedAs } from "./adapter-recorded-as.ts";
import { createStage } from "./adapter-scene.ts";
import { testSessions } from "./adapter-sessions.ts";
import { testWhatCounts } from "./adapter-what-counts.ts";

/**
 * The suite that every adapter passes: which requests count and for whom, what they are recorded as, and that the host
 * app neither fails nor waits whatever Daystreak meets. Runs a real server and drives it with `fetch`.
 *
 * ```ts
 * testAdapter("express", startExpress, async () => createMemoryStore());
 * ```
 *
 * @param start starts a server with the adapter in front of the suite's host app
 * @param openStore an empty store for each test
 */
export function testAdapter(name: string, start: StartAdapter, openStore: () => Promise<Store>): void {
  const { play, stop } = createStage(start, openStore);
  afterEach(stop);

  describe(`the ${name} adapter`, () => {
    describe("what counts", () => testWhatCounts(play));
    describe("what a request is recorded as", () => testRecordedAs(play));
    describe("logins and refreshes", () => testSessions(play));
    describe("the host app comes first", () => testHostFirst(play));
  });
}
