import type { UserSummary } from "../../core/user-summary.ts";
import {
  array,
  type Component,
  component,
  count,
  dateText,
  instantText,
  nullable,
  object,
  oneOf,
  ref,
  text,
} from "./schema.ts";

/** One user of a list. */
export const USER_SUMMARY: Component<UserSummary> = component(
  "UserSummary",
  object({
    user_id: text(),
    name: nullable(text()),
    groups: array(text()),
    zone: text({ description: "The zone in force." }),
    date: dateText("The user's local date, up to which all of this is told."),
    first_active_date: nullable(dateText()),
    last_active_date: nullable(dateText()),
    active_days: count("Local dates with an activity."),
    runs: count("Streaks of presence that there ever were, the running one included."),
    current_streak: count(),
    max_streak: count(),
    state: oneOf("active", "at_risk", "broken", "none"),
  }),
);

/** The answer of `GET /api/admin/users/`. */
export const USERS: Component<{ users: UserSummary[]; next_cursor: string | null }> = component(
  "Users",
  object({
    users: array(ref(USER_SUMMARY)),
    next_cursor: nullable(text({ description: "Send it as `cursor` for more; null where the search is over." })),
  }),
);

/** The answer of `GET /api/admin/groups/`. */
export const GROUPS: Component<{
  as_of: string;
  groups: { name: string; users: number }[];
  next_cursor: string | null;
}> = component(
  "Groups",
  object({
    as_of: instantText("When they were counted."),
    groups: array(object({ name: text(), users: count("Users who are in it.") })),
    next_cursor: nullable(text({ description: "Send it as `cursor` for more; null where these are the last." })),
  }),
);
