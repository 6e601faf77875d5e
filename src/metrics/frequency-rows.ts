import type { DayNumber } from "../core/calendar.ts";
import { frequencyCounts } from "./frequency-counts.ts";
import type { MetricSource } from "./metric.ts";

/** Users by how many of the `length` dates that end with a date they were active on: index 0 to `length`. */
export function frequencyRows({ parts, first, sums, group }: MetricSource, day: DayNumber, length: number): number[] {
  if (first === undefined) return new Array<number>(length + 1).fill(0);
  const question = `frequency ${day} ${length} ${group}`;
  return [...sums.sum(parts, question, length + 1, (part) => frequencyCounts(part, first, day, length))];
}
