import fc from "fast-check";
import { expect, test } from "vitest";
import { admit } from "../../src/core/admission.ts";
import type { Change } from "../../src/core/change.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import type { Store } from "../../src/storage/store.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";

const MINUTE_MS = 60_000;
const ZONES = [
  undefined,
  undefined,
  "UTC",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/New_York",
  "+05:37",
];

interface Event {
  /** Minutes after the event before; at one instant the order would be that of the zones. */
  minutes: number;
  type: string;
  zone: string | undefined;
  ref: string | undefined;
  setting: Change | undefined;
}

const settings: (Change | undefined)[] = [
  { kind: "settings", patch: { dayStart: 255 } },
  { kind: "settings", patch: { dayStart: 247, fixedZone: null } },
  { kind: "settings", patch: { fixedZone: "Asia/Tokyo" } },
  { kind: "settings", patch: { fixedZone: null } },
];

const event: fc.Arbitrary<Event> = fc.record({
  minutes: fc.oneof(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 70 }),
    fc.integer({ min: 1, max: 2_000 }),
  ),
  type: fc.constantFrom("request", "request", "heartbeat", "session", "lesson_view", "problem_solved"),
  zone: fc.constantFrom(...ZONES),
  ref: fc.constantFrom("1", "2"),
  setting: fc.oneof(
    { weight: 15, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...settings) },
  ),
});

/** What a user's history shows: everything but the last instants, which repeats within an hour do not move. */
async function shown(store: Store): Promise<unknown> {
  const [state, days] = [await store.state("ada"), await store.days("ada", 0, 99_999)];
  return {
    presence: state?.presence,
    goal: state?.goal,
    lastLogin: state?.lastLogin,
    zone: state?.zone?.zone,
    days: days.map(({ date, hours, slots, status, problemIds, counts, zones, firstAt, firstZone, lastZone }) => {
      return { date, hours, slots: [...slots], status, problemIds, counts, zones, firstAt, firstZone, lastZone };
    }),
  };
}

test("days, hours, slots, zones and streaks are the same with marks as with every activity written", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
      const clock = createFakeClock("2026-03-28T12:00:00Z");
      const [marking, writing] = [createMemoryStore(), createMemoryStore()];
      const tracker = await createTracker({ store: marking, clock: clock.now });
      const reference = await createTracker({ store: writing, clock: clock.now });
      for (const { minutes, type, zone, ref, setting } of events) {
        clock.advance(minutes * MINUTE_MS);
        const isView = type === "lesson_view" || type === "problem_solved";
        const input = {
          userId: "ada",
          type,
          ...(zone === undefined ? {} : { zone }),
          ...(isView && ref ? { ref } : {}),
        };
        const activity = admit(input, {
          now: clock.now(),
          source: "live",
          rules: reference.rules,
          login: type === "session",
        });
        if (setting !== undefined) {
          await tracker.change("ada", [setting]);
          await reference.applyAll([{ userId: "ada", changes: [setting] }]);
        }
        await tracker.record(input);
        await reference.applyAll([{ userId: "ada", changes: [{ kind: "activity", activity }] }]);
      }
      expect(await shown(marking)).toEqual(await shown(writing));
    }),
    { numRuns: 500 },
  );
});
