import type { RuleBook, RulesVersion } from "../../core/rules.ts";
import type { ApiKeyRow, AuditRow, KeyScope, PassRow } from "../shared-tables.ts";
import type { Row, Value } from "./cell.ts";
import { dayOf, listCell, listOf, mapCell, mapOf } from "./cell.ts";

/** The cells of an API key, in the order of `api_key`. */
export function apiKeyToRow(key: ApiKeyRow): Value[] {
  return [key.id, key.name, key.hash, listCell(key.scopes), key.perMinute, key.createdAt, key.revokedAt];
}

/** The API key of a row of `api_key`. */
export function rowToApiKey(row: Row): ApiKeyRow {
  return {
    id: row[0] as string,
    name: row[1] as string,
    hash: row[2] as string,
    scopes: listOf<KeyScope>(row[3]),
    perMinute: row[4] as number | null,
    createdAt: row[5] as number,
    revokedAt: row[6] as number | null,
  };
}

/** The cells of a pass, in the order of `admin_pass`. */
export function passToRow(pass: PassRow): Value[] {
  return [pass.hash, pass.kind, pass.subject, pass.createdAt, pass.expiresAt];
}

/** The pass of a row of `admin_pass`. */
export function rowToPass(row: Row): PassRow {
  return {
    hash: row[0] as string,
    kind: row[1] as PassRow["kind"],
    subject: row[2] as string,
    createdAt: row[3] as number,
    expiresAt: row[4] as number,
  };
}

/** The cells of an act, in the order of `audit`. */
export function auditToRow(act: AuditRow): Value[] {
  return [act.id, act.at, act.actor, act.action, act.userId, act.reason, mapCell(act.data)];
}

/** The act of a row of `audit`. */
export function rowToAudit(row: Row): AuditRow {
  return {
    id: row[0] as string,
    at: row[1] as number,
    actor: row[2] as string,
    action: row[3] as string,
    userId: row[4] as string | null,
    reason: row[5] as string,
    data: mapOf<AuditRow["data"]>(row[6]),
  };
}

/** The version of the rules of a row of `rules`. */
export function rowToRules(row: Row): RulesVersion {
  return {
    version: row[0] as number,
    effectiveAt: row[1] as number,
    rules: JSON.parse(row[2] as string) as RulesVersion["rules"],
  };
}

/** The excused date of a row of `calendar`. */
export function rowToExcused(row: Row): RuleBook["excused"][number] {
  return { date: dayOf(row[0]), reason: row[1] as string };
}
