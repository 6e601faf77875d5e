import { DAY_MS, type DayNumber, type Instant } from "./calendar.ts";
import type { Decision } from "./change.ts";
import { thingsDone } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";

/** A number to add up over all users: of which total, of which key of it, on which date, how much. */
export type Tally = readonly [name: keyof typeof TALLIES, key: string, date: DayNumber, value: number];

/** What is tallied. */
export const TALLIES = {
  /** Activities that changed something, by the hour (of UTC, as the date is) and type: key `14 problem_solved`. */
  type: "type",
  /** Days of users by how many things were done on them: key the lower end of a step, four to a doubling. */
  things: "things",
  /** Restores by the date (of UTC) on which they were made. */
  restores: "restores",
} as const;

const HOUR_MS = 3_600_000;

/** What a decision adds to the tallies. */
export function talliesOf({ changes, outcomes, days, facts, before }: Decision): Tally[] {
  const instants = changes.flatMap((change, i): [string, Instant][] =>
    change.kind === "activity" && outcomes[i]?.status === "accepted"
      ? [[change.activity.type, change.activity.at]]
      : [],
  );
  return [
    ...typeTallies(instants),
    ...days.flatMap((record) => thingTallies(record, before.days.get(record.date))),
    ...restoreTallies(facts),
  ];
}

/** Activities by type and hour. */
export function typeTallies(activities: readonly (readonly [type: string, at: Instant])[]): Tally[] {
  const counts = new Map<string, number>();
  for (const [type, at] of activities) {
    const place = `${Math.floor(at / HOUR_MS)} ${type}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts].map(([place, count]) => {
    const space = place.indexOf(" ");
    const hour = Number(place.slice(0, space));
    return ["type", `${hour % 24}${place.slice(space)}`, Math.floor(hour / 24), count];
  });
}

/** A user's day moves from one step to another as more is done on it. */
export function thingTallies(record: DayRecord, before: DayRecord | undefined): Tally[] {
  if (record.source === "implied") return [];
  const [is, was] = [stepOf(thingsDone(record)), before === undefined ? 0 : stepOf(thingsDone(before))];
  if (is === was) return [];
  const add = (step: number, value: number): Tally[] =>
    step === 0 ? [] : [["things", String(step), record.date, value]];
  return [...add(was, -1), ...add(is, 1)];
}

/** Restores by the date on which they were made. */
export function restoreTallies(facts: Decision["facts"]): Tally[] {
  return facts.flatMap(({ kind, at }): Tally[] =>
    kind === "streak.restored" ? [["restores", "", Math.floor(at / DAY_MS), 1]] : [],
  );
}

/** The lower end of the step in which a number lies: each number up to 8, then four steps to a doubling. */
function stepOf(count: number): number {
  if (count <= 8) return count;
  const doubling = 2 ** Math.floor(Math.log2(count) - 2);
  return Math.floor(count / doubling) * doubling;
}
