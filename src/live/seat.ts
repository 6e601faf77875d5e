import type { StreakAnswer } from "../core/answers.ts";
import type { Instant } from "../core/calendar.ts";
import type { Fact } from "../core/fact.ts";
import { factAnswer } from "../core/view.ts";

/** A user as they are now, and what was concluded since the update before. */
export interface Update {
  /** As `GET /api/streak/` shows it; its version orders updates. */
  readonly streak: StreakAnswer;
  /** As the feed shows them, oldest first; the newest hundred where there are more. */
  readonly facts: readonly Readonly<Record<string, unknown>>[];
}

/** Why a following ended though nobody left: the user was erased, or the process stops. */
export type EndReason = "user_erased" | "closed";

/** Who follows a user. Calls must throw nothing. */
export interface Watcher {
  update(update: Update): void;
  /** Nothing more comes. */
  end(reason: EndReason): void;
  /** Once a second. */
  tick?(now: Instant): void;
}

/** One place from which a user is watched. */
export interface Seat {
  readonly watcher: Watcher;
  /** Whether nothing was shown yet. */
  isNew: boolean;
  /** Facts up to this version are known to the watcher. */
  seen: number;
}

/** A new place; without `since` it asks for no facts of the past. */
export function createSeat(watcher: Watcher, since: number = Number.POSITIVE_INFINITY): Seat {
  return { watcher, isNew: true, seen: since };
}

/** What is shown to whoever knows the facts up to a version. @param facts oldest first */
export function updateSince(seen: number, streak: StreakAnswer, facts: readonly Fact[]): Update {
  return { streak, facts: facts.filter(({ version }) => version > seen).map(factAnswer) };
}
