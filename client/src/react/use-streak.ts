import { useCallback, useSyncExternalStore } from "react";
import type { StreakAnswer } from "../wire.ts";
import { useProvided } from "./provider.ts";

/** The newest streak; null until the first has arrived. */
export function useStreak(): StreakAnswer | null {
  const { client, initialStreak } = useProvided();
  const subscribe = useCallback((changed: () => void) => client.subscribe(changed), [client]);
  return useSyncExternalStore(
    subscribe,
    () => client.streak ?? initialStreak,
    () => initialStreak,
  );
}

/** The learner's present date. */
export type Today = StreakAnswer["today"] & Pick<StreakAnswer, "date" | "zone" | "day_ends_at">;

/** What the learner has done today, and when the day ends; null until it is known. */
export function useToday(): Today | null {
  const streak = useStreak();
  if (streak === null) return null;
  const { today, date, zone, day_ends_at } = streak;
  return { ...today, date, zone, day_ends_at };
}
