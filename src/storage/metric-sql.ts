import { ADDED_UP } from "../core/oddities.ts";
import { type ColumnType, ODDITY } from "./schema/tables.ts";
import type { TableName } from "./sql.ts";

/** Statements over the tables of reports, by name. Parameters are `$1`, `$2`, … in the order of their first use. */
export interface MetricStatements {
  readonly addNews: string;
  readonly newsSince: string;
  readonly news: string;
  /** Marks news as counted where it was not; gives its id. */
  readonly count: string;
  readonly forgetNews: string;
  readonly scrub: string;
  readonly reserve: string;
  readonly addOrdinal: string;
  readonly eraseOrdinal: string;
  readonly sets: string;
  readonly putSet: string;
  readonly dropSets: string;
  readonly totals: string;
  readonly totalsNamed: string;
  /** Added up where the rows are: over a year they are many. */
  readonly totalsByKey: string;
  readonly addTotal: string;
  readonly dropTotals: string;
  readonly oddities: string;
  readonly addOddity: string;
  /** The value with so many greater ones before it. */
  readonly leastOddity: string;
  readonly dropLesserOddities: string;
  readonly dropOldOddities: string;
  /** Those that were written while their user was erased. */
  readonly dropStrayOddities: string;
  readonly built: string;
  readonly markBuilt: string;
  readonly unmarkBuilt: string;
}

/** The types of the columns that each statement gives. */
export const METRIC_TYPES: Readonly<Record<keyof MetricStatements, readonly ColumnType[]>> = {
  addNews: [],
  newsSince: ["big", "text", "int"],
  news: ["big", "text", "text", "text", "int"],
  count: ["text"],
  forgetNews: [],
  scrub: [],
  reserve: ["big"],
  addOrdinal: [],
  eraseOrdinal: ["int"],
  sets: ["date", "text", "int", "text"],
  putSet: [],
  dropSets: [],
  totals: ["date", "text", "text", "big"],
  totalsNamed: ["date", "text", "text", "big"],
  totalsByKey: ["text", "big"],
  addTotal: [],
  dropTotals: [],
  oddities: ODDITY.types,
  addOddity: [],
  leastOddity: ["big"],
  dropLesserOddities: [],
  dropOldOddities: [],
  dropStrayOddities: [],
  built: ["big"],
  markBuilt: [],
  unmarkBuilt: [],
};

/** The texts that both engines share. */
export function metricStatements(table: TableName): MetricStatements {
  const news = table("day_news");
  const isStored = `EXISTS (SELECT 1 FROM ${table("user_state")} AS stored WHERE stored.user_id = oddity.user_id)`;
  return {
    addNews: `INSERT INTO ${news} (at, id, users, counted) VALUES ($1, $2, $3, 0)`,
    newsSince: `SELECT at, id, counted FROM ${news} WHERE at >= $1 ORDER BY at, id`,
    news: `SELECT at, id, users, winners, counted FROM ${news} WHERE at = $1 AND id = $2`,
    count: `UPDATE ${news} SET counted = 1 WHERE at = $1 AND id = $2 AND counted = 0 RETURNING id`,
    forgetNews: `DELETE FROM ${news} WHERE at < $1 AND counted = 1`,
    scrub: `UPDATE ${news} SET users = replace(users, $1, $2)`,
    reserve:
      `INSERT INTO ${table("counter")} (name, value) VALUES ('user_ordinal', $1) ON CONFLICT (name) DO UPDATE ` +
      "SET value = counter.value + EXCLUDED.value RETURNING value",
    addOrdinal: `INSERT INTO ${table("user_ordinal")} (user_id, ordinal) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING`,
    eraseOrdinal: `DELETE FROM ${table("user_ordinal")} WHERE user_id = $1 RETURNING ordinal`,
    sets:
      `SELECT date, name, part, bits FROM ${table("day_set")} WHERE (date, name, part) > ($1, $2, $3) ` +
      "ORDER BY date, name, part LIMIT $4",
    putSet:
      `INSERT INTO ${table("day_set")} (date, name, part, bits) VALUES ($1, $2, $3, $4) ` +
      "ON CONFLICT (date, name, part) DO UPDATE SET bits = EXCLUDED.bits",
    dropSets: `DELETE FROM ${table("day_set")}`,
    totals: `SELECT date, name, key, value FROM ${table("day_total")} WHERE date >= $1 AND date <= $2 ORDER BY date, name, key`,
    totalsNamed: `SELECT date, name, key, value FROM ${table("day_total")} WHERE date >= $1 AND date <= $2 AND name = $3 ORDER BY date, key`,
    totalsByKey: `SELECT key, CAST(SUM(value) AS bigint) FROM ${table("day_total")} WHERE date >= $1 AND date <= $2 AND name = $3 GROUP BY key ORDER BY key`,
    addTotal:
      `INSERT INTO ${table("day_total")} (date, name, key, value) VALUES ($1, $2, $3, $4) ` +
      "ON CONFLICT (date, name, key) DO UPDATE SET value = day_total.value + EXCLUDED.value",
    dropTotals: `DELETE FROM ${table("day_total")}`,
    // Rows of somebody who was erased meanwhile are no longer anybody's.
    oddities:
      `SELECT user_id, date, kind, value FROM ${table(ODDITY.name)} WHERE kind = $1 AND date >= $2 AND date <= $3 ` +
      `AND ${isStored} ORDER BY date, user_id`,
    addOddity:
      `INSERT INTO ${table(ODDITY.name)} (user_id, date, kind, value) ` +
      `SELECT user_id, $1, $2, $3 FROM ${table("user_state")} WHERE user_id = $4 ` +
      "ON CONFLICT (user_id, date, kind) DO UPDATE SET value = CASE " +
      `WHEN EXCLUDED.kind IN (${ADDED_UP.map((kind) => `'${kind}'`).join(", ")}) THEN oddity.value + EXCLUDED.value ` +
      "WHEN EXCLUDED.value > oddity.value THEN EXCLUDED.value ELSE oddity.value END",
    leastOddity: `SELECT value FROM ${table(ODDITY.name)} WHERE kind = $1 AND date = $2 ORDER BY value DESC LIMIT 1 OFFSET $3`,
    dropLesserOddities: `DELETE FROM ${table(ODDITY.name)} WHERE kind = $1 AND date = $2 AND value < $3`,
    dropOldOddities: `DELETE FROM ${table(ODDITY.name)} WHERE date < $1`,
    dropStrayOddities: `DELETE FROM ${table(ODDITY.name)} WHERE NOT ${isStored}`,
    built: `SELECT value FROM ${table("counter")} WHERE name = 'metrics_built'`,
    markBuilt: `INSERT INTO ${table("counter")} (name, value) VALUES ('metrics_built', $1) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value`,
    unmarkBuilt: `DELETE FROM ${table("counter")} WHERE name = 'metrics_built'`,
  };
}
