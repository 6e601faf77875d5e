import { DAY_MS } from "../../core/calendar.ts";
import { OPERATION_COLUMNS } from "../../core/operation-rows.ts";
import type { Metric } from "../metric.ts";

/** What the processes of the database did. Its numbers are those of the last hours alone. */
export const operations: Metric = {
  name: "operations",
  title: "What Daystreak does, minute by minute",
  unit: "count",
  definition:
    "Activities per second, how long writes and calls took, how many activities a mark answered, queue, errors, and what Daystreak takes of a request: of the last three hours, from the counters of the processes that run, added up. Dates are those of UTC. Minutes in which nothing happened are left out; others' numbers are as of the last minute in which they told of themselves.",
  key: "at",
  columns: OPERATION_COLUMNS,
  defaultDays: 2,
  isOfEverybody: true,
  async rows({ minutes }, { from, to }) {
    const rows = (await minutes?.()) ?? [];
    return rows.filter(({ at }) => from <= dateOf(at) && dateOf(at) <= to);
  },
};

function dateOf(at: string): number {
  return Math.floor(Date.parse(at) / DAY_MS);
}
