import type { StreakAnswer } from "../core/answers.ts";
import type { Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import { emptyState } from "../core/state.ts";
import { streakAnswer } from "../core/view.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { Call } from "./route.ts";

/**
 * What is answered about a user never seen: `none` to the user's own token, a refusal to an API key, which may have
 * mistyped the id.
 * @throws DaystreakError `user_unknown`
 */
export function unseen<T>({ principal, userId }: Call, none: () => T): T {
  if (principal?.kind === "user" && principal.userId === userId) return none();
  throw new DaystreakError("user_unknown", `no user with the id ${JSON.stringify(userId)} has ever been seen`);
}

/** The streak of a user; `none` for one never seen. */
export async function streakOf(tracker: Tracker, userId: string, asOf?: Instant): Promise<StreakAnswer> {
  return (await tracker.streak(userId, asOf)) ?? noStreak(tracker, userId, asOf);
}

/** The streak of a user never seen. */
export function noStreak(tracker: Tracker, userId: string, asOf?: Instant): StreakAnswer {
  const at = asOf ?? tracker.now();
  return streakAnswer(emptyState(userId, at), undefined, at, tracker.book);
}
