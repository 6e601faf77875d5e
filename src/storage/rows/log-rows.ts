import type { ActivityFlag, ActivitySource, LoggedActivity } from "../../core/activity.ts";
import type { ProtectionKind, ProtectionRow } from "../../core/change.ts";
import type { Fact, FactKind } from "../../core/fact.ts";
import type { ZoneChange } from "../../core/state.ts";
import type { GrantRow } from "../store.ts";
import type { Row } from "./cell.ts";
import { dateCell, dayOf, listCell, listOf, mapCell, mapOf } from "./cell.ts";

/** The cells of a log row, in the order of `activity`. */
export function activityToRow(userId: string, logged: LoggedActivity): Row {
  return [
    userId,
    logged.identity,
    logged.type,
    logged.at,
    dateCell(logged.date),
    logged.zone,
    logged.ownZone,
    logged.ref,
    logged.receivedAt,
    logged.source,
    listCell(logged.flags),
  ];
}

/** The log row of a row of `activity`. */
export function rowToActivity(row: Row): LoggedActivity {
  return {
    identity: row[1] as string,
    type: row[2] as string,
    at: row[3] as number,
    date: dayOf(row[4]),
    zone: row[5] as string,
    ownZone: row[6] as string | null,
    ref: row[7] as string | null,
    receivedAt: row[8] as number,
    source: row[9] as ActivitySource,
    flags: listOf<ActivityFlag>(row[10]),
  };
}

/** The cells of a row of `zone_change`. */
export function zoneToRow(userId: string, change: ZoneChange): Row {
  return [userId, change.at, change.zone, change.until, change.source];
}

/** The zone history entry of a row of `zone_change`. */
export function rowToZone(row: Row): ZoneChange {
  return {
    at: row[1] as number,
    zone: row[2] as string,
    until: row[3] as number,
    source: row[4] as ZoneChange["source"],
  };
}

/** The cells of a row of `protection`. */
export function protectionToRow(userId: string, row: ProtectionRow): Row {
  return [userId, dateCell(row.date), row.kind, row.id, row.reason, row.by, row.at];
}

/** The protection of a row of `protection`. */
export function rowToProtection(row: Row): ProtectionRow {
  return {
    date: dayOf(row[1]),
    kind: row[2] as ProtectionKind,
    id: row[3] as string,
    reason: row[4] as string,
    by: row[5] as string,
    at: row[6] as number,
  };
}

/** The cells of a row of `freeze_grant`. */
export function grantToRow(userId: string, grant: GrantRow): Row {
  return [userId, grant.id, dateCell(grant.date), grant.count, grant.reason, grant.by, grant.at];
}

/** The grant of a row of `freeze_grant`. */
export function rowToGrant(row: Row): GrantRow {
  return {
    id: row[1] as string,
    date: dayOf(row[2]),
    count: row[3] as number,
    reason: row[4] as string,
    by: row[5] as string,
    at: row[6] as number,
  };
}

/** The cells of a row of `fact`. */
export function factToRow(userId: string, fact: Fact): Row {
  return [userId, fact.key, fact.kind, fact.at, fact.version, dateCell(fact.date), mapCell(fact.data)];
}

/** The fact of a row of `fact`. */
export function rowToFact(row: Row): Fact {
  return {
    key: row[1] as string,
    kind: row[2] as FactKind,
    at: row[3] as number,
    version: row[4] as number,
    date: dayOf(row[5]),
    data: mapOf<Fact["data"]>(row[6]),
  };
}
