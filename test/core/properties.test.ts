import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StreakAnswer } from "../../src/core/answers.ts";
import { formatDate } from "../../src/core/calendar.ts";
import type { RulesInput } from "../../src/core/rules-check.ts";
import { coreSurface } from "../../src/testing/core-surface.ts";
import { HARD_ZONES, HOUR, MINUTE, stories } from "../model/histories.ts";
import { dateOf } from "../model/local-time.ts";
import { answered, replay } from "../model/replay.ts";

const runs = Number(process.env.DAYSTREAK_PROPERTY_RUNS ?? 100);
const DAY = 24 * HOUR;
const limits = { numRuns: runs, interruptAfterTimeLimit: Number(process.env.DAYSTREAK_PROPERTY_MS ?? 5_000) };

interface Seen {
  readonly type: "request" | "problem_solved";
  readonly at: number;
  readonly zone: string;
  readonly ref?: string;
}

/** One user of the pure core on a scripted clock. */
async function learner(rules: RulesInput, defaultZone = "UTC") {
  const clock = { now: 0 };
  const session = await coreSurface().open({ rules, defaultZone, clock: () => clock.now });
  return {
    async record(now: number, ...activities: readonly Seen[]): Promise<string[]> {
      clock.now = now;
      return session.record(
        "a",
        activities.map((activity) => ({ userId: "ada", ...activity })),
        { source: "key" },
      );
    },
    async streak(now: number): Promise<StreakAnswer> {
      clock.now = now;
      const answer = await session.streak("a", "ada");
      if (answer === undefined) throw new Error("nothing was recorded");
      return answer;
    },
    async days(now: number, from: number, to: number): Promise<string[]> {
      clock.now = now;
      const calendar = await session.calendar("a", "ada", { from, to });
      return calendar?.days.map((d) => `${d.date} ${d.status} ${d.problems_solved} ${d.protection ?? ""}`) ?? [];
    },
    facts: () => session.facts("a", "ada"),
  };
}

const rulesOfOrder: fc.Arbitrary<RulesInput> = fc.record({
  goal: fc.constantFrom({ problems: 1 }, { problems: 2 }),
  freezes: fc.constantFrom({}, { earnEvery: 1, cap: 1 }, { earnEvery: 2, cap: 2 }, { earnEvery: 3, cap: 1 }),
  restDays: fc.constantFrom([], [6, 7], [3]),
  dayStart: fc.constantFrom("00:00", "04:00", "19:30"),
  bridgeTravel: fc.boolean(),
});

/** A traveller's activities over some days; far from the one date that some zones never had, where order may show. */
const travels: fc.Arbitrary<Seen[]> = fc
  .tuple(
    fc.constantFrom(Date.UTC(2025, 9, 28), Date.UTC(2010, 10, 3), Date.UTC(2026, 3, 2)),
    fc.uniqueArray(fc.constantFrom(...HARD_ZONES), { minLength: 1, maxLength: 3 }),
  )
  .chain(([begin, zones]) =>
    fc.array(
      fc.record({
        type: fc.constantFrom("request" as const, "problem_solved" as const),
        at: fc.integer({ min: 0, max: 12 * 24 * 60 }).map((minutes) => begin + minutes * MINUTE),
        zone: fc.constantFrom(...zones),
      }),
      { minLength: 1, maxLength: 14 },
    ),
  )
  .map((list) => list.map((seen, i) => (seen.type === "request" ? seen : { ...seen, ref: `p${i}` })));

describe("the order of arrival", () => {
  it("changes no day, streak, freeze or longest: any order, doubles and batches equal one sorted fold", async () => {
    await fc.assert(
      fc.asyncProperty(
        rulesOfOrder,
        travels.chain((list) =>
          fc.record({
            list: fc.constant(list),
            shuffled: fc.shuffledSubarray([...list, ...list], { minLength: list.length, maxLength: 2 * list.length }),
            cuts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 }),
            pause: fc.constantFrom(0, MINUTE, 7 * HOUR),
          }),
        ),
        async (rules, { list, shuffled, cuts, pause }) => {
          const sorted = [...list].sort((a, b) => a.at - b.at || (a.zone < b.zone ? -1 : 1));
          const begin = sorted[0]?.at ?? 0;
          const end = sorted.at(-1)?.at ?? 0;
          const arrivals = [...shuffled, ...list.filter((seen) => !shuffled.includes(seen))];

          const atOnce = await learner(rules);
          await atOnce.record(end, ...sorted);
          const live = await learner(rules);
          for (const seen of sorted) await live.record(seen.at, seen);
          const anyhow = await learner(rules);
          let now = end;
          for (let i = 0, cut = 0; i < arrivals.length; cut++) {
            const size = cuts[cut % cuts.length] ?? 1;
            await anyhow.record(now, ...arrivals.slice(i, i + size));
            i += size;
            now += pause;
          }

          const later = now + 5 * DAY;
          const [from, to] = [Math.floor(begin / DAY) - 2, Math.floor(later / DAY) - 2];
          const wanted = await summary(atOnce, later, from, to);
          expect(await summary(live, later, from, to), "arrived live").toEqual(wanted);
          expect(await summary(anyhow, later, from, to), "arrived anyhow").toEqual(wanted);
        },
      ),
      limits,
    );
  });
});

async function summary(
  user: Awaited<ReturnType<typeof learner>>,
  now: number,
  from: number,
  to: number,
): Promise<unknown> {
  const { presence, goal, freezes, lost } = await user.streak(now);
  return { presence, goal, held: freezes.held, lost, days: await user.days(now, from, to) };
}

describe("one more activity", () => {
  it("never lowers the presence streak or its longest, once all dates are closed to the same one", async () => {
    await fc.assert(
      fc.asyncProperty(rulesOfOrder, travels, async (rules, list) => {
        const user = await learner(rules);
        const end = Math.max(...list.map(({ at }) => at));
        const later = end + 5 * DAY;
        let before: StreakAnswer | undefined;
        for (const seen of list) {
          await user.record(end, seen);
          const after = await user.streak(later);
          // In another zone another date is today, and other dates are closed: there is nothing to compare.
          if (before?.date === after.date) {
            expect(after.presence.max_streak).toBeGreaterThanOrEqual(before.presence.max_streak);
            expect(after.presence.current_streak).toBeGreaterThanOrEqual(before.presence.current_streak);
          }
          before = after;
        }
      }),
      limits,
    );
  });

  it("never lowers what is shown at that moment, with granted freezes too", async () => {
    const granted = fc.constantFrom(
      { initial: 1 },
      { initial: 2 },
      { initial: 1, earnEvery: 2 },
      { initial: 2, earnEvery: 3 },
    );
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 16 }), { minLength: 2, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(granted, fc.constantFrom([], [6, 7]), days, async (freezes, restDays, order) => {
        const user = await learner({ freezes, restDays });
        const begin = Date.UTC(2026, 0, 5, 12);
        const now = begin + 17 * DAY;
        let [current, longest] = [0, 0];
        for (const day of order) {
          await user.record(now, { type: "request", at: begin + day * DAY, zone: "UTC" });
          const { presence } = await user.streak(now);
          expect(presence.max_streak).toBeGreaterThanOrEqual(longest);
          expect(presence.current_streak).toBeGreaterThanOrEqual(current);
          ({ current_streak: current, max_streak: longest } = presence);
        }
      }),
      limits,
    );
  });
});

describe("a late activity", () => {
  it("heals exactly: the streak, the longest and the freezes are as if it had come in time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom({}, { earnEvery: 1, cap: 1 }, { earnEvery: 3, cap: 2 }, { earnEvery: 5, cap: 1 }),
        fc.constantFrom(...HARD_ZONES.filter((zone) => zone !== "Pacific/Apia")),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 6 }),
        async (freezes, zone, before, after) => {
          const begin = Date.UTC(2026, 2, 1, 12);
          const seen = (day: number): Seen => ({ type: "request", at: begin + day * DAY, zone });
          const late = await learner({ freezes });
          const inTime = await learner({ freezes });
          for (let day = 0; day <= before + after; day++) {
            await inTime.record(begin + day * DAY, seen(day));
            if (day !== before) await late.record(begin + day * DAY, seen(day));
          }
          const now = begin + (before + after) * DAY + HOUR;
          const broken = await late.streak(now);
          const wasFrozen = broken.current_streak > after;
          await late.record(now, seen(before));
          const { version: _, ...healed } = await late.streak(now);
          const { version: __, ...wanted } = await inTime.streak(now);
          expect(healed).toEqual(wanted);
          expect(healed.current_streak).toBe(before + after + 1);
          const facts = await late.facts();
          expect(facts.filter((kind) => kind === "streak.healed").length).toBeGreaterThanOrEqual(wasFrozen ? 0 : 1);
          expect(facts.filter((kind) => kind === "freeze.returned").length).toBe(wasFrozen ? 1 : 0);
        },
      ),
      limits,
    );
  });
});

describe("moving", () => {
  it("leaves no missed date where the next activity is on the same or the next date of the zone before it", async () => {
    const legs = fc.array(
      fc.record({ wait: fc.integer({ min: 1, max: 48 * 60 }), zone: fc.constantFrom(...HARD_ZONES) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    const starts = fc.constantFrom(
      Date.UTC(2011, 11, 26),
      Date.UTC(2010, 10, 3),
      Date.UTC(2025, 9, 28),
      Date.UTC(2026, 3, 2),
    );
    await fc.assert(
      fc.asyncProperty(starts, legs, fc.constantFrom("00:00", "04:00"), async (begin, route, dayStart) => {
        const start = dayStart === "00:00" ? 0 : 240;
        const user = await learner({ dayStart });
        const seen: { at: number; date: number }[] = [];
        let last: Seen = { type: "request", at: begin, zone: "UTC" };
        for (const { wait, zone } of route) {
          const at = last.at + wait * MINUTE;
          if (dateOf(at, last.zone, start) > dateOf(last.at, last.zone, start) + 1) continue;
          last = { type: "request", at, zone };
          seen.push({ at, date: dateOf(at, zone, start) });
          await user.record(at, last);
          const { presence } = await user.streak(at);
          expect(presence.started_on, new Date(at).toISOString()).toBe(
            formatDate(Math.min(...seen.map((s) => s.date))),
          );
          expect(presence.current_streak).toBe(new Set(seen.map((s) => s.date)).size);
          for (const [i, since] of seen.entries()) {
            const gained = new Set(seen.slice(i).map((s) => s.date)).size;
            expect(gained).toBeLessThanOrEqual(Math.floor((at - since.at + 26 * HOUR) / DAY) + 2);
          }
        }
      }),
      limits,
    );
  });
});

describe("the view", () => {
  it("reads the same whether or not ticks ran in between", async () => {
    await fc.assert(
      fc.asyncProperty(stories({ acts: true, late: true, granted: true }), async (story) => {
        const quiet: unknown[] = [];
        const busy: unknown[] = [];
        const a = await replay(story, { each: async (_, { session }) => void quiet.push(await answered(session)) });
        const b = await replay(story, {
          tickEvery: 5 * HOUR,
          each: async (_, { session }) => void busy.push(await answered(session)),
        });
        for (const { session, at, end } of [a, b]) {
          at(end + 3 * DAY);
          (session === a.session ? quiet : busy).push(await answered(session));
        }
        // A tick of a user never seen makes none, so that both know the user from the same moment on.
        expect(busy).toEqual(quiet);
      }),
      limits,
    );
  });
});
