import type { DayNumber } from "./calendar.ts";
import type { DayRecord } from "./day-record.ts";

/** Active dates that a habit is made of, at most; and how many it needs. */
export const HABIT_DATES = 28;
const FEWEST_DATES = 7;
/** How much less each earlier date counts. */
const DECAY = 0.95;
/** How much an hour speaks for the hours around it, on the circle of the day. */
const KERNEL: readonly (readonly [distance: number, weight: number])[] = [
  [-2, 0.5],
  [-1, 1],
  [0, 1.1],
  [1, 1],
  [2, 0.5],
];

/**
 * The hour in which a user usually begins: the one around which most of the first hours of their last active dates lie,
 * later dates counting more. Hours are on a circle: 23 and 0 are neighbours.
 * @param hours the dates with their first hours, as date × 24 + hour, ascending
 * @param before only dates before this one count
 * @returns 0 to 23, or `undefined` where too little is known
 */
export function habitualHour(hours: readonly number[], before: DayNumber): number | undefined {
  const known = hours.filter((packed) => Math.floor(packed / 24) < before).slice(-HABIT_DATES);
  if (known.length < FEWEST_DATES) return undefined;
  const weights = new Float64Array(24);
  let weight = 1;
  for (let i = known.length - 1; i >= 0; i--) {
    weights[(known[i] as number) % 24] = (weights[(known[i] as number) % 24] as number) + weight;
    weight *= DECAY;
  }
  let best = 0;
  let most = -1;
  for (let hour = 0; hour < 24; hour++) {
    let sum = 0;
    for (const [distance, share] of KERNEL) sum += (weights[(hour + distance + 24) % 24] as number) * share;
    if (sum > most) [best, most] = [hour, sum];
  }
  return best;
}

/** The hour in which a date began: the first one with activity, counted from the day start (minutes after midnight). */
export function firstHour({ hours }: Pick<DayRecord, "hours">, dayStart: number): number | undefined {
  const from = Math.floor(dayStart / 60);
  for (let i = 0; i < 24; i++) if (((hours >> ((from + i) % 24)) & 1) === 1) return (from + i) % 24;
  return undefined;
}
