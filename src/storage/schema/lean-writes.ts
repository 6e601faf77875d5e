import { dailyActivity } from "./daily-activity.ts";
import type { Dialect } from "./dialect.ts";

/**
 * Step 4: fewer places to write to. A user's facts and activities are few enough to be sorted when somebody asks, while
 * their indexes cost every write a page. Where tables can be kept in the order of their key, a user's days lie together,
 * which saves another page, and a calendar is read from a few pages instead of one a date.
 */
export function leanWrites(dialect: Dialect): string[] {
  const { table, keepsOrder, narrow } = dialect;
  const indexes = [`DROP INDEX ${table("fact_feed")}`, `DROP INDEX ${table("activity_date")}`];
  if (!keepsOrder) return indexes;
  return [
    ...indexes,
    `ALTER TABLE ${table("daily_activity")} RENAME TO daily_activity_before`,
    dailyActivity(dialect, narrow),
    `INSERT INTO ${table("daily_activity")} SELECT * FROM ${table("daily_activity_before")} ORDER BY user_id, date`,
    `DROP TABLE ${table("daily_activity_before")}`,
  ];
}
