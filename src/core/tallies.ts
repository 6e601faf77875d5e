import type { LoggedActivity } from "./activity.ts";
import { DAY_MS, type DayNumber, type Instant } from "./calendar.ts";
import type { Change, Decision } from "./change.ts";
import { thingsDone } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";
import { localHour } from "./zones.ts";

/** A number to add up over all users: of which total, of which key of it, on which date, how much. */
export type Tally = readonly [name: keyof typeof TALLIES, key: string, date: DayNumber, value: number];

/** What is tallied. */
export const TALLIES = {
  /** Activities that changed something, by the hour (of UTC, as the date is) and type: key `14 problem_solved`. */
  type: "type",
  /** Activities that are in the log, by the hour of the clock where the user was: key the hour. */
  logged: "logged_hour",
  /** Days of users by how many things were done on them: key the lower end of a step, four to a doubling. */
  things: "things",
  /** Restores by the date (of UTC) on which they were made. */
  restores: "restores",
} as const;

const HOUR_MS = 3_600_000;

/** What a decision adds to the tallies: on the way of every write, so it makes little. */
export function talliesOf({ changes, outcomes, days, activities, facts, before }: Decision): Tally[] {
  const instants: [string, Instant][] = [];
  for (let i = 0; i < changes.length; i++) {
    const change = changes[i] as Change;
    if (change.kind !== "activity" || outcomes[i]?.status !== "accepted") continue;
    instants.push([change.activity.type, change.activity.at]);
  }
  const tallies = typeTallies(instants);
  tallies.push(...loggedTallies(activities));
  for (const record of days) tallies.push(...thingTallies(record, before.days.get(record.date)));
  if (facts.length > 0) tallies.push(...restoreTallies(facts));
  return tallies;
}

/** Activities by type and hour. */
export function typeTallies(activities: readonly (readonly [type: string, at: Instant])[]): Tally[] {
  const [first] = activities;
  if (first !== undefined && activities.length === 1) return [typeTally(first[0], Math.floor(first[1] / HOUR_MS), 1)];
  const counts = new Map<string, number>();
  for (const [type, at] of activities) {
    const place = `${Math.floor(at / HOUR_MS)} ${type}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts].map(([place, count]) => {
    const space = place.indexOf(" ");
    return typeTally(place.slice(space + 1), Number(place.slice(0, space)), count);
  });
}

function typeTally(type: string, hour: number, count: number): Tally {
  return ["type", `${hour % 24} ${type}`, Math.floor(hour / 24), count];
}

/** Logged activities by date and hour. */
export function loggedTallies(activities: readonly Pick<LoggedActivity, "at" | "date" | "zone">[]): Tally[] {
  const [first] = activities;
  if (first !== undefined && activities.length === 1)
    return [loggedTally(first.date, localHour(first.at, first.zone), 1)];
  const counts = new Map<number, number>();
  for (const { at, date, zone } of activities) {
    const place = date * 24 + localHour(at, zone);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return Array.from(counts, ([place, count]) => loggedTally(Math.floor(place / 24), place % 24, count));
}

function loggedTally(date: DayNumber, hour: number, count: number): Tally {
  return ["logged", String(hour), date, count];
}

/** A user's day moves from one step to another as more is done on it. */
export function thingTallies(record: DayRecord, before: DayRecord | undefined): Tally[] {
  if (record.source === "implied") return [];
  const [is, was] = [stepOf(thingsDone(record)), before === undefined ? 0 : stepOf(thingsDone(before))];
  if (is === was) return [];
  const arrived: Tally = ["things", String(is), record.date, 1];
  if (was === 0) return [arrived];
  const left: Tally = ["things", String(was), record.date, -1];
  return is === 0 ? [left] : [left, arrived];
}

/** Restores by the date on which they were made. */
export function restoreTallies(facts: Decision["facts"]): Tally[] {
  return facts.flatMap(({ kind, at }): Tally[] =>
    kind === "streak.restored" ? [["restores", "", Math.floor(at / DAY_MS), 1]] : [],
  );
}

/** The lower end of the step in which a number lies: all below 16 are one, then there are four to a doubling. */
function stepOf(count: number): number {
  if (count < 16) return Math.min(count, 1);
  const doubling = 2 ** Math.floor(Math.log2(count) - 2);
  return Math.floor(count / doubling) * doubling;
}
