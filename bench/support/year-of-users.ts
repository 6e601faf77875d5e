import type { ActivityInput } from "../../src/core/activity.ts";
import { DAY_MS, type DayNumber, requireDate } from "../../src/core/calendar.ts";
import { DaySets } from "../../src/metrics/day-sets.ts";
import { randomOf, userId } from "./people.ts";

/** Dates that users are followed for. */
const DATES = 365;
/** The last of them: a Sunday, so that the last 84 dates are twelve whole weeks. */
export const TODAY: DayNumber = requireDate("2026-06-14");
/** The first of them. */
export const FIRST: DayNumber = TODAY - DATES + 1;

/** The dates of one user, ascending. */
export interface UserYear {
  readonly active: DayNumber[];
  /** Those on which the goal was met. */
  readonly complete: DayNumber[];
}

/**
 * A user's year, the same one whenever it is asked for. A quarter is there from the first date on, the others join over the
 * year; most come a few times, some nearly daily, fewer at weekends; whoever stays away comes back ever less likely.
 */
export function yearOf(user: number): UserYear {
  const random = randomOf(Math.imul(user + 1, 0x9e3779b1));
  const joined = random() < 0.25 ? FIRST : FIRST + Math.floor(random() ** 1.5 * DATES);
  const habit = random() ** 2.2;
  const year: UserYear = { active: [], complete: [] };
  for (let day = joined, away = 0; day <= TODAY; day++) {
    const weekend = (day - TODAY) % 7 === 0 || (day - TODAY) % 7 === -1 ? 0.85 : 1;
    const chance = away === 0 ? 0.4 + 0.58 * habit : (0.3 * habit + 0.02) / (1 + away / 40);
    if (day > joined && random() >= chance * weekend) {
      away++;
      continue;
    }
    away = 0;
    year.active.push(day);
    if (random() < 0.3 + 0.5 * habit) year.complete.push(day);
  }
  return year;
}

/** A user-day as an app would send it. */
export function presenceOn(user: number, day: DayNumber): ActivityInput {
  return { userId: userId(user), type: "request", at: day * DAY_MS + DAY_MS / 3, zone: "UTC" };
}

/** A user and a date. */
export type UserDay = readonly [user: number, day: DayNumber];

/** Pairs of user-days that {@link yearOf} does not have: one of today and one of a random date before. */
export function newUserDays(users: number, pairs: number): UserDay[][] {
  const random = randomOf(11);
  const drawn = new Set<string>();
  const draw = (dayOf: () => DayNumber): UserDay => {
    const [user, day] = [Math.floor(random() * users), dayOf()];
    if (yearOf(user).active.includes(day) || drawn.has(`${user} ${day}`)) return draw(dayOf);
    drawn.add(`${user} ${day}`);
    return [user, day];
  };
  return Array.from({ length: pairs }, () => [
    draw(() => TODAY),
    draw(() => FIRST + Math.floor(random() * (DATES - 1))),
  ]);
}

/** The years of users `0 … users − 1` as sets, by number. */
export function setsOfYears(users: number): { sets: DaySets; userDays: number } {
  const sets = new DaySets();
  let userDays = 0;
  for (let user = 0; user < users; user++) {
    const { active, complete } = yearOf(user);
    userDays += active.length;
    for (const day of active) sets.set("active", day, user, true);
    for (const day of complete) sets.set("complete", day, user, true);
  }
  return { sets, userDays };
}
