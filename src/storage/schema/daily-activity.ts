import type { Dialect } from "./dialect.ts";

/** The statement that makes `daily_activity`, with what follows its columns. */
export function dailyActivity({ types, table }: Dialect, ending: string): string {
  const { text, int, big, date, bytes, json } = types;
  return `CREATE TABLE ${table("daily_activity")} (
      user_id ${text} NOT NULL,
      date ${date} NOT NULL,
      status ${text} NOT NULL,
      problems_solved ${int} NOT NULL,
      lessons_completed ${int} NOT NULL,
      base_problems ${int} NOT NULL,
      base_lessons ${int} NOT NULL,
      problem_ids ${json} NOT NULL,
      lesson_ids ${json} NOT NULL,
      counts ${json} NOT NULL,
      hours ${int} NOT NULL,
      slots ${bytes},
      first_at ${big} NOT NULL,
      first_zone ${text} NOT NULL,
      last_at ${big} NOT NULL,
      last_zone ${text} NOT NULL,
      zones ${json} NOT NULL,
      goal ${json} NOT NULL,
      rules_version ${int} NOT NULL,
      source ${text} NOT NULL,
      flags ${json} NOT NULL,
      PRIMARY KEY (user_id, date)
    )${ending}`;
}
