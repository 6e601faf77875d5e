import { bucketsOf } from "./part.ts";
import {
  ACTIVITY,
  type ColumnType,
  DAILY_ACTIVITY,
  ERASURE,
  FACT,
  FOLLOWING_TABLES,
  FREEZE_GRANT,
  NOTICE_ADDRESS,
  ODDITY,
  PROTECTION,
  type Table,
  USER_STATE,
  ZONE_CHANGE,
} from "./schema/tables.ts";
import type { Part } from "./store.ts";

const ALL: Part = { index: 0, of: 1 };

/** Names a table in a statement: quoted, and qualified where the database has schemas. */
export type TableName = (name: string) => string;

/** Reads of one user or one page, by name. Parameters are `$1`, `$2`, … in the order of their first use. */
export interface ReadStatements {
  readonly state: string;
  readonly days: string;
  readonly activities: string;
  readonly zones: string;
  readonly protections: string;
  readonly grants: string;
  readonly facts: string;
  readonly factsBefore: string;
  readonly users: string;
  readonly names: string;
  readonly due: string;
  readonly rules: string;
  readonly excused: string;
}

/** The types of the columns that each read gives. */
export const READ_TYPES: Readonly<Record<keyof ReadStatements, readonly ColumnType[]>> = {
  state: USER_STATE.types,
  days: DAILY_ACTIVITY.types,
  activities: ACTIVITY.types,
  zones: ZONE_CHANGE.types,
  protections: PROTECTION.types,
  grants: FREEZE_GRANT.types,
  facts: FACT.types,
  factsBefore: FACT.types,
  users: USER_STATE.types,
  names: ["text", "text", "json"],
  due: ["text"],
  rules: ["int", "big", "json"],
  excused: ["date", "text"],
};

/** The texts of the reads that both engines share. */
export function readStatements(table: TableName): ReadStatements {
  const select = (of: Table): string => `SELECT ${of.columns.join(", ")} FROM ${table(of.name)}`;
  return {
    state: `${select(USER_STATE)} WHERE user_id = $1`,
    days: `${select(DAILY_ACTIVITY)} WHERE user_id = $1 AND date >= $2 AND date <= $3 ORDER BY date`,
    activities: `${select(ACTIVITY)} WHERE user_id = $1 AND date >= $2 AND date <= $3 ORDER BY at, id`,
    zones: `${select(ZONE_CHANGE)} WHERE user_id = $1 ORDER BY at`,
    protections: `${select(PROTECTION)} WHERE user_id = $1 AND date >= $2 AND date <= $3 ORDER BY date, kind, id`,
    grants: `${select(FREEZE_GRANT)} WHERE user_id = $1 ORDER BY at, id`,
    facts: `${select(FACT)} WHERE user_id = $1 ORDER BY version DESC, key DESC LIMIT $2`,
    factsBefore: `${select(FACT)} WHERE user_id = $1 AND (version, key) < ($2, $3) ORDER BY version DESC, key DESC LIMIT $4`,
    users: `${select(USER_STATE)} WHERE user_id > $1 ORDER BY user_id LIMIT $2`,
    names: `SELECT user_id, name, groups FROM ${table(USER_STATE.name)} WHERE user_id > $1 ORDER BY user_id LIMIT $2`,
    due: dueStatement(table, ALL),
    rules: `SELECT version, effective_at, rules FROM ${table("rules")} ORDER BY version`,
    excused: `SELECT date, reason FROM ${table("calendar")} ORDER BY date`,
  };
}

/**
 * The text of `due` for a part of all users. Its buckets are named one by one, so that the index on (bucket, wake_at) is
 * sought bucket by bucket instead of read from end to end.
 */
export function dueStatement(table: TableName, part: Part): string {
  const buckets = bucketsOf(part).join(",") || "NULL";
  return (
    `SELECT user_id FROM ${table(USER_STATE.name)} WHERE bucket IN (${buckets}) AND wake_at <= $1 ` +
    "ORDER BY wake_at, user_id LIMIT $2"
  );
}

/**
 * What an INSERT does with a row whose key is taken. The state row is overwritten only by the version that follows the
 * stored one: whoever decided on an older state writes nothing. When it was created never changes.
 */
export function onConflict(of: Table): string {
  const key = of.key.join(", ");
  if (of.repeat === "keep") return `ON CONFLICT (${key}) DO NOTHING`;
  const rest = of.columns.filter(
    (column) => !of.key.includes(column) && !(of === USER_STATE && column === "created_at"),
  );
  const set = rest.map((column) => `${column} = EXCLUDED.${column}`).join(", ");
  const guard = of === USER_STATE ? ` WHERE ${of.name}.version = EXCLUDED.version - 1` : "";
  return `ON CONFLICT (${key}) DO UPDATE SET ${set}${guard}`;
}

/** Statements that take rows away, each for one user; rare. */
export interface RemovalStatements {
  readonly day: string;
  readonly activitiesAfter: string;
  readonly zone: string;
  readonly protectionId: string;
  readonly address: string;
}

/** The texts of the removals that both engines share. */
export function removalStatements(table: TableName): RemovalStatements {
  return {
    day: `DELETE FROM ${table(DAILY_ACTIVITY.name)} WHERE user_id = $1 AND date = $2`,
    activitiesAfter: `DELETE FROM ${table(ACTIVITY.name)} WHERE user_id = $1 AND at > $2`,
    zone: `DELETE FROM ${table(ZONE_CHANGE.name)} WHERE user_id = $1 AND at = $2`,
    protectionId: `DELETE FROM ${table(PROTECTION.name)} WHERE user_id = $1 AND id = $2`,
    address: `DELETE FROM ${table(NOTICE_ADDRESS.name)} WHERE user_id = $1 AND channel = $2 AND id = $3`,
  };
}

/** Statements that erase a user, in this order; `state` says by its row whether the race was won. */
export interface ErasureStatements {
  readonly state: string;
  /** One per table, each for one user. */
  readonly tables: readonly string[];
  readonly audit: string;
  readonly remember: string;
}

/** The texts of an erasure that both engines share. */
export function erasureStatements(table: TableName): ErasureStatements {
  return {
    state: `DELETE FROM ${table(USER_STATE.name)} WHERE user_id = $1 AND version = $2 RETURNING user_id`,
    tables: [...FOLLOWING_TABLES, ODDITY].map(({ name }) => `DELETE FROM ${table(name)} WHERE user_id = $1`),
    audit: `UPDATE ${table("audit")} SET user_id = NULL WHERE user_id = $1`,
    remember: `INSERT INTO ${table(ERASURE.name)} (${ERASURE.columns.join(", ")}) VALUES ($1, $2) ${onConflict(ERASURE)}`,
  };
}
