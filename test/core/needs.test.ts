import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Activity } from "../../src/core/activity.ts";
import { DAY_MS, type DayNumber } from "../../src/core/calendar.ts";
import type { Change, Loaded } from "../../src/core/change.ts";
import { dayNews } from "../../src/core/day-news.ts";
import type { DayRecord } from "../../src/core/day-record.ts";
import { decide } from "../../src/core/decide.ts";
import { needs } from "../../src/core/needs.ts";
import type { RuleBook } from "../../src/core/rules.ts";
import { defineRules } from "../../src/core/rules-check.ts";
import { emptyState, type UserState, type ZoneChange } from "../../src/core/state.ts";
import { TRAVEL_REACH } from "../../src/core/travel.ts";
import { localDate } from "../../src/core/zones.ts";

/** Around the date that Apia skipped, so that travelling and skipped dates are met. */
const START = Date.UTC(2011, 11, 24);
const ZONES = ["Pacific/Apia", "America/Santiago", "+14:00", "-12:00", "Europe/Paris"];
const DAYS = 12;

const book: RuleBook = {
  versions: [{ version: 1, effectiveAt: 0, rules: defineRules({ goal: { problems: 1 } }) }],
  excused: [],
  defaultZone: "Europe/Paris",
};

const anyZone = fc.option(fc.constantFrom(...ZONES), { nil: undefined });
/** Mostly one zone, as people are: else nobody would ever be seen in one zone for long. */
const seen = fc.oneof({ arbitrary: fc.constant("Europe/Paris"), weight: 15 }, { arbitrary: anyZone, weight: 1 });
const step = fc.record({
  minutes: fc.integer({ min: 0, max: DAYS * 24 * 60 }),
  zone: seen,
  solves: fc.boolean(),
  dayStart: fc.option(fc.constantFrom(0, 240), { nil: undefined, freq: 30 }),
});

describe("what a decision asks for", () => {
  it("is all that it depends on: knowing more records changes nothing", () => {
    let spared = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), fc.boolean(), (steps, isSorted) => {
        const user = { state: emptyState("ada", START), records: new Map<DayNumber, DayRecord>() };
        const zones: { list: readonly ZoneChange[] } = { list: [] };
        const order = isSorted ? [...steps].sort((a, b) => a.minutes - b.minutes) : steps;
        for (const [index, { minutes, zone, solves, dayStart }] of order.entries()) {
          const at = START + minutes * 60_000;
          const activity: Activity = {
            type: solves ? "problem_solved" : "request",
            kind: solves ? "learning" : "presence",
            at,
            logged: solves,
            source: "live",
            flags: [],
            ...(solves && { id: `solved ${index}` }),
            ...(zone !== undefined && { zone }),
          };
          const changes: Change[] = [{ kind: "activity", activity }];
          if (dayStart !== undefined) changes.push({ kind: "settings", patch: { dayStart } });
          const now = isSorted ? at : START + DAYS * DAY_MS;
          const asked = needs(user.state, changes, now, book);
          const some = loadedFrom(user.records, asked.days, asked.zones ? zones.list : []);
          const date = localDate(at, zone ?? user.state.lastZone ?? book.defaultZone);
          const around = [...user.records.keys()].filter((day) => Math.abs(day - date) <= TRAVEL_REACH);
          const more = loadedFrom(user.records, [...asked.days, ...around], asked.zones ? zones.list : []);
          if (asked.days.length < around.length) spared++;
          const decision = decide(user.state, some, changes, now, book);
          expect(plain(decision)).toEqual(plain(decide(user.state, more, changes, now, book)));
          user.state = decision.state;
          for (const day of decision.removals?.days ?? []) user.records.delete(day);
          for (const record of decision.days) user.records.set(record.date, record);
          zones.list = merged(zones.list, decision.zones, decision.removals?.zones ?? []);
          expect(isTrueOf(user.state, user.records)).toBe(true);
        }
      }),
      { numRuns: 600 },
    );
    expect(spared).toBeGreaterThan(100);
  });
});

function loadedFrom(
  records: ReadonlyMap<DayNumber, DayRecord>,
  days: readonly DayNumber[],
  zones: readonly ZoneChange[],
): Loaded {
  const found = days.flatMap((day) => (records.has(day) ? [[day, records.get(day) as DayRecord] as const] : []));
  return { days: new Map(found), identities: new Set(), zones, sightings: [], protections: [] };
}

/** What `steadySince` promises. */
function isTrueOf({ steadySince, lastZone }: UserState, records: ReadonlyMap<DayNumber, DayRecord>): boolean {
  if (steadySince === null) return true;
  return [...records.values()].every(
    ({ date, zones }) => date < steadySince || zones.every((zone) => zone === lastZone),
  );
}

function merged(
  list: readonly ZoneChange[],
  put: readonly ZoneChange[],
  removed: readonly number[],
): readonly ZoneChange[] {
  const byAt = new Map(list.map((span) => [span.at, span]));
  for (const at of removed) byAt.delete(at);
  for (const span of put) byAt.set(span.at, span);
  return [...byAt.values()].sort((a, b) => a.at - b.at);
}

/** A decision and its news, with its sets as texts, so that equal ones compare as equal; what it was made from differs. */
function plain(decision: ReturnType<typeof decide>): unknown {
  const { before: _, ...decided } = decision;
  const { days } = decision.state;
  const bits = Object.fromEntries(Object.entries(days).map(([name, set]) => [name, [...set].join(" ")]));
  return { ...decided, news: dayNews(decision), state: { ...decision.state, days: bits } };
}
