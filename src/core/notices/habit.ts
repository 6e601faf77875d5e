import type { DayNumber } from "../calendar.ts";
import type { DayRecord } from "../day-record.ts";

/** Active dates that a habit is made of, at most; and how many it needs. */
export const HABIT_DATES = 28;
const FEWEST_DATES = 7;
/** How much less each earlier date counts. */
const DECAY = 0.95;
/** How much an hour speaks for itself, for its neighbours, and for theirs, on the circle of the day. */
const [ITSELF, NEXT, SECOND] = [1.1, 1, 0.5];

/**
 * The hour in which a user usually begins: the one around which most of the first hours of their last active dates lie,
 * later dates counting more. Hours are on a circle: 23 and 0 are neighbours.
 * @param hours the dates with their first hours, as date × 24 + hour, ascending
 * @param before only dates before this one count
 * @returns 0 to 23, or `undefined` where too little is known
 */
export function habitualHour(hours: readonly number[], before: DayNumber): number | undefined {
  let end = hours.length;
  while (end > 0 && (hours[end - 1] as number) >= before * 24) end--;
  if (end < FEWEST_DATES) return undefined;
  // Two hours more at either end, so that nobody has to go round the circle.
  const weights = new Float64Array(28);
  let weight = 1;
  for (let i = end - 1; i >= Math.max(0, end - HABIT_DATES); i--) {
    const hour = (hours[i] as number) % 24;
    weights[hour + 2] = (weights[hour + 2] as number) + weight;
    weight *= DECAY;
  }
  weights[0] = weights[24] as number;
  weights[1] = weights[25] as number;
  weights[26] = weights[2] as number;
  weights[27] = weights[3] as number;
  let best = 0;
  let most = -1;
  for (let hour = 0; hour < 24; hour++) {
    const sum =
      ((weights[hour] as number) + (weights[hour + 4] as number)) * SECOND +
      ((weights[hour + 1] as number) + (weights[hour + 3] as number)) * NEXT +
      (weights[hour + 2] as number) * ITSELF;
    if (sum > most) {
      best = hour;
      most = sum;
    }
  }
  return best;
}

/** The hour in which a date began: the first one with activity, counted from the day start (minutes after midnight). */
export function firstHour({ hours }: Pick<DayRecord, "hours">, dayStart: number): number | undefined {
  const from = Math.floor(dayStart / 60);
  for (let i = 0; i < 24; i++) if (((hours >> ((from + i) % 24)) & 1) === 1) return (from + i) % 24;
  return undefined;
}
