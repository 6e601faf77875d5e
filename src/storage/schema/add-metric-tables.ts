import type { Dialect } from "./dialect.ts";

/**
 * Step 8: what reports about all users are made of. `day_news` has one row per written batch; `day_set` one row per date,
 * set and part of all users; `day_total` what is added up. They are made from it by one process at a time, and can be
 * made again from the rows of the users.
 */
export function addMetricTables({ types, table, narrow }: Dialect): string[] {
  const { text, int, big, date } = types;
  return [
    `CREATE TABLE ${table("day_news")} (
      at ${big} NOT NULL,
      id ${text} NOT NULL,
      users ${text} NOT NULL,
      winners ${text},
      counted ${int} NOT NULL,
      PRIMARY KEY (at, id)
    )${narrow}`,
    `CREATE TABLE ${table("user_ordinal")} (
      user_id ${text} NOT NULL PRIMARY KEY,
      ordinal ${int} NOT NULL
    )${narrow}`,
    `CREATE TABLE ${table("counter")} (
      name ${text} NOT NULL PRIMARY KEY,
      value ${big} NOT NULL
    )${narrow}`,
    `CREATE TABLE ${table("day_set")} (
      date ${date} NOT NULL,
      name ${text} NOT NULL,
      part ${int} NOT NULL,
      bits ${text} NOT NULL,
      PRIMARY KEY (date, name, part)
    )${narrow}`,
    `CREATE TABLE ${table("day_total")} (
      date ${date} NOT NULL,
      name ${text} NOT NULL,
      key ${text} NOT NULL,
      value ${big} NOT NULL,
      PRIMARY KEY (date, name, key)
    )${narrow}`,
    // Where nobody has been seen yet there is nothing that the news would not tell.
    `INSERT INTO ${table("counter")} (name, value) SELECT 'metrics_built', 1 WHERE NOT EXISTS (SELECT 1 FROM ${table("user_state")})`,
  ];
}
