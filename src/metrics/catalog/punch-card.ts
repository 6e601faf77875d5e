import { weekdayOf } from "../../core/calendar.ts";
import { TALLIES } from "../../core/tallies.ts";
import type { Metric, MetricQuery, MetricSource } from "../metric.ts";
import { TOTALS } from "../news-totals.ts";

const HOURS = 7 * 24;

/** When in the week people learn. */
export const punchCard: Metric = {
  name: "punch_card",
  title: "Hours of the week",
  unit: "count",
  definition:
    "How many users were seen in each hour of each weekday, by the clock where they were: one for each user, date and hour with any activity, added up over the dates of the range; beside it the activities of that hour that are kept one by one: learning, views, and whatever came with an id from a server or a file. Weekday 1 is Monday. Users who were erased stay in it until reports are made again.",
  columns: {
    hour: "hour of the day, 0 to 23",
    seen: "users seen in that hour",
    activities: "activities of that hour that are kept one by one",
  },
  defaultDays: 28,
  isOfEverybody: true,
  async rows(source, range) {
    const [seen, activities] = await Promise.all(
      [TOTALS.hour, TALLIES.logged].map((name) => byHourOfWeek(source, range, name)),
    );
    return Array.from({ length: HOURS }, (_, cell) => ({
      weekday: Math.floor(cell / 24) + 1,
      hour: cell % 24,
      seen: seen?.[cell] as number,
      activities: activities?.[cell] as number,
    }));
  },
};

/** A total by hours since Monday began. */
async function byHourOfWeek(
  { totals }: MetricSource,
  { from, to }: Pick<MetricQuery, "from" | "to">,
  name: string,
): Promise<number[]> {
  const sums = new Array<number>(HOURS).fill(0);
  for (const { date, key, value } of await totals(from, to, name)) {
    const cell = (weekdayOf(date) - 1) * 24 + Number(key);
    sums[cell] = (sums[cell] as number) + value;
  }
  return sums;
}
