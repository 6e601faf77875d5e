import { randomBytes } from "node:crypto";
import type { Dialect } from "./dialect.ts";

/** The name of the key of the keyed hash under which erased users are remembered. */
export const USER_HASH_KEY = "user_hash";

/**
 * Step 2: the small tables that are not of one user, and the key with which erased users are remembered. The key is
 * made here because a migration runs once in the life of a database.
 */
export function addSharedTables({ types, table, narrow }: Dialect): string[] {
  const { text, int, big, json } = types;
  return [
    `CREATE TABLE ${table("lease")} (
      name ${text} NOT NULL PRIMARY KEY,
      holder ${text} NOT NULL,
      until ${big} NOT NULL
    )${narrow}`,
    `CREATE TABLE ${table("api_key")} (
      id ${text} NOT NULL PRIMARY KEY,
      name ${text} NOT NULL,
      hash ${text} NOT NULL UNIQUE,
      scopes ${json} NOT NULL,
      per_minute ${int},
      created_at ${big} NOT NULL,
      revoked_at ${big}
    )${narrow}`,
    `CREATE TABLE ${table("audit")} (
      id ${text} NOT NULL PRIMARY KEY,
      at ${big} NOT NULL,
      actor ${text} NOT NULL,
      action ${text} NOT NULL,
      user_id ${text},
      reason ${text} NOT NULL,
      data ${json} NOT NULL
    )${narrow}`,
    `CREATE INDEX audit_newest ON ${table("audit")} (at, id)`,
    `CREATE INDEX audit_user ON ${table("audit")} (user_id, at, id) WHERE user_id IS NOT NULL`,
    `CREATE TABLE ${table("erasure")} (
      user_hash ${text} NOT NULL PRIMARY KEY,
      erased_at ${big} NOT NULL
    )${narrow}`,
    `CREATE INDEX erasure_oldest ON ${table("erasure")} (erased_at)`,
    `CREATE TABLE ${table("secret")} (
      name ${text} NOT NULL PRIMARY KEY,
      value ${text} NOT NULL
    )${narrow}`,
    `INSERT INTO ${table("secret")} (name, value) VALUES ('${USER_HASH_KEY}', '${randomBytes(32).toString("hex")}')`,
  ];
}
