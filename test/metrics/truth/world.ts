import type { Random } from "../../fuzz/random.ts";
import { dateOf, offsetOf } from "../../model/local-time.ts";
import type { Learner } from "./definitions.ts";

/** An activity as `POST /v1/activities` takes it, with what the definitions make of it. */
export interface Sent {
  readonly user_id: string;
  readonly type: string;
  readonly at: number;
  readonly id?: string;
  readonly ref?: string;
  readonly zone?: string;
}

/** Days of another system, as it told of them. */
export interface Taken {
  readonly dates: readonly number[];
  readonly problems: readonly number[];
  /** The last date of a streak that is longer than its days show: the dates between are implied, and in no number. */
  readonly streak: { readonly current: number; readonly lastDate: number };
}

/** A learner of a world. */
export interface Person {
  readonly id: string;
  /** Where devices say that they are; without one nothing is said. */
  readonly zones: readonly string[];
  readonly fixedZone?: string;
  readonly groups: readonly string[];
  readonly restDays?: readonly number[];
  readonly taken?: Taken;
  readonly activities: readonly Sent[];
}

/** People, what they do, and the rules they live under. */
export interface World {
  readonly defaultZone: string;
  readonly dayStart: number;
  readonly restDays: readonly number[];
  readonly first: number;
  readonly last: number;
  readonly people: readonly Person[];
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const ZONES = [
  "Pacific/Kiritimati",
  "Pacific/Apia",
  "America/Los_Angeles",
  "Europe/London",
  "Asia/Kathmandu",
  "America/St_Johns",
  "+05:45",
  "-12:00",
];
/** Around these, clocks change in London or Los Angeles; one is a leap day. */
const STARTS = ["2025-10-14", "2026-03-02", "2025-12-20", "2024-02-10", "2026-01-05"];
const TYPES = ["request", "session", "problem_solved", "problem_solved", "lesson_completed", "lesson_view"];
const GROUPS = ["maths", "evening"];

/** A world that is the same for the same choices. */
export function randomWorld(random: Random): World {
  const first = Date.parse(random.pick(STARTS)) / DAY_MS;
  const days = random.oneIn(4) ? 130 : 20 + random.below(40);
  const world = {
    defaultZone: random.pick(["UTC", "America/New_York", "Asia/Tokyo"]),
    dayStart: random.pick([0, 0, 240]),
    restDays: random.pick([[], [], [7], [5, 6]]),
    first,
    last: first + days,
  };
  const people = Array.from({ length: 5 + random.below(6) }, (_, i) => randomPerson(random, `p${i}`, world));
  return { ...world, people };
}

function randomPerson(random: Random, id: string, { first, last }: Pick<World, "first" | "last">): Person {
  const zones = random.oneIn(4)
    ? []
    : random.oneIn(4)
      ? [random.pick(ZONES), random.pick(ZONES)]
      : [random.pick(ZONES)];
  const activities: Sent[] = [];
  const begin = first + random.below(last - first);
  for (let day = begin; day < last; ) {
    const isAway = random.oneIn(3);
    const length = isAway ? random.pick([1, 1, 2, 5, 7, 8, 29, 31]) : 1 + random.below(9);
    for (let i = 0; i < length && day < last; i++, day++) {
      if (!isAway) activities.push(...onDay(random, id, zones, day));
    }
  }
  return {
    id,
    zones,
    groups: GROUPS.filter(() => random.oneIn(2)),
    activities,
    ...(random.oneIn(6) && { fixedZone: random.pick(ZONES) }),
    ...(random.oneIn(5) && { restDays: [random.below(7) + 1] }),
    ...(random.oneIn(5) && { taken: randomTaken(random, first) }),
  };
}

function onDay(random: Random, user_id: string, zones: readonly string[], day: number): Sent[] {
  return Array.from({ length: random.pick([1, 1, 2, 4]) }, (): Sent => {
    const type = random.pick(TYPES);
    const at = day * DAY_MS + random.below(24 * 60) * MINUTE_MS;
    // Without an id a repeat on the same date is the same activity, whose hour is that of whichever arrived first.
    const hasId = !type.includes("_") || random.oneIn(2);
    const item = `${type.slice(0, 3)}${random.below(5)}`;
    return {
      user_id,
      type,
      at,
      ...(type.includes("_") && { ref: hasId ? item : `${item}-${at}` }),
      ...(hasId && { id: `${user_id}-${at}-${type}-${random.below(1e9)}` }),
      ...(zones.length > 0 && { zone: random.pick(zones) }),
    };
  });
}

/** Some days well before anything of the person's own, and a streak that says more than they do. */
function randomTaken(random: Random, first: number): Taken {
  const lastDate = first - 12;
  const dates = [...new Set(Array.from({ length: 6 }, () => lastDate - random.below(15)))].sort((a, b) => a - b);
  return { dates, problems: dates.map(() => random.below(5)), streak: { current: 3 + random.below(12), lastDate } };
}

/** What the definitions are about, made of what was taken in: in any order, and more than once. */
export function learnersOf(
  { defaultZone, dayStart, restDays: common, first, last }: World,
  people: readonly Person[],
  taken: readonly Sent[],
  excused: ReadonlyMap<string, ReadonlySet<number>>,
): Learner[] {
  return people.map((person) => {
    const problems = new Map<number, Set<string> | number>();
    const lessons = new Map<number, Set<string>>();
    const seen = new Map<number, Set<string>>();
    const hours = new Map<number, Set<number>>();
    const logged = new Map<number, number[]>();
    const active = new Set<number>();
    for (const { user_id, type, at, id = "", ref = "", zone: own } of taken) {
      if (user_id !== person.id) continue;
      const zone = person.fixedZone ?? own ?? defaultZone;
      const date = dateOf(at, zone, dayStart);
      const hour = Math.floor(((((at + offsetOf(zone, at)) % DAY_MS) + DAY_MS) % DAY_MS) / 3_600_000);
      active.add(date);
      put(hours, date, hour);
      logged.set(date, [...(logged.get(date) ?? []), hour]);
      if (type === "problem_solved") put(problems as Map<number, Set<string>>, date, ref);
      if (type === "lesson_completed") put(lessons, date, ref);
      if (type === "lesson_view") put(seen, date, `${ref} ${id}`);
    }
    for (const [i, date] of (person.taken?.dates ?? []).entries()) {
      active.add(date);
      problems.set(date, person.taken?.problems[i] ?? 0);
    }
    const restDays = person.restDays ?? common;
    const kept = new Set(excused.get(person.id) ?? []);
    for (let day = first - 60; day <= last + 60; day++) {
      if (restDays.includes(((day + 3) % 7) + 1)) kept.add(day);
    }
    for (const date of impliedBy(person.taken)) kept.delete(date);
    const solved = (date: number): number => {
      const of = problems.get(date) ?? 0;
      return typeof of === "number" ? of : of.size;
    };
    const complete = new Set([...active].filter((date) => solved(date) >= 3));
    const views = new Map([...seen].map(([date, all]) => [date, [...all].map((one) => one.split(" ")[0] as string)]));
    return { active, complete, kept, problems, lessons, views, hours, logged };
  });
}

/** Dates of which only the length of a streak tells: they are in no number, whatever protects them. */
function impliedBy(taken: Taken | undefined): number[] {
  if (taken === undefined) return [];
  const { current, lastDate } = taken.streak;
  const streak = Array.from({ length: current }, (_, back) => lastDate - back);
  return streak.filter((date) => !taken.dates.includes(date));
}

function put<T>(map: Map<number, Set<T>>, date: number, value: T): void {
  const values = map.get(date) ?? new Set();
  map.set(date, values.add(value));
}
