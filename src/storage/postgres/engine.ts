import { randomUUID } from "node:crypto";
import type { Sighting } from "../../core/activity.ts";
import type { Instant } from "../../core/calendar.ts";
import type { Decision, Loaded, ProtectionRow } from "../../core/change.ts";
import type { DayRecord } from "../../core/day-record.ts";
import { DaystreakError } from "../../core/errors.ts";
import type { ZoneChange } from "../../core/state.ts";
import type { Engine, Want } from "../apply.ts";
import { metricStatements } from "../metric-sql.ts";
import { createNewsText, erasureText, scrubbing } from "../news-text.ts";
import { dateCell, type Row } from "../rows/cell.ts";
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
import { rowToState, stateToRow } from "../rows/state-row.ts";
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
import { erasureStatements, removalStatements, type TableName } from "../sql.ts";
import type { StateMemory } from "../state-memory.ts";
import type { UserHash } from "../user-hash.ts";
import { textLiteral, toRow } from "./array-literal.ts";
import { isTimeout, isVanished } from "./failure.ts";
import { backOff, type Send, type Session, type TextRow } from "./session.ts";
import {
  type BatchNews,
  createStatementBook,
  type LoadPart,
  loadedTable,
  type Query,
  type TableRows,
} from "./statements.ts";

/**
 * The two kinds of connections. A read is planned each time, for the users it names and the table as it is by now: a plan
 * made while the table was small would scan all of it once it is large. The write has one plan only, so it is kept.
 */
export interface Sessions {
  readonly reading: Session;
  readonly writing: Session;
}

/** Reads and writes whole batches: two reads and one write, however many users; of those in `memory` no state is read. */
export function createPostgresEngine(
  { reading, writing }: Sessions,
  table: TableName,
  hashOf: UserHash,
  memory: StateMemory,
  leavesNews: () => boolean,
): Engine {
  const book = createStatementBook(table);
  const removals = removalStatements(table);
  const erasing = erasureStatements(table);
  const metrics = metricStatements(table);

  /** Apart from whoever waits for the write, so that no rows are held meanwhile. */
  function writeOf(decisions: readonly Decision[], now: Instant): { query: Query; rows: number } {
    const following = followingRows(decisions);
    const rows = following.reduce((sum, part) => sum + part.rows.length, decisions.length);
    const states = decisions.map((decision) => stateToRow(decision.state));
    return { query: book.write(states, following, newsOf(decisions, now)), rows };
  }

  async function writeTogether(decisions: readonly Decision[], now: Instant): Promise<string[]> {
    if (decisions.length === 0) return [];
    const { query, rows } = writeOf(decisions, now);
    const written = writing.send(query, rows).catch(async (error: unknown) => {
      throw isTimeout(error) ? await naming(error, decisions) : error;
    });
    return ((await unlessVanished(written)) ?? []).map((row) => row[0] as string);
  }

  function newsOf(decisions: readonly Decision[], at: Instant): BatchNews | undefined {
    if (!leavesNews()) return undefined;
    const news = createNewsText();
    for (const decision of decisions) news.add(decision);
    const text = news.text();
    return text === undefined ? undefined : { at, id: randomUUID(), text, users: decisions.length };
  }

  /** Says whose state rows somebody else holds, so that the others need not be searched for them by more timeouts. */
  async function naming(error: DaystreakError, decisions: readonly Decision[]): Promise<DaystreakError> {
    const known = decisions.flatMap(({ state }) => (state.version > 1 ? [state.userId] : []));
    // Where the users lie on several servers this is refused; whoever asked has to search then.
    const rows = await writing
      .send({ ...book.free, values: [textLiteral(known)] }, known.length)
      .catch(() => undefined);
    const free = new Set(rows?.map((row) => row[0]));
    const held = known.filter((userId) => !free.has(userId));
    if (rows === undefined || held.length === 0) return error;
    return new DaystreakError(error.code, error.message, { cause: error.cause, userIds: held });
  }

  /** A decision that takes rows away gets a transaction of its own; it holds the state row once it has won it. */
  function writeWithRemovals(
    decision: Decision,
    removal: NonNullable<Decision["removals"]>,
    now: Instant,
  ): Promise<boolean> {
    const written = writing.transaction(async (send) => {
      const won = await send(
        book.write([stateToRow(decision.state)], followingRows([decision]), newsOf([decision], now)),
      );
      if (won.length > 0) await remove(send, decision.state.userId, removal);
      return won.length > 0;
    });
    return unlessVanished(written).then((won) => won ?? false);
  }

  /** Whoever else writes the user meanwhile waits for the state row, and finds it gone. */
  function erase(userId: string, { version, at }: NonNullable<Decision["erased"]>): Promise<boolean> {
    return writing.transaction(async (send) => {
      const won = await send({ name: "erase state", text: erasing.state, values: [userId, version] });
      if (won.length === 0) return false;
      for (const [i, text] of erasing.tables.entries()) await send({ name: `erase ${i}`, text, values: [userId] });
      await send({ name: "erase audit", text: erasing.audit, values: [userId] });
      await send({ name: "erase remember", text: erasing.remember, values: [hashOf(userId), at] });
      const [ordinal] = await send({ name: "erase ordinal", text: metrics.eraseOrdinal, values: [userId] });
      if (ordinal !== undefined) {
        const values = [at, randomUUID(), erasureText(Number(ordinal[0]))];
        await send({ name: "erase news", text: metrics.addNews, values });
      }
      await send({ name: "erase scrub", text: metrics.scrub, values: [...scrubbing(userId)] });
      return true;
    });
  }

  async function writeAlone(decision: Decision, now: Instant): Promise<boolean> {
    const { removals: removal, erased, state } = decision;
    try {
      if (erased !== undefined) return await erase(state.userId, erased);
      return removal !== undefined && (await writeWithRemovals(decision, removal, now));
    } catch (error) {
      if (!isTimeout(error)) throw error;
      throw new DaystreakError(error.code, error.message, { cause: error.cause, userIds: [state.userId] });
    }
  }

  async function remove(send: Send, userId: string, removal: NonNullable<Decision["removals"]>): Promise<void> {
    const { days, activitiesAfter, zones, protectionIds, addresses } = removal;
    const run = (name: keyof typeof removals, ...values: readonly (string | number | null)[]): Promise<TextRow[]> =>
      send({ name: `remove ${name}`, text: removals[name], values: [userId, ...values] });
    for (const date of days) await run("day", dateCell(date));
    if (activitiesAfter !== undefined) await run("activitiesAfter", activitiesAfter);
    for (const at of zones) await run("zone", at);
    for (const id of protectionIds) await run("protectionId", id);
    for (const { channel, id } of addresses) await run("address", channel, id);
  }

  return {
    memory,

    async states(userIds) {
      const rows = await reading.send({ ...book.states, values: [textLiteral(userIds)] }, userIds.length);
      const states = rows.map((row) => rowToState(toRow(USER_STATE.types, row)));
      return new Map(states.map((state) => [state.userId, state]));
    },

    async load(wants, strangers) {
      const days = wants.flatMap(({ userId, needs }) =>
        needs.days.map((day) => [userId, dateCell(day) ?? ""] as const),
      );
      const identities = wants.flatMap(({ userId, needs }) => needs.identities.map((id) => [userId, id] as const));
      const sightings = wants.flatMap(({ userId, needs: { sightingsFrom: from } }) =>
        from === null ? [] : [[userId, String(from)] as const],
      );
      const zones = wants.filter(({ needs }) => needs.zones).map(({ userId }) => userId);
      const protections = wants.filter(({ needs }) => needs.protections).map(({ userId }) => userId);
      const hashes = new Map(strangers.map((userId) => [hashOf(userId), userId]));
      const query = book.load({ days, identities, sightings, zones, protections, erasures: [...hashes.keys()] });
      const asked =
        days.length + identities.length + sightings.length + zones.length + protections.length + hashes.size;
      return gather(wants, hashes, await reading.send(query, asked));
    },

    async write(decisions, now) {
      // One order of users in every process, or two batches could each hold a row that the other waits for.
      const sorted = [...decisions].sort((a, b) => (a.state.userId < b.state.userId ? -1 : 1));
      const isPlain = (decision: Decision): boolean => decision.removals === undefined && decision.erased === undefined;
      const won = new Set<string>();
      for (const decision of sorted)
        if (!isPlain(decision) && (await writeAlone(decision, now))) won.add(decision.state.userId);
      // Last, so that nobody else is written yet where one of those fails.
      for (const userId of await writeTogether(sorted.filter(isPlain), now)) won.add(userId);
      return won;
    },

    pause: (round) => (round < 3 ? Promise.resolve() : backOff(Math.min(round - 2, 3))),
  };
}

function followingRows(decisions: readonly Decision[]): TableRows[] {
  const all = <T>(
    table: Table,
    pick: (decision: Decision) => readonly T[],
    code: (userId: string, item: T) => Row,
  ) => ({
    table,
    rows: decisions.flatMap((decision) => pick(decision).map((item) => code(decision.state.userId, item))),
  });
  return [
    all(DAILY_ACTIVITY, ({ days }) => days, dayToRow),
    all(ACTIVITY, ({ activities }) => activities, activityToRow),
    all(ZONE_CHANGE, ({ zones }) => zones, zoneToRow),
    all(PROTECTION, ({ protections }) => protections, protectionToRow),
    all(FREEZE_GRANT, ({ grants }) => grants, grantToRow),
    all(FACT, ({ facts }) => facts, factToRow),
    all(NOTICE, ({ notices }) => notices, noticeToRow),
    all(NOTICE_DELIVERY, ({ deliveries }) => deliveries, deliveryToRow),
    all(NOTICE_ADDRESS, ({ addresses }) => addresses, addressToRow),
    all(NOTICE_MARK, ({ marks }) => marks, markToRow),
  ];
}

/** Waits for a write; `undefined` where it was undone because a user whose row it meant to change had been erased. */
async function unlessVanished<T>(written: Promise<T>): Promise<T | undefined> {
  try {
    return await written;
  } catch (error) {
    if (isVanished(error)) return undefined;
    throw error;
  }
}

interface Gathered extends Loaded {
  readonly days: Map<number, DayRecord>;
  readonly identities: Set<string>;
  readonly zones: ZoneChange[];
  readonly sightings: Sighting[];
  readonly protections: ProtectionRow[];
}

/** Sorts the rows of one load by user and part. `hashes`: the users whose erasure was asked for. */
function gather(
  wants: readonly Want[],
  hashes: ReadonlyMap<string, string>,
  rows: readonly TextRow[],
): Map<string, Loaded> {
  const empty = (): Gathered => ({ days: new Map(), identities: new Set(), zones: [], sightings: [], protections: [] });
  const loaded = new Map<string, Gathered>(wants.map(({ userId }) => [userId, empty()]));
  for (const texts of rows) {
    const part = texts[0] as LoadPart;
    const { table, width } = loadedTable(part);
    const row = toRow(table.types, texts.slice(1, width + 1));
    if (part === "erasures") {
      loaded.set(hashes.get(row[0] as string) as string, { ...empty(), erasedAt: row[1] as number });
      continue;
    }
    const user = loaded.get(row[0] as string);
    if (user === undefined) continue;
    if (part === "days") {
      const day = rowToDay(row);
      user.days.set(day.date, day);
    } else if (part === "identities") user.identities.add(row[1] as string);
    else if (part === "sightings") user.sightings.push({ at: row[3] as number, ownZone: row[6] as string | null });
    else if (part === "zones") user.zones.push(rowToZone(row));
    else user.protections.push(rowToProtection(row));
  }
  for (const { zones, protections } of loaded.values()) {
    zones.sort((a, b) => a.at - b.at);
    protections.sort((a, b) => a.date - b.date);
  }
  return loaded;
}
