import fc from "fast-check";
import type { DayNumber } from "../../src/core/calendar.ts";
import { DaySets } from "../../src/metrics/day-sets.ts";

/** A few users' active and kept dates, as a brute-force count reads them. */
export interface Story {
  readonly first: DayNumber;
  readonly last: DayNumber;
  readonly users: readonly {
    readonly ordinal: number;
    readonly active: ReadonlySet<DayNumber>;
    readonly kept: ReadonlySet<DayNumber>;
  }[];
}

const FIRST = 20_000;
const SPAN = 75;

const user = fc.record({
  ordinal: fc.integer({ min: 0, max: 70_000 }),
  // Runs of active dates, gaps of kept or missed ones: real histories are neither dense nor random.
  stretches: fc.array(fc.tuple(fc.constantFrom("active", "kept", "missed"), fc.integer({ min: 1, max: 12 })), {
    minLength: 1,
    maxLength: 14,
  }),
});

/** Random histories of users in three parts. */
export const stories: fc.Arbitrary<Story> = fc
  .uniqueArray(user, { selector: ({ ordinal }) => ordinal, minLength: 1, maxLength: 12 })
  .map((users) => ({
    first: FIRST,
    last: FIRST + SPAN,
    users: users.map(({ ordinal, stretches }) => {
      const sets = { active: new Set<DayNumber>(), kept: new Set<DayNumber>(), missed: new Set<DayNumber>() };
      let day = FIRST;
      for (const [kind, length] of stretches) {
        for (let i = 0; i < length && day <= FIRST + SPAN; i++) sets[kind].add(day++);
      }
      return { ordinal, active: sets.active, kept: sets.kept };
    }),
  }))
  .filter(({ users }) => users.some(({ active }) => active.size > 0));

/** The same story as sets. */
export function setsOf({ users }: Story): DaySets {
  const sets = new DaySets();
  for (const { ordinal, active, kept } of users) {
    for (const day of active) sets.set("active", day, ordinal, true);
    for (const day of kept) sets.set("kept", day, ordinal, true);
  }
  return sets;
}
