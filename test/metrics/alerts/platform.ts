import { createRandom } from "../../../src/cli/simulation/random.ts";
import type { ActivityInput } from "../../../src/core/activity.ts";
import { DAY_MS, type Instant } from "../../../src/core/calendar.ts";

/** An activity as it reaches the service. */
export interface Arrival extends ActivityInput {
  readonly at: Instant;
  readonly userId: string;
  /** When it arrives. */
  readonly received: Instant;
  /** What the sender's clock said when it sent. */
  readonly sentAt?: Instant;
}

/** The first date of every platform. */
export const FIRST: Instant = Date.UTC(2026, 0, 5);
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
/** Monday to Sunday. */
const WEEKDAYS = [1.05, 1.1, 1.1, 1.05, 0.95, 0.7, 0.75];
const ZONES = ["Europe/Paris", "America/New_York", "Asia/Kolkata"];

/**
 * What happens on an ordinary platform: users with habits of their own, weekdays, a holiday week, evenings, views, problems
 * and lessons, some of it hours or a weekend late, some trips, some who work late.
 */
export function ordinary(seed: number, users: number, dates: number): Arrival[] {
  const random = createRandom("platform", seed);
  const all: Arrival[] = [];
  const habits = Array.from({ length: users }, (_, i) => ({
    userId: `user-${i}`,
    home: ZONES[i % ZONES.length] as string,
    eagerness: 0.25 + 0.6 * random.next(),
    pace: 1 + Math.floor(random.next() ** 2 * 10),
    hour: random.between(7, 20),
  }));
  for (let date = 0; date < dates; date++) {
    const tide = (WEEKDAYS[date % 7] as number) * (1 + 0.15 * Math.sin(date / 30));
    for (const { userId, home, eagerness, pace, hour } of habits) {
      if (!random.chance(Math.min(0.97, eagerness * tide))) continue;
      const start = FIRST + date * DAY_MS + (hour + random.between(-2, 2)) * HOUR_MS;
      const isAway = random.chance(0.01);
      const late = random.chance(0.02) ? random.between(1, 50) * HOUR_MS : 0;
      const things = Math.max(1, Math.round(pace * (0.5 + random.next())));
      for (let i = 0; i < things; i++) {
        const at = start + i * random.between(2, 12) * MINUTE_MS;
        const type = i % 3 === 0 ? "lesson_view" : i % 7 === 6 ? "lesson_completed" : "problem_solved";
        const zone = isAway ? "Europe/London" : home;
        all.push({ userId, type, ref: `${type}-${date}-${i}`, at, zone, received: at + late });
      }
    }
  }
  return all;
}
