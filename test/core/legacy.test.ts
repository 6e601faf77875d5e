import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifyUser } from "../../src/cli/verify-user.ts";
import { type DayNumber, formatDate } from "../../src/core/calendar.ts";
import type { Change } from "../../src/core/change.ts";
import { explainAnswer } from "../../src/core/explain.ts";
import { firstOwnDate, impliedBy, type LegacyHistory } from "../../src/core/legacy-history.ts";
import { rebuildUser } from "../../src/core/rebuild.ts";
import { day, type OneUser, oneUser } from "./one-user.ts";

const LATER = "2026-06-01T12:00:00Z";
const D1 = day("2026-03-01");

/** A history of dates counted from 2026-03-01. */
function history(dates: readonly number[], more: Partial<LegacyHistory> = {}): LegacyHistory {
  return {
    dates: dates.map((date) => D1 + date),
    complete: dates.map(() => false),
    problems: dates.map(() => 0),
    lessons: {},
    zone: "UTC",
    streak: null,
    joinedOn: null,
    lastLogin: null,
    ...more,
  };
}

function legacy(dates: readonly number[], more: Partial<LegacyHistory> = {}): Change {
  return { kind: "legacy", history: history(dates, more) };
}

function ownOn(date: number, zone = "UTC", hour = 12): Change {
  const at = (D1 + date) * 86_400_000 + hour * 3_600_000;
  return {
    kind: "activity",
    activity: { type: "request", kind: "presence", at, zone, logged: false, source: "key", flags: [] },
  };
}

function datesOf(user: OneUser): number[] {
  return [...user.state.days.active].map((date) => date - D1);
}

/** Everything about a user on which no order may show. */
function settled(user: OneUser): unknown {
  const { days, presence, goal, lastLogin } = user.state;
  const sets = Object.entries(days).map(([name, set]) => [name, [...set]]);
  const records = [...user.records.values()].sort((a, b) => a.date - b.date);
  return {
    sets,
    presence,
    goal,
    lastLogin,
    records: records.map(({ date, status, baseProblems, lessonIds, source, zones }) => [
      date,
      status,
      baseProblems,
      [...lessonIds].sort(),
      source,
      [...zones].sort(),
    ]),
  };
}

function differences(user: OneUser): string[] {
  return verifyUser(
    { state: user.state, records: [...user.records.values()], protections: user.protections },
    user.book,
  );
}

describe("a history of another system", () => {
  it("counts as days, with what was done on them", () => {
    const user = oneUser();
    user.change(
      LATER,
      legacy([0, 1, 2, 4], { problems: [0, 3, 1, 0], complete: [false, false, true, false], lessons: { 3: ["7"] } }),
    );
    expect(user.streak("2026-03-05T10:00:00Z")).toMatchObject({ current_streak: 0, max_streak: 3 });
    const rows = [...user.records.values()].map((r) => [r.status, r.baseProblems, r.lessonIds, r.source]);
    expect(rows).toEqual([
      ["partial", 0, [], "legacy"],
      ["complete", 3, [], "legacy"],
      ["complete", 1, [], "legacy"],
      ["partial", 0, ["7"], "legacy"],
    ]);
  });

  it("makes a user of who never did anything there", () => {
    const user = oneUser();
    expect(user.change(LATER, legacy([])).changed).toBe(true);
    expect(user.streak(LATER)).toMatchObject({ current_streak: 0, state: "none" });
    expect(user.change(LATER, legacy([])).changed).toBe(false);
  });

  it("tells of no completed day, no break, and celebrates no milestone", () => {
    const user = oneUser({ milestones: [2, 3] });
    const today = "2026-03-03T12:00:00Z";
    const { facts } = user.change(today, legacy([0, 1, 2], { problems: [3, 3, 3] }));
    expect(facts.filter(({ kind }) => kind === "day.completed" || kind === "streak.broken")).toEqual([]);
    const milestones = facts.filter(({ kind }) => kind === "milestone.reached");
    expect(milestones.map(({ data }) => [data.days, data.celebrate])).toEqual([
      [2, false],
      [3, false],
    ]);
    expect(user.state.wakeAt).toBeNull();
    expect(user.change("2026-04-01T12:00:00Z", { kind: "tick" }).facts).toEqual([]);
  });

  it("keeps a streak that no day explains: its dates are implied, from the day the user joined on", () => {
    const user = oneUser();
    const streak = { current: 10, max: 4, lastDate: D1 + 9 };
    user.change("2026-03-10T20:00:00Z", legacy([8, 9], { streak, joinedOn: D1 + 3 }));
    expect(user.streak("2026-03-10T21:00:00Z")).toMatchObject({ current_streak: 7, max_streak: 10 });
    expect(user.records.get(D1 + 3)).toMatchObject({ source: "implied", status: "partial" });
    expect(user.state.presence.floor).toBe(10);
  });

  it("says of each date where it is from", () => {
    const user = oneUser();
    user.change("2026-03-10T20:00:00Z", legacy([1], { streak: { current: 2, max: 0, lastDate: D1 + 1 } }));
    const summary = (date: DayNumber): string => {
      const record = user.records.get(date);
      const input = { state: user.state, record, activities: [], protections: [] };
      return explainAnswer(input, date, Date.parse(LATER), user.book).summary;
    };
    expect(summary(D1)).toBe(
      "2026-03-01 counted: the streak stood at 1. No record of it exists: it is implied by a streak that was imported.",
    );
    expect(summary(D1 + 1)).toBe(
      "2026-03-02 counted: the streak stood at 2. It was imported as a whole day from another system.",
    );
  });

  it("keeps what another system called complete through a rebuild", () => {
    const user = oneUser();
    user.change(LATER, legacy([0, 1], { complete: [true, false], problems: [1, 3] }));
    const input = { state: user.state, records: [...user.records.values()], activities: [], protections: [] };
    expect(rebuildUser(input, user.book)).toEqual({ differences: [] });
    expect(differences(user)).toEqual([]);
  });

  it("is refused for a user who has switched tracking off", () => {
    const user = oneUser();
    user.change(LATER, { kind: "attributes", switches: { tracking: false } });
    expect(user.change(LATER, legacy([1])).outcomes).toMatchObject([{ status: "rejected", code: "tracking_off" }]);
  });

  it("ends the streak of nobody who crosses to local dates east of it", () => {
    const user = oneUser();
    user.change("2026-03-03T20:00:00Z", legacy([0, 1]));
    user.record("2026-03-03T20:00:00Z", { zone: "Asia/Tokyo" });
    expect(user.streak("2026-03-03T20:01:00Z")).toMatchObject({ date: "2026-03-04", current_streak: 3 });
  });

  it("gives way where the user's own local date lies before the date of the other system", () => {
    const user = oneUser();
    user.change("2026-03-03T03:00:00Z", legacy([0, 1, 2]));
    user.record("2026-03-03T04:00:00Z", { zone: "America/New_York" });
    expect(datesOf(user)).toEqual([0, 1]);
    expect(user.streak("2026-03-03T04:01:00Z")).toMatchObject({
      date: "2026-03-02",
      current_streak: 2,
      state: "active",
    });
    expect(differences(user)).toEqual([]);
  });

  it("takes no streak away when a device sends what it kept while it was offline", () => {
    const user = oneUser();
    user.change("2026-03-06T08:00:00Z", legacy([0, 1, 2, 3, 4, 5]));
    user.record("2026-03-07T08:00:00Z", { zone: "UTC" });
    expect(user.streak("2026-03-07T08:01:00Z").current_streak).toBe(7);
    user.record("2026-03-07T08:02:00Z", { zone: "UTC", at: "2026-03-04T09:00:00Z" });
    expect(user.streak("2026-03-07T08:03:00Z")).toMatchObject({ state: "active", started_on: "2026-03-01" });
  });
});

describe("what a legacy streak implies", () => {
  const of = (streak: LegacyHistory["streak"], joinedOn: number | null = null, dates: readonly number[] = []) =>
    impliedBy(history(dates, { streak, joinedOn: joinedOn === null ? null : D1 + joinedOn }));

  it("is a floor where it has no date, or is longer than anybody's", () => {
    expect(of({ current: 5, max: 0, lastDate: null })).toEqual({ dates: [], floor: { length: 5, reason: "no_date" } });
    expect(of({ current: 3651, max: 0, lastDate: D1 })).toEqual({
      dates: [],
      floor: { length: 3651, reason: "too_long" },
    });
    expect(of({ current: 3650, max: 0, lastDate: D1 }).dates).toHaveLength(3650);
  });

  it("is nothing where there is no streak", () => {
    expect(of(null)).toEqual({ dates: [] });
    expect(of({ current: 0, max: 9, lastDate: D1 })).toEqual({ dates: [] });
    expect(of({ current: -3, max: 9, lastDate: D1 })).toEqual({ dates: [] });
  });

  it("stops at the date of joining, unless days before it are known", () => {
    expect(of({ current: 4, max: 0, lastDate: D1 + 3 }, 2, [0, 1, 3])).toEqual({ dates: [D1 + 2] });
    expect(of({ current: 4, max: 0, lastDate: D1 + 3 }, 2, [1, 3])).toEqual({
      dates: [D1 + 2],
      floor: { length: 4, reason: "before_joining" },
    });
    expect(of({ current: 4, max: 0, lastDate: D1 + 3 }, 9, [3]).floor).toEqual({ length: 4, reason: "before_joining" });
  });
});

describe("two date rules side by side", () => {
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 14 });
  const owns = fc.uniqueArray(
    fc.tuple(
      fc.integer({ min: 3, max: 24 }),
      fc.constantFrom("UTC", "Asia/Tokyo", "America/New_York"),
      fc.integer({ min: 0, max: 23 }),
    ),
    {
      selector: ([date, , hour]) => date * 24 + hour,
      maxLength: 8,
    },
  );
  const streaks = fc.option(
    fc.record({
      current: fc.integer({ min: -1, max: 12 }),
      max: fc.integer({ min: -1, max: 15 }),
      lastDate: fc.option(fc.integer({ min: 0, max: 21 }).map((date) => D1 + date)),
    }),
  );
  const change = fc.oneof(
    fc.tuple(days, streaks).map(([dates, streak]) => {
      const sorted = dates.sort((a, b) => a - b);
      return legacy(sorted, { streak, problems: sorted.map((date) => date % 4), joinedOn: D1 + 1 });
    }),
    owns.map((list) => list.map(([date, zone, hour]) => ownOn(date, zone, hour))),
  );
  const story = fc.array(change, { minLength: 1, maxLength: 4 });

  it("never count on one date range: before the first own date only legacy dates do, from it on only own ones", () => {
    fc.assert(
      fc.property(story, (changes) => {
        const user = oneUser();
        user.change(LATER, ...changes.flat());
        const own = new Set(changes.flat().flatMap((c) => (c.kind === "activity" ? [ownDates(c)] : [])));
        const first = Math.min(...own, Number.POSITIVE_INFINITY);
        const theirs = changes
          .flat()
          .flatMap((c) => (c.kind === "legacy" ? [...c.history.dates, ...impliedBy(c.history).dates] : []));
        const expected = [...new Set([...theirs.filter((date) => date < first), ...own])].sort((a, b) => a - b);
        expect([...user.state.days.active].map(formatDate)).toEqual(expected.map(formatDate));
        expect(firstOwnDate(user.state.days)).toBe(first === Number.POSITIVE_INFINITY ? undefined : first);
        expect(differences(user)).toEqual([]);
      }),
    );
  });

  it("end the same in whatever order, doubled, and in one step or many", () => {
    fc.assert(
      fc.property(story, fc.infiniteStream(fc.nat()), (changes, random) => {
        const once = oneUser();
        once.change(LATER, ...changes.flat());
        const shuffled = oneUser();
        const steps = [...changes, ...changes].map((step) => ({ step, key: random.next().value as number }));
        for (const { step } of steps.sort((a, b) => a.key - b.key)) shuffled.change(LATER, ...[step].flat());
        expect(settled(shuffled)).toEqual(settled(once));
        const again = changes.flat().filter(({ kind }) => kind === "legacy");
        expect(shuffled.change(LATER, ...again).changed).toBe(false);
      }),
    );
  });
});

/** The local date of an own activity. */
function ownDates(change: Extract<Change, { kind: "activity" }>): DayNumber {
  const { at, zone } = change.activity;
  const date = new Intl.DateTimeFormat("en-CA", { timeZone: zone ?? "UTC" }).format(at);
  return day(date);
}
