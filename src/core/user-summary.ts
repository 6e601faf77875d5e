import type { StreakAnswer, StreakState } from "./answers.ts";
import { formatDate, requireDate } from "./calendar.ts";
import { keptDates } from "./kept-dates.ts";
import type { RuleBook } from "./rules.ts";
import type { UserState } from "./state.ts";

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

/** A user in short, up to the date of their streak answer. */
export function userSummary(user: UserState, streak: StreakAnswer, book: RuleBook): UserSummary {
  const today = requireDate(streak.date);
  const active = [...user.days.active].filter((date) => date <= today);
  const [first, last] = [active[0], active.at(-1)];
  return {
    user_id: user.userId,
    name: user.name,
    groups: user.groups,
    zone: streak.zone,
    date: streak.date,
    first_active_date: first === undefined ? null : formatDate(first),
    last_active_date: last === undefined ? null : formatDate(last),
    active_days: active.length,
    runs: last === undefined ? 0 : runsOf(active, new Set(keptDates(user, book, last))),
    current_streak: streak.current_streak,
    max_streak: streak.max_streak,
    state: streak.state,
  };
}

/** Stretches of active dates without a missed one between them. */
function runsOf(active: readonly number[], kept: ReadonlySet<number>): number {
  let runs = 0;
  let open = Number.NEGATIVE_INFINITY;
  for (const date of active) {
    while (open < date && kept.has(open)) open++;
    if (open !== date) runs++;
    open = date + 1;
  }
  return runs;
}
