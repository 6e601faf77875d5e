import { ADMIN_PASS, API_KEY, AUDIT, type ColumnType, USER_STATE } from "./schema/tables.ts";
import { onConflict, type TableName } from "./sql.ts";

/** Statements over the tables that are not of one user, by name. Parameters are `$1`, `$2`, … in the order of their first use. */
export interface SharedStatements {
  readonly excuse: string;
  readonly unexcuse: string;
  readonly noteWaking: string;
  /** What is noted and has begun, the oldest first. */
  readonly waking: string;
  /** Says how far the waking has come, unless it was noted anew meanwhile. */
  readonly wokenUpTo: string;
  readonly woken: string;
  /** The last user of a page. */
  readonly pageEnd: string;
  readonly wakePage: string;
  readonly lease: string;
  readonly release: string;
  readonly apiKeys: string;
  readonly putApiKey: string;
  readonly putPass: string;
  readonly pass: string;
  readonly takePass: string;
  readonly dropPasses: string;
  readonly dropAllPasses: string;
  readonly addAudit: string;
  readonly audits: string;
  readonly auditsBefore: string;
  readonly auditsOf: string;
  readonly auditsOfBefore: string;
  readonly forgetErasures: string;
  readonly erasedSince: string;
  readonly secret: string;
  readonly publishActive: string;
  readonly dropActive: string;
  readonly activeSince: string;
}

/** The types of the columns that each statement gives. */
export const SHARED_TYPES: Readonly<Record<keyof SharedStatements, readonly ColumnType[]>> = {
  excuse: [],
  unexcuse: [],
  noteWaking: [],
  waking: ["date", "big", "text"],
  wokenUpTo: [],
  woken: [],
  pageEnd: ["text"],
  wakePage: ["text"],
  lease: ["text"],
  release: [],
  apiKeys: API_KEY.types,
  putApiKey: [],
  putPass: [],
  pass: ADMIN_PASS.types,
  takePass: ADMIN_PASS.types,
  dropPasses: ["text"],
  dropAllPasses: ["text"],
  addAudit: [],
  audits: AUDIT.types,
  auditsBefore: AUDIT.types,
  auditsOf: AUDIT.types,
  auditsOfBefore: AUDIT.types,
  forgetErasures: ["text"],
  erasedSince: ["text"],
  secret: ["text"],
  publishActive: [],
  dropActive: [],
  activeSince: ["text", "big", "text"],
};

/** The texts that both engines share. */
export function sharedStatements(table: TableName): SharedStatements {
  const insert = ({ name, columns }: typeof AUDIT): string =>
    `INSERT INTO ${table(name)} (${columns.join(", ")}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(", ")})`;
  const audits = (where: string, limit: number): string =>
    `SELECT ${AUDIT.columns.join(", ")} FROM ${table("audit")}${where} ORDER BY at DESC, id DESC LIMIT $${limit}`;
  return {
    excuse:
      `INSERT INTO ${table("calendar")} (date, reason) VALUES ($1, $2) ` +
      "ON CONFLICT (date) DO UPDATE SET reason = EXCLUDED.reason",
    unexcuse: `DELETE FROM ${table("calendar")} WHERE date = $1`,
    noteWaking:
      `INSERT INTO ${table("waking")} (since, begins_at, after_user) VALUES ($1, $2, '') ` +
      "ON CONFLICT (since) DO UPDATE SET begins_at = EXCLUDED.begins_at, after_user = EXCLUDED.after_user",
    waking: `SELECT since, begins_at, after_user FROM ${table("waking")} WHERE begins_at <= $1 ORDER BY begins_at, since LIMIT 1`,
    wokenUpTo: `UPDATE ${table("waking")} SET after_user = $1 WHERE since = $2 AND begins_at = $3 AND after_user = $4`,
    woken: `DELETE FROM ${table("waking")} WHERE since = $1 AND begins_at = $2 AND after_user = $3`,
    pageEnd:
      `SELECT max(user_id) FROM (SELECT user_id FROM ${table(USER_STATE.name)} WHERE user_id > $1 ` +
      "ORDER BY user_id LIMIT $2) AS page",
    wakePage:
      `UPDATE ${table(USER_STATE.name)} SET wake_at = $1 WHERE user_id > $2 AND user_id <= $3 ` +
      "AND last_activity_date >= $4 AND (wake_at IS NULL OR wake_at > $5) RETURNING user_id",
    lease:
      `INSERT INTO ${table("lease")} (name, holder, until) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE ` +
      "SET holder = EXCLUDED.holder, until = EXCLUDED.until " +
      "WHERE lease.holder = EXCLUDED.holder OR lease.until <= $4 OR lease.until > $5 RETURNING name",
    release: `DELETE FROM ${table("lease")} WHERE name = $1 AND holder = $2`,
    apiKeys: `SELECT ${API_KEY.columns.join(", ")} FROM ${table(API_KEY.name)} ORDER BY created_at, id`,
    putApiKey: `${insert(API_KEY)} ${onConflict(API_KEY)}`,
    putPass: `${insert(ADMIN_PASS)} ${onConflict(ADMIN_PASS)}`,
    pass: `SELECT ${ADMIN_PASS.columns.join(", ")} FROM ${table(ADMIN_PASS.name)} WHERE hash = $1 AND kind = $2`,
    takePass: `DELETE FROM ${table(ADMIN_PASS.name)} WHERE hash = $1 AND kind = $2 RETURNING ${ADMIN_PASS.columns.join(", ")}`,
    dropPasses: `DELETE FROM ${table(ADMIN_PASS.name)} WHERE expires_at < $1 RETURNING hash`,
    dropAllPasses: `DELETE FROM ${table(ADMIN_PASS.name)} RETURNING hash`,
    addAudit: `${insert(AUDIT)} ${onConflict(AUDIT)}`,
    audits: audits("", 1),
    auditsBefore: audits(" WHERE (at, id) < ($1, $2)", 3),
    auditsOf: audits(" WHERE user_id = $1", 2),
    auditsOfBefore: audits(" WHERE user_id = $1 AND (at, id) < ($2, $3)", 4),
    forgetErasures: `DELETE FROM ${table("erasure")} WHERE erased_at < $1 RETURNING user_hash`,
    erasedSince: `SELECT user_hash FROM ${table("erasure")} WHERE erased_at >= $1`,
    publishActive:
      `INSERT INTO ${table("active_now")} (process, at, users) VALUES ($1, $2, $3) ` +
      "ON CONFLICT (process) DO UPDATE SET at = EXCLUDED.at, users = EXCLUDED.users",
    dropActive: `DELETE FROM ${table("active_now")} WHERE at < $1`,
    activeSince: `SELECT process, at, users FROM ${table("active_now")} WHERE at >= $1 ORDER BY process`,
    secret: `SELECT value FROM ${table("secret")} WHERE name = $1`,
  };
}
