import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { laterBy, type StoryOptions, stories } from "../model/histories.ts";
import { answered, expected, replay, shields } from "../model/replay.ts";

const runs = Number(process.env.DAYSTREAK_PROPERTY_RUNS ?? 100);
const DAY = 86_400_000;

async function compareLive(options: StoryOptions): Promise<void> {
  await fc.assert(
    fc.asyncProperty(stories(options), async (story) => {
      const { model, session, end, at } = await replay(story, {
        each: async (now, { model: soFar, session: s }) => {
          const view = soFar.view(now);
          const answer = await answered(s);
          if (answer === undefined) return;
          expect(answer, new Date(now).toISOString()).toEqual(expected(view, story.primary));
        },
      });
      if ((await answered(session)) === undefined) return;
      for (const later of [0, ...story.looks.map(laterBy)]) {
        at(end + later);
        const view = model.view(end + later);
        expect(await answered(session), new Date(end + later).toISOString()).toEqual(expected(view, story.primary));
        const dates = await shields(session, view, view.closedThrough ?? view.date);
        expect(dates.answered).toEqual(dates.expected);
      }
    }),
    { numRuns: runs, interruptAfterTimeLimit: Number(process.env.DAYSTREAK_PROPERTY_MS ?? 5_000) },
  );
}

async function compareAsOf(options: StoryOptions): Promise<void> {
  await fc.assert(
    fc.asyncProperty(stories(options), async (story) => {
      const { model, session, end, at } = await replay(story, { logged: true });
      if ((await answered(session)) === undefined) return;
      at(end + 10 * DAY);
      const span = end - story.begin + 8 * DAY;
      for (const look of story.looks) {
        const asOf = Math.round(story.begin - DAY + (look / 1_000) * span);
        const view = model.asOf(asOf);
        expect(await answered(session, asOf), new Date(asOf).toISOString()).toEqual(expected(view, story.primary));
      }
    }),
    { numRuns: runs, interruptAfterTimeLimit: Number(process.env.DAYSTREAK_PROPERTY_MS ?? 5_000) },
  );
}

describe("the core agrees with the brute-force model", () => {
  it("on activities with zones, as they come", () => compareLive({}));
  it("on late activities", () => compareLive({ late: true }));
  it("on activities without a zone", () => compareLive({ zoneless: true }));
  it("on granted freezes", () => compareLive({ late: true, granted: true }));
  it("on settings, pauses and excuses", () => compareLive({ acts: true }));
  it("on all of it together", () => compareLive({ acts: true, late: true, granted: true }));
  it("as of any instant", () => compareAsOf({ late: true }));
  it("as of any instant, with settings and protections", () => compareAsOf({ late: true, acts: true }));
});
