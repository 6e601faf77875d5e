import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { laterBy, type StoryOptions, stories } from "../model/histories.ts";
import { answered, calendars, expected, type ReplayOptions, replay } from "../model/replay.ts";

const runs = Number(process.env.DAYSTREAK_PROPERTY_RUNS ?? 40);
const DAY = 86_400_000;

async function compareLive(options: StoryOptions, how: ReplayOptions = {}): Promise<void> {
  await fc.assert(
    fc.asyncProperty(stories(options), async (story) => {
      const { model, session, end, at } = await replay(story, {
        ...how,
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
        const dates = await calendars(session, view, view.date + 3);
        expect(dates.answered).toEqual(dates.expected);
      }
    }),
    { numRuns: runs, interruptAfterTimeLimit: Number(process.env.DAYSTREAK_PROPERTY_MS ?? 2_000) },
  );
}

async function compareAsOf(options: StoryOptions, how: ReplayOptions = {}): Promise<void> {
  await fc.assert(
    fc.asyncProperty(stories(options), async (story) => {
      const { model, session, end, at } = await replay(story, { ...how, logged: true });
      if ((await answered(session)) === undefined) return;
      at(end + 10 * DAY);
      const span = end - story.begin + 8 * DAY;
      for (const look of story.looks) {
        const asOf = Math.round(story.begin - DAY + (look / 1_000) * span);
        const view = model.asOf(asOf);
        expect(await answered(session, asOf), new Date(asOf).toISOString()).toEqual(expected(view, story.primary));
        const dates = await calendars(session, view, view.date + 3, asOf);
        expect(dates.answered, new Date(asOf).toISOString()).toEqual(dates.expected);
      }
    }),
    { numRuns: runs, interruptAfterTimeLimit: Number(process.env.DAYSTREAK_PROPERTY_MS ?? 2_000) },
  );
}

const EVERYTHING: StoryOptions = { acts: true, late: true, zoneless: true, lessons: true, granted: true };

describe("the core agrees with the brute-force model", () => {
  it("on activities with zones, as they come", () => compareLive({}));
  it("on late activities", () => compareLive({ late: true }));
  it("on activities without a zone", () => compareLive({ zoneless: true }));
  it("on late activities without a zone", () => compareLive({ late: true, zoneless: true }, { logged: true }));
  it("on activities at one instant", () =>
    compareLive({ late: true, zoneless: true }, { logged: true, instants: "one" }));
  it("on granted freezes", () => compareLive({ late: true, granted: true }));
  it("on settings, pauses and excuses", () => compareLive({ acts: true }));
  it("on lessons, minutes and points", () => compareLive({ lessons: true, late: true, batches: true }));
  it("on all of it together", () => compareLive(EVERYTHING, { logged: true }));
  it("on all of it in batches", () => compareLive({ ...EVERYTHING, batches: true }, { logged: true, instants: "one" }));
  it("as of any instant", () => compareAsOf({ late: true }));
  it("as of any instant, with settings and protections", () => compareAsOf({ late: true, acts: true }));
  it("as of any instant, with all of it", () => compareAsOf(EVERYTHING));
  it("as of any instant, with all of it in batches", () =>
    compareAsOf({ ...EVERYTHING, batches: true }, { instants: "one" }));
});
