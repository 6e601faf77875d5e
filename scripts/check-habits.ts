/**
 * Predicts the hour in which people begin their next active day, on real commits, and says how often that is right within
 * an hour: beside the same on UTC clocks, and beside the time of the day before.
 *
 *   node --conditions=daystreak-src scripts/check-habits.ts FILE
 *
 * FILE is `git_commits_tz.csv.gz` (event_id, user_id, ts, tz_offset_min, kind). Ends with code 1 where the share on local
 * clocks is below 0.21, or less than 0.01 above that on UTC clocks.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { HABIT_DATES, habitualHour } from "../src/core/notices/habit.ts";

/** Earlier active days that a prediction needs, and how many predictions a user is good for. */
const FEWEST = 7;
const MOST = 400;
const DAY = 1440;

/** The first minute of each active date, by user; dates are days since 1970. */
async function firstMinutes(file: string, isLocal: boolean): Promise<Map<number, number>[]> {
  const users = new Map<string, Map<number, number>>();
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    const [, user = "", seconds, offset] = line.split(",");
    const minute = Math.floor(Number(seconds) / 60) + (isLocal ? Number(offset) : 0);
    if (Number.isNaN(minute)) continue;
    const days = users.get(user) ?? new Map<number, number>();
    users.set(user, days);
    const date = Math.floor(minute / DAY);
    days.set(date, Math.min(days.get(date) ?? DAY, minute - date * DAY));
  }
  return [...users.values()];
}

type Predict = (earlier: readonly (readonly [date: number, minute: number])[], date: number) => number;

/** The share of active dates that begin within an hour of the minute predicted for them. */
function shareWithinAnHour(users: readonly Map<number, number>[], predict: Predict): number {
  let cases = 0;
  let hits = 0;
  for (const days of users) {
    const dates = [...days].sort(([a], [b]) => a - b);
    for (const [i, [date, minute]] of dates.entries()) {
      if (i < FEWEST || i >= FEWEST + MOST) continue;
      const apart = Math.abs(predict(dates.slice(0, i), date) - minute);
      cases++;
      if (Math.min(apart, DAY - apart) <= 60) hits++;
    }
  }
  return hits / cases;
}

const habit: Predict = (earlier, date) => {
  const hours = earlier.slice(-HABIT_DATES).map(([day, minute]) => day * 24 + Math.floor(minute / 60));
  return (habitualHour(hours, date) as number) * 60 + 30;
};
const dayBefore: Predict = (earlier) => earlier.at(-1)?.[1] ?? 0;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("name the file: scripts/check-habits.ts git_commits_tz.csv.gz");
const onLocalClocks = await firstMinutes(file, true);
const local = shareWithinAnHour(onLocalClocks, habit);
const utc = shareWithinAnHour(await firstMinutes(file, false), habit);
const before = shareWithinAnHour(onLocalClocks, dayBefore);
console.log(`within an hour: ${local.toFixed(3)} on local clocks, ${utc.toFixed(3)} on UTC clocks`);
console.log(`the time of the day before, on local clocks: ${before.toFixed(3)}`);
process.exitCode = local >= 0.21 && local - utc >= 0.01 ? 0 : 1;
