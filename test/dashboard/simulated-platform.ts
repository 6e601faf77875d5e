import { createLearners, USUAL_ZONES } from "../../src/cli/simulation/learners.ts";
import { runSimulation } from "../../src/cli/simulation/run-simulation.ts";
import { DAY_MS } from "../../src/core/calendar.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";

/** The present of {@link simulatedPlatform}: a Wednesday. */
const PRESENT: number = Date.parse("2026-03-04T18:00:00Z");

/** A small platform with a history, as `daystreak simulate` makes it; its clock stands at {@link PRESENT}. */
export async function simulatedPlatform(users = 60, days = 75): Promise<Tracker> {
  const clock = { now: PRESENT };
  const tracker = await createTracker({
    store: createMemoryStore(),
    rules: { milestones: [1, 7, 30, 100] },
    clock: () => clock.now,
  });
  const to = Math.floor(PRESENT / DAY_MS);
  const from = to - days + 1;
  await runSimulation({
    tracker,
    clock,
    learners: createLearners({ seed: "1", count: users, zones: USUAL_ZONES, from, to }),
    seed: "1",
    zones: USUAL_ZONES,
    from,
    to,
    until: PRESENT,
    signal: new AbortController().signal,
    onProgress() {},
  });
  clock.now = PRESENT;
  return tracker;
}
