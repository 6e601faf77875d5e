import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trackerSurface } from "../../src/testing/tracker-surface.ts";
import { laterBy, type StoryOptions, stories } from "../model/histories.ts";
import { answered, calendars, expected, replay } from "../model/replay.ts";
import { memoryHost } from "../vectors/hosts.ts";

const runs = Number(process.env.DAYSTREAK_PROPERTY_RUNS ?? 40);

/** Live activities, most of which a tracker knows already: what it drops must have changed nothing. */
async function compareLive(options: StoryOptions): Promise<void> {
  await fc.assert(
    fc.asyncProperty(stories(options), async (story) => {
      const surface = trackerSurface(memoryHost);
      const { model, session, end, at } = await replay(story, {
        surface,
        source: "live",
        instants: "ascending",
        each: async (now, { model: soFar, session: s }) => {
          const answer = await answered(s);
          if (answer === undefined) return;
          expect(answer, new Date(now).toISOString()).toEqual(expected(soFar.view(now), story.primary));
        },
      });
      try {
        if ((await answered(session)) === undefined) return;
        for (const later of [0, ...story.looks.map(laterBy)]) {
          at(end + later);
          const view = model.view(end + later);
          expect(await answered(session), new Date(end + later).toISOString()).toEqual(expected(view, story.primary));
          const dates = await calendars(session, view, view.date + 3);
          expect(withoutTimes(dates.answered)).toEqual(withoutTimes(dates.expected));
        }
      } finally {
        await session.close();
      }
    }),
    { numRuns: runs, interruptAfterTimeLimit: Number(process.env.DAYSTREAK_PROPERTY_MS ?? 2_000) },
  );
}

/** Of presence that repeats within an hour no instant is kept. */
function withoutTimes(days: unknown): unknown[] {
  return (days as Record<string, unknown>[]).map(({ first_at: _, last_at: __, ...day }) => day);
}

describe("a tracker agrees with the brute-force model", () => {
  it("on live activities with zones", () => compareLive({}));
  it("on live activities of which some carry no zone", () => compareLive({ zoneless: true }));
  it("on late activities, settings, grants and lessons", () =>
    compareLive({ late: true, acts: true, granted: true, lessons: true }));
});
