import { weekdayOf } from "../../core/calendar.ts";
import type { Metric } from "../metric.ts";
import { TOTALS } from "../news-totals.ts";

/** When in the week people learn. */
export const punchCard: Metric = {
  name: "punch_card",
  title: "Hours of the week",
  unit: "count",
  definition:
    "How many users were seen in each hour of each weekday, by the clock where they were: one for each user, date and hour with any activity, added up over the dates of the range. Weekday 1 is Monday. Users who were erased stay in it until reports are made again.",
  columns: { hour: "hour of the day, 0 to 23", seen: "users seen in that hour" },
  defaultDays: 28,
  isOfEverybody: true,
  async rows({ totals }, { from, to }) {
    const seen = new Array<number>(7 * 24).fill(0);
    for (const { date, name, key, value } of await totals(from, to)) {
      if (name !== TOTALS.hour) continue;
      const cell = (weekdayOf(date) - 1) * 24 + Number(key);
      seen[cell] = (seen[cell] as number) + value;
    }
    return seen.map((users, cell) => ({ weekday: Math.floor(cell / 24) + 1, hour: cell % 24, seen: users }));
  },
};
