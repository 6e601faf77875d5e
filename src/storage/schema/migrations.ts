import { addActiveNow } from "./add-active-now.ts";
import { addAddressHolders } from "./add-address-holders.ts";
import { addLegacyDays } from "./add-legacy-days.ts";
import { addMetricTables } from "./add-metric-tables.ts";
import { addNotices } from "./add-notices.ts";
import { addOddities } from "./add-oddities.ts";
import { addPasses } from "./add-passes.ts";
import { addSharedTables } from "./add-shared-tables.ts";
import { addSteadySince } from "./add-steady-since.ts";
import { addWaking } from "./add-waking.ts";
import { dailyActivity } from "./daily-activity.ts";
import type { Dialect } from "./dialect.ts";
import { leanWrites } from "./lean-writes.ts";

/** One step of the schema; steps are never changed once released, only followed by others. */
export interface Migration {
  readonly version: number;
  /** Its statements, each to be sent as its own query. */
  readonly statements: readonly string[];
}

/**
 * All migrations, ascending. The tables of users' data have `user_id` first in their keys, no foreign keys and no
 * sequences, so that they can be distributed by user. Instants are milliseconds since 1970 in both engines: exact, cheap
 * to carry, and nothing in SQL can be tempted to compute a date from them.
 */
export function migrations(dialect: Dialect): readonly Migration[] {
  return STEPS.map((step, i) => ({ version: i + 1, statements: step(dialect) }));
}

const STEPS: readonly ((dialect: Dialect) => string[])[] = [
  first,
  addSharedTables,
  addSteadySince,
  leanWrites,
  addLegacyDays,
  addWaking,
  addActiveNow,
  addMetricTables,
  addPasses,
  addNotices,
  addOddities,
  addAddressHolders,
];

/** The schema version of this Daystreak: every database it has opened is at this one. */
export const SCHEMA_VERSION: number = STEPS.length;

function first(dialect: Dialect): string[] {
  const { types, table, narrow, rewritten } = dialect;
  const { text, int, big, date, bytes, json, bool } = types;
  return [
    `CREATE TABLE ${table("user_state")} (
      user_id ${text} NOT NULL PRIMARY KEY,
      bucket ${int} NOT NULL,
      version ${big} NOT NULL,
      created_at ${big} NOT NULL,
      current_streak ${int} NOT NULL,
      max_streak ${int} NOT NULL,
      max_streak_floor ${int} NOT NULL,
      started_on ${date},
      last_activity_date ${date},
      goal_current_streak ${int} NOT NULL,
      goal_max_streak ${int} NOT NULL,
      goal_max_streak_floor ${int} NOT NULL,
      goal_started_on ${date},
      goal_last_activity_date ${date},
      freezes_held ${int} NOT NULL,
      restores_granted ${int} NOT NULL,
      restores_used ${int} NOT NULL,
      active_days ${bytes},
      complete_days ${bytes},
      bridged_days ${bytes},
      skipped_days ${bytes},
      paused_days ${bytes},
      excused_days ${bytes},
      restored_days ${bytes},
      closed_through ${date},
      announced_through ${date},
      zone ${text},
      zone_since ${big},
      zone_until ${big},
      device_zone ${text},
      last_at ${big},
      last_zone ${text},
      last_login ${big},
      last_seen_at ${big},
      wake_at ${big},
      streaks_shown ${bool} NOT NULL,
      notices_on ${bool} NOT NULL,
      tracking_on ${bool} NOT NULL,
      milestones ${json} NOT NULL,
      grants ${json} NOT NULL,
      settings ${json} NOT NULL,
      rules_versions ${json} NOT NULL,
      name ${text},
      groups ${json} NOT NULL
    )${rewritten}`,
    `CREATE INDEX user_state_wake ON ${table("user_state")} (bucket, wake_at) WHERE wake_at IS NOT NULL`,
    dailyActivity(dialect, dialect.rewritten),
    `CREATE TABLE ${table("activity")} (
      user_id ${text} NOT NULL,
      id ${text} NOT NULL,
      type ${text} NOT NULL,
      at ${big} NOT NULL,
      date ${date} NOT NULL,
      zone ${text} NOT NULL,
      own_zone ${text},
      ref ${text},
      received_at ${big} NOT NULL,
      source ${text} NOT NULL,
      flags ${json} NOT NULL,
      PRIMARY KEY (user_id, id)
    )${narrow}`,
    `CREATE INDEX activity_date ON ${table("activity")} (user_id, date)`,
    `CREATE TABLE ${table("zone_change")} (
      user_id ${text} NOT NULL,
      at ${big} NOT NULL,
      zone ${text} NOT NULL,
      until ${big} NOT NULL,
      source ${text} NOT NULL,
      PRIMARY KEY (user_id, at)
    )${narrow}`,
    `CREATE TABLE ${table("protection")} (
      user_id ${text} NOT NULL,
      date ${date} NOT NULL,
      kind ${text} NOT NULL,
      id ${text} NOT NULL,
      reason ${text} NOT NULL,
      granted_by ${text} NOT NULL,
      at ${big} NOT NULL,
      PRIMARY KEY (user_id, date, kind, id)
    )${narrow}`,
    `CREATE TABLE ${table("freeze_grant")} (
      user_id ${text} NOT NULL,
      id ${text} NOT NULL,
      date ${date} NOT NULL,
      count ${int} NOT NULL,
      reason ${text} NOT NULL,
      granted_by ${text} NOT NULL,
      at ${big} NOT NULL,
      PRIMARY KEY (user_id, id)
    )${narrow}`,
    `CREATE TABLE ${table("fact")} (
      user_id ${text} NOT NULL,
      key ${text} NOT NULL,
      kind ${text} NOT NULL,
      at ${big} NOT NULL,
      version ${big} NOT NULL,
      date ${date} NOT NULL,
      data ${json} NOT NULL,
      PRIMARY KEY (user_id, key)
    )${narrow}`,
    `CREATE INDEX fact_feed ON ${table("fact")} (user_id, version, key)`,
    `CREATE TABLE ${table("rules")} (
      version ${int} NOT NULL PRIMARY KEY,
      effective_at ${big} NOT NULL,
      rules ${json} NOT NULL
    )${narrow}`,
    `CREATE TABLE ${table("calendar")} (
      date ${date} NOT NULL PRIMARY KEY,
      reason ${text} NOT NULL
    )${narrow}`,
  ];
}
