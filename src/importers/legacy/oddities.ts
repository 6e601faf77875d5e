import type { LegacyTable } from "./legacy-source.ts";

/** What becomes of a row: taken over as it is, repaired by a stated rule, or set aside with the reason. */
export type Fate = "kept" | "repaired" | "set aside";

/** Something about a row that is not as it should be, or that a reader of the numbers should know. */
interface Oddity {
  readonly table: LegacyTable;
  readonly fate: Fate;
  /** What is odd. */
  readonly what: string;
  /** What is done about it. */
  readonly done: string;
}

/** Every oddity that is told: where it is met, what becomes of the row, what is odd, and what is done about it. */
const RULES = {
  user_id_unusable: ["users", "set aside", "the id can be no user's", "set aside, with the user's other rows"],
  user_twice: ["users", "repaired", "the same user a second time", "one user"],
  joined_unreadable: ["users", "repaired", "date_joined is no instant up to now", "taken as unknown"],
  login_unreadable: ["users", "repaired", "last_login is no instant", "left out"],
  login_in_future: ["users", "repaired", "last_login lies in the future", "left out"],
  joined_after_first_day: ["users", "kept", "joined after the first day with activity", "the days stay"],
  user_without_streak: ["users", "kept", "a user with days but no streak row", "the days make the streak"],
  user_without_anything: ["users", "kept", "a user without any day or streak", "the user is there, with nothing"],

  streak_user_unusable: ["streaks", "set aside", "user_id names no user", "set aside"],
  streak_orphan: ["streaks", "set aside", "the user is gone", "set aside"],
  streak_twice: ["streaks", "repaired", "a second streak row of one user", "the greater numbers count"],
  current_negative: ["streaks", "repaired", "current_streak below 0", "taken as 0"],
  current_unreadable: ["streaks", "repaired", "current_streak is no whole number", "its whole part, or 0"],
  current_too_large: ["streaks", "repaired", "current_streak above 2147483647", "taken as 2147483647"],
  max_negative: ["streaks", "repaired", "max_streak below 0", "taken as 0"],
  max_unreadable: ["streaks", "repaired", "max_streak is no whole number", "its whole part, or 0"],
  max_too_large: ["streaks", "repaired", "max_streak above 2147483647", "taken as 2147483647"],
  last_respelled: ["streaks", "repaired", "last_activity_date in another spelling", "read as the date it is"],
  last_impossible: [
    "streaks",
    "repaired",
    "last_activity_date is no date that can have been",
    "replaced by the user's newest day",
  ],
  current_without_date: [
    "streaks",
    "repaired",
    "a current_streak without last_activity_date",
    "kept as longest streak: no dates can be told from it",
  ],
  current_too_long: [
    "streaks",
    "repaired",
    "a current_streak of more than 3650",
    "kept as longest streak: implies no dates",
  ],
  current_before_joining: [
    "streaks",
    "repaired",
    "a current_streak that began before the user joined",
    "dates from joining on are implied, its length is kept as longest streak",
  ],
  current_implied: [
    "streaks",
    "kept",
    "a current_streak that the days do not explain",
    "the missing dates are implied",
  ],
  current_first_day: ["streaks", "kept", "the first day counted 0", "it counts 1"],
  current_behind: ["streaks", "kept", "a current_streak shorter than the days show", "the days count"],
  max_behind: ["streaks", "kept", "a max_streak shorter than a run of the days", "the days count"],
  last_behind: ["streaks", "kept", "last_activity_date before the newest day", "the days count"],

  day_user_unusable: ["days", "set aside", "user_id names no user", "set aside"],
  day_orphan: ["days", "set aside", "the user is gone", "set aside"],
  date_unreadable: ["days", "set aside", "the date is no date", "set aside"],
  date_in_future: ["days", "set aside", "the date lies in the future", "set aside"],
  date_too_early: ["days", "set aside", "the date lies before the earliest possible one", "set aside"],
  none_with_lessons: ["days", "set aside", "status none, nothing solved, yet lessons", "set aside: no day"],
  date_respelled: ["days", "repaired", "a date in another spelling", "read as the date it is"],
  date_twice: ["days", "repaired", "a date of one user a second time", "joined: the greater numbers, all lessons"],
  status_respelled: ["days", "repaired", "a status in another spelling", "read as the status it is"],
  status_unknown: ["days", "repaired", "a status that is unknown", "taken as partial"],
  solved_negative: ["days", "repaired", "problems_solved below 0", "taken as 0"],
  solved_unreadable: ["days", "repaired", "problems_solved is no whole number", "its whole part, or 0"],
  solved_too_large: ["days", "repaired", "problems_solved above 2147483647", "taken as 2147483647"],
  solved_implausible: ["days", "kept", "problems_solved above 1,000,000", "taken as it stands: please look at it"],
  lessons_not_a_list: ["days", "repaired", "lesson_ids is no list", "a single id is a list of one, the rest none"],
  lessons_broken: ["days", "repaired", "lesson_ids is no JSON", "the day counts, lesson_ids are set aside"],
  lessons_unusable: ["days", "repaired", "members of lesson_ids that name no lesson", "left out and set aside"],
  lessons_doubled: ["days", "kept", "a lesson more than once", "counts once"],
  status_none: ["days", "kept", "status none and nothing solved", "no activity: no day"],
  none_but_solved: ["days", "kept", "status none, but problems solved", "the day counts"],
  complete_below_goal: ["days", "kept", "complete with fewer problems than the goal asks", "stays complete"],
  partial_at_goal: ["days", "kept", "partial, but the goal is met", "complete"],
  day_before_joining: ["days", "kept", "a day before the user joined", "the day counts"],
  day_compared_only: ["days", "kept", "a day since Daystreak counts by itself", "compared only, see --verify"],
} as const;

/** Names an oddity. */
export type OddityCode = keyof typeof RULES;

/** The rule for each oddity. */
export const ODDITIES: { readonly [Code in OddityCode]: Oddity } = Object.fromEntries(
  Object.entries(RULES).map(([code, [table, fate, what, done]]) => [code, { table, fate, what, done }]),
) as { [Code in OddityCode]: Oddity };
