import type { DaystreakError } from "../core/errors.ts";
import type { RulesInput } from "../core/rules-check.ts";
import type { Store } from "../storage/store.ts";
import { createTracker } from "../tracker/create-tracker.ts";
import { createHost, type HostChanges, type RunningHost, type StartAdapter } from "./adapter-host.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { createFaultyStore, type FaultyStore } from "./faulty-store.ts";
import { type Recorded, type WatchedTracker, watchTracker } from "./watched-tracker.ts";

/** Milliseconds in a nominal day. */
export const DAY_MS = 86_400_000;
/** Milliseconds in an hour. */
export const HOUR_MS = 3_600_000;
/** Where the clock of every scene begins. */
export const NOON: number = Date.parse("2026-03-02T12:00:00Z");

/** Everything a test of the suite works with. */
export interface Scene {
  readonly clock: FakeClock;
  readonly store: FaultyStore;
  readonly tracker: WatchedTracker;
  readonly errors: DaystreakError[];
  send(path: string, headers?: Record<string, string>, method?: string): Promise<Response>;
  /** What was recorded for a user, once everything sent so far has been looked at. */
  recordedFor(userId: string): Promise<Recorded[]>;
}

/** Starts the host app of the suite with the adapter in front of it. */
export type Play = (changes?: HostChanges, rules?: RulesInput) => Promise<Scene>;

/** How scenes are made, and how all that were made are stopped. */
export function createStage(
  start: StartAdapter,
  openStore: () => Promise<Store>,
): { play: Play; stop(): Promise<void> } {
  const running: (() => Promise<void>)[] = [];

  async function play(changes: HostChanges = {}, rules: RulesInput = {}): Promise<Scene> {
    const clock = createFakeClock(NOON);
    const store = createFaultyStore(await openStore());
    const errors: DaystreakError[] = [];
    const tracker = watchTracker(
      await createTracker({ store, rules, clock: clock.now, onError: (error) => errors.push(error) }),
    );
    const host: RunningHost = await start(createHost(tracker, changes));
    running.push(async () => {
      store.release();
      await host.close();
      await tracker.close();
    });
    let guests = 0;
    const send = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> =>
      fetch(host.url + path, { method, headers, redirect: "manual" });

    async function recordedFor(userId: string): Promise<Recorded[]> {
      // Answers are looked at in the order in which they went out: a later one that was seen says that this one was.
      const guest = `guest-${++guests}`;
      const path = changes.mount === "sessionActivity" ? "/api/auth/login/" : "/api/lms/courses/";
      await (await send(path, { "x-user": guest }, "POST")).text();
      await tracker.firstOf(guest);
      return tracker.recorded.filter((call) => call.userId === userId);
    }

    return { clock, store, tracker, errors, send, recordedFor };
  }

  return {
    play,
    async stop() {
      for (const stop of running.splice(0)) await stop();
    },
  };
}
