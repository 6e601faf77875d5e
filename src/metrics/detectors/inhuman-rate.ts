import type { DayNumber } from "../../core/calendar.ts";
import { TALLIES } from "../../core/tallies.ts";
import type { TotalRow } from "../../storage/store.ts";
import type { Detector } from "../alert.ts";
import { TOGETHER_DAYS, userAlerts } from "../user-alerts.ts";

/** Dates before one on which it is looked up what is usual. */
const USUAL_DAYS = 90;
/** Nearly everybody: all but one day of a user in a thousand, and all but the three greatest where there are few. */
const NEARLY = 0.999;
const FEW = 3;

/** Users who do more than people can. */
export const inhumanRate: Detector = {
  kind: "inhuman_rate",
  title: "More than people can do",
  about:
    "A user with so many problems, lessons, views and the like on one date (`thingsPerDay`), and several times more (`thingsTimesUsual`) than 99.9 % of all users' days in the 90 dates before.",
  async find({ limits: { thingsPerDay, thingsTimesUsual }, oddities, totals }, range) {
    const start = range.from - TOGETHER_DAYS;
    const rows = (await oddities("things", start, range.to)).filter(({ value }) => value >= thingsPerDay);
    if (rows.length === 0) return [];
    const steps = Map.groupBy(await totals(TALLIES.things, start - USUAL_DAYS, range.to), ({ date }) => date);
    const known = new Map<DayNumber, number>();
    const usualOn = (date: DayNumber): number => {
      const usual = known.get(date) ?? usualBefore(steps, date);
      known.set(date, usual);
      return usual;
    };
    const limitOn = (date: DayNumber): number => Math.max(thingsPerDay, thingsTimesUsual * usualOn(date));
    const sightings = rows.filter(({ date, value }) => value >= limitOn(date));
    return userAlerts(inhumanRate, sightings, range, (_, date) => ({
      usual: usualOn(date),
      one: (userId, when, things) => `${userId} did ${things} things (problems, lessons, views) in a day ${when}.`,
      many: (users, when, things) =>
        `${users} users did up to ${things} things (problems, lessons, views) in a day ${when}.`,
      usually: `On 99.9 % of all users' days in the ${USUAL_DAYS} dates before there were about ${usualOn(date)} at most.`,
      reason: `Told from ${Math.round(limitOn(date))} on a date on.`,
      lookAt:
        "Whether a script uses the account: the user's activities of the date show how fast they came, and which they were.",
      lookAtMany:
        "Whether an app sends the same thing again and again under new ids, or an import put many days on one date.",
    }));
  },
};

/** The number of things that nearly all users' days before a date stayed below. */
function usualBefore(steps: ReadonlyMap<DayNumber, readonly TotalRow[]>, date: DayNumber): number {
  const days = new Map<number, number>();
  for (let before = date - USUAL_DAYS; before < date; before++) {
    for (const { key, value } of steps.get(before) ?? []) days.set(Number(key), (days.get(Number(key)) ?? 0) + value);
  }
  const all = [...days.values()].reduce((sum, count) => sum + count, 0);
  let left = Math.max(FEW, all * (1 - NEARLY));
  for (const [step, count] of [...days].sort(([a], [b]) => b - a)) {
    left -= count;
    if (left < 0) return step;
  }
  return 0;
}
