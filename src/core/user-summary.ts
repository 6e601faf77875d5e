import type { StreakAnswer, StreakState } from "./answers.ts";
import { formatDate } from "./calendar.ts";
import type { RuleBook } from "./rules.ts";
import type { UserState } from "./state.ts";
import { viewState } from "./view.ts";

/** One user as lists show them. */
export interface UserSummary {
  user_id: string;
  name: string | null;
  groups: string[];
  zone: string;
  /** The local date for which all of this holds. */
  date: string;
  /** First and last local date with an activity; null where there is none. */
  first_active_date: string | null;
  last_active_date: string | null;
  active_days: number;
  /** Streaks of presence that there ever were, the running one included. */
  runs: number;
  current_streak: number;
  max_streak: number;
  state: StreakState;
}

/**
 * A user in short.
 * @param user as of the instant of the streak answer
 */
export function userSummary(user: UserState, streak: StreakAnswer, book: RuleBook): UserSummary {
  const { active } = user.days;
  const [first, last] = [active.first(), active.last()];
  const { presence } = viewState(user, Date.parse(streak.as_of), book).folded;
  return {
    user_id: user.userId,
    name: user.name,
    groups: user.groups,
    zone: streak.zone,
    date: streak.date,
    first_active_date: first === undefined ? null : formatDate(first),
    last_active_date: last === undefined ? null : formatDate(last),
    active_days: active.size,
    runs: presence.breaks.length + (presence.current > 0 ? 1 : 0),
    current_streak: streak.current_streak,
    max_streak: streak.max_streak,
    state: streak.state,
  };
}
