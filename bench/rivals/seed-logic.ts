/** The streak row of the original app. */
export interface SeedStreak {
  readonly current: number;
  readonly max: number;
  readonly lastDate: string | null;
}

const DAY_MS = 86_400_000;

/** A date of the original: the calendar date in UTC. */
export function seedDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** What the original makes of a streak when its user is active on a date: one more, the same, or one again. */
export function nextStreak(streak: SeedStreak, today: string): SeedStreak {
  if (streak.lastDate === today) return streak;
  const yesterday = seedDate(Date.parse(today) - DAY_MS);
  const current = streak.lastDate === yesterday ? streak.current + 1 : 1;
  return { current, max: Math.max(streak.max, current), lastDate: today };
}
