import { randomUUID } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Sighting } from "../../core/activity.ts";
import type { DayNumber, Instant } from "../../core/calendar.ts";
import type { Decision, Loaded } from "../../core/change.ts";
import type { DayRecord } from "../../core/day-record.ts";
import type { UserState } from "../../core/state.ts";
import { type Engine, NOTHING, type Want } from "../apply.ts";
import { metricStatements } from "../metric-sql.ts";
import { createNewsText, erasureText, scrubbing } from "../news-text.ts";
import { type Cell, dateCell, type Row } from "../rows/cell.ts";
import { dayToRow, rowToDay } from "../rows/day-row.ts";
import {
  activityToRow,
  factToRow,
  grantToRow,
  protectionToRow,
  rowToProtection,
  rowToZone,
  zoneToRow,
} from "../rows/log-rows.ts";
import { addressToRow, deliveryToRow, markToRow, noticeToRow } from "../rows/notice-rows.ts";
import { rowToState, STATE_CREATED_AT, STATE_VERSION, stateToRow } from "../rows/state-row.ts";
import {
  ACTIVITY,
  DAILY_ACTIVITY,
  FACT,
  FREEZE_GRANT,
  NOTICE,
  NOTICE_ADDRESS,
  NOTICE_DELIVERY,
  NOTICE_MARK,
  PROTECTION,
  type Table,
  USER_STATE,
  ZONE_CHANGE,
} from "../schema/tables.ts";
import { erasureStatements, onConflict, readStatements, removalStatements } from "../sql.ts";
import type { StateMemory } from "../state-memory.ts";
import type { UserHash } from "../user-hash.ts";

/** The database as the worker uses it: an engine for `applyBatch`, and reads by name. */
export interface SqliteEngine extends Engine {
  /** Rows of a prepared text. */
  query(sql: string, values: readonly Cell[]): Row[];
  run(sql: string, values: readonly Cell[]): number;
  /** The versions of those that are stored. */
  versions(userIds: readonly string[]): Map<string, number>;
  readonly statements: number;
  /** Whether batches leave news from now on; at first they do. */
  leaveNews(on: boolean): void;
}

/** The first columns of a state row: the user and the bucket, the version, and when the row was made. */
const FIXED = STATE_CREATED_AT + 1;
/** The columns of a state row that its next version may change. */
const CHANGING: readonly string[] = [...USER_STATE.columns.slice(FIXED), "version"];

/** Dates within so many days are read together. */
const NEIGHBOURS = 8;

/** Prepared statements over one database. A prepared loop is faster here than one statement over JSON. */
export function createSqliteEngine(db: DatabaseSync, hashOf: UserHash, memory: StateMemory): SqliteEngine {
  const prepared = new Map<string, StatementSync>();
  let statements = 0;
  const prepare = (sql: string): StatementSync => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = db.prepare(positional(sql));
      statement.setReturnArrays(true);
      prepared.set(sql, statement);
    }
    statements++;
    return statement;
  };
  const query = (sql: string, values: readonly Cell[]): Row[] => prepare(sql).all(...values) as unknown as Row[];
  const run = (sql: string, values: readonly Cell[]): number => Number(prepare(sql).run(...values).changes);

  const reads = readStatements(unqualified);
  const removals = removalStatements(unqualified);
  const erasing = erasureStatements(unqualified);
  const metrics = metricStatements(unqualified);
  let leavesNews = true;
  const pick = {
    anyErasure: "SELECT 1 FROM erasure LIMIT 1",
    erasure: "SELECT erased_at FROM erasure WHERE user_hash = $1",
    identity: "SELECT 1 FROM activity WHERE user_id = $1 AND id = $2",
    sightings: "SELECT at, own_zone FROM activity WHERE user_id = $1 AND at >= $2",
    protections: `SELECT ${PROTECTION.columns.join(", ")} FROM protection WHERE user_id = $1 ORDER BY date, kind, id`,
  };
  const upserts = {
    state: insertInto(USER_STATE),
    stateAgain: `UPDATE user_state SET ${CHANGING.map((column) => `${column} = ?`).join(", ")} WHERE user_id = ? AND version = ? AND created_at = ?`,
    day: insertInto(DAILY_ACTIVITY),
    activity: insertInto(ACTIVITY),
    zone: insertInto(ZONE_CHANGE),
    protection: insertInto(PROTECTION),
    grant: insertInto(FREEZE_GRANT),
    fact: insertInto(FACT),
    notice: insertInto(NOTICE),
    delivery: insertInto(NOTICE_DELIVERY),
    address: insertInto(NOTICE_ADDRESS),
    mark: insertInto(NOTICE_MARK),
  };

  function states(userIds: readonly string[]): Map<string, UserState> {
    const found = new Map<string, UserState>();
    for (const userId of userIds) {
      const row = query(reads.state, [userId])[0];
      if (row !== undefined) found.set(userId, rowToState(row));
    }
    return found;
  }

  /** One read of neighbouring dates is cheaper than one for each of them, even where it finds a few too many. */
  function loadDays(userId: string, dates: readonly DayNumber[]): DayRecord[] {
    const [first, last] = [dates[0], dates.at(-1)];
    if (first === undefined || last === undefined) return [];
    if (last - first < NEIGHBOURS) return query(reads.days, [userId, dateCell(first), dateCell(last)]).map(rowToDay);
    return dates.flatMap((date) => query(reads.days, [userId, dateCell(date), dateCell(date)])).map(rowToDay);
  }

  function load({ userId, needs }: Want): Loaded {
    const days = loadDays(userId, needs.days).filter(({ date }) => needs.days.includes(date));
    const known = needs.identities.filter((identity) => query(pick.identity, [userId, identity]).length > 0);
    return {
      days: new Map(days.map((day) => [day.date, day])),
      identities: new Set(known),
      zones: needs.zones ? query(reads.zones, [userId]).map(rowToZone) : [],
      sightings:
        needs.sightingsFrom === null
          ? []
          : query(pick.sightings, [userId, needs.sightingsFrom]).map(
              ([at, zone]): Sighting => ({ at: at as Instant, ownZone: zone as string | null }),
            ),
      protections: needs.protections ? query(pick.protections, [userId]).map(rowToProtection) : [],
    };
  }

  /** Hashing costs more than asking, and nearly always nobody has been erased lately. */
  function* loadErasures(strangers: readonly string[]): Generator<[string, Loaded]> {
    if (strangers.length === 0 || query(pick.anyErasure, []).length === 0) return;
    for (const userId of strangers) {
      const erasedAt = query(pick.erasure, [hashOf(userId)])[0]?.[0];
      if (erasedAt !== undefined) yield [userId, { ...NOTHING, erasedAt: erasedAt as number }];
    }
  }

  function erase(userId: string, { version, at }: NonNullable<Decision["erased"]>): boolean {
    if (query(erasing.state, [userId, version]).length === 0) return false;
    for (const statement of erasing.tables) run(statement, [userId]);
    run(erasing.audit, [userId]);
    run(erasing.remember, [hashOf(userId), at]);
    const [ordinal] = query(metrics.eraseOrdinal, [userId]);
    if (ordinal !== undefined) run(metrics.addNews, [at, randomUUID(), erasureText(ordinal[0] as number)]);
    run(metrics.scrub, [...scrubbing(userId)]);
    return true;
  }

  /** A row that is there is found once by an UPDATE, and twice by an upsert. */
  function writeState(row: Row): boolean {
    const version = row[STATE_VERSION] as number;
    if (version === 1) return run(upserts.state, row) > 0;
    const values = row.slice(FIXED);
    // Whoever was erased and came back may have the old version again, and must not get the erased days back with it.
    values.push(version, row[0] as string, version - 1, row[STATE_CREATED_AT] as number);
    return run(upserts.stateAgain, values) > 0;
  }

  function write(decision: Decision): boolean {
    const { userId } = decision.state;
    if (decision.erased !== undefined) return erase(userId, decision.erased);
    if (!writeState(stateToRow(decision.state))) return false;
    for (const day of decision.days) run(upserts.day, dayToRow(userId, day));
    for (const logged of decision.activities) run(upserts.activity, activityToRow(userId, logged));
    for (const zone of decision.zones) run(upserts.zone, zoneToRow(userId, zone));
    for (const row of decision.protections) run(upserts.protection, protectionToRow(userId, row));
    for (const grant of decision.grants) run(upserts.grant, grantToRow(userId, grant));
    for (const fact of decision.facts) run(upserts.fact, factToRow(userId, fact));
    for (const notice of decision.notices) run(upserts.notice, noticeToRow(userId, notice));
    for (const delivery of decision.deliveries) run(upserts.delivery, deliveryToRow(userId, delivery));
    for (const address of decision.addresses) run(upserts.address, addressToRow(userId, address));
    for (const mark of decision.marks) run(upserts.mark, markToRow(userId, mark));
    if (decision.removals !== undefined) remove(userId, decision.removals);
    return true;
  }

  function remove(userId: string, removal: NonNullable<Decision["removals"]>): void {
    const { days, activitiesAfter, zones, protectionIds, addresses } = removal;
    for (const date of days) run(removals.day, [userId, dateCell(date)]);
    if (activitiesAfter !== undefined) run(removals.activitiesAfter, [userId, activitiesAfter]);
    for (const at of zones) run(removals.zone, [userId, at]);
    for (const id of protectionIds) run(removals.protectionId, [userId, id]);
    for (const { channel, id } of addresses) run(removals.address, [userId, channel, id]);
  }

  return {
    states,
    memory,
    load: (wants, strangers) =>
      new Map([...wants.map((want): [string, Loaded] => [want.userId, load(want)]), ...loadErasures(strangers)]),
    write(decisions, now) {
      const written = new Set<string>();
      const news = createNewsText();
      for (const decision of decisions) {
        if (!write(decision)) continue;
        written.add(decision.state.userId);
        // What was just written is still at hand for the processor: later it costs thrice as much.
        if (leavesNews) news.add(decision);
      }
      const text = news.text();
      if (text !== undefined) run(metrics.addNews, [now, randomUUID(), text]);
      return written;
    },
    leaveNews(on) {
      leavesNews = on;
    },
    query,
    run,
    versions(userIds) {
      const version = `SELECT version FROM ${USER_STATE.name} WHERE user_id = $1`;
      const found = userIds.map((userId) => [userId, query(version, [userId])[0]?.[0]] as const);
      return new Map(found.filter((pair): pair is [string, number] => pair[1] !== undefined));
    },
    get statements() {
      return statements;
    },
  };
}

/** Tables of a SQLite file need no qualification. */
export function unqualified(name: string): string {
  return name;
}

function insertInto(table: Table): string {
  const values = table.columns.map(() => "?").join(", ");
  return `INSERT INTO ${table.name} (${table.columns.join(", ")}) VALUES (${values}) ${onConflict(table)}`;
}

/** `node:sqlite` binds by position only to `?`; the shared texts use each parameter once, in order. */
function positional(sql: string): string {
  return sql.replaceAll(/\$\d+/g, "?");
}
