import { type Cell, dateCell, listOf, type Row, type Value } from "./rows/cell.ts";
import { rowToDay } from "./rows/day-row.ts";
import { rowToActivity, rowToFact, rowToGrant, rowToProtection, rowToZone } from "./rows/log-rows.ts";
import { rowToState } from "./rows/state-row.ts";
import type { ReadStatements } from "./sql.ts";
import type { Part, Store } from "./store.ts";

/** The reads of a store. */
export type Reads = Pick<
  Store,
  "state" | "days" | "activities" | "zoneChanges" | "protections" | "grants" | "facts" | "users" | "names" | "due"
>;

/** Runs one of the shared reads with its parameters in order; `due` for a part of all users where one is named. */
export type Read = (name: keyof ReadStatements, values: readonly Value[], part?: Part) => Promise<Row[]>;

/** A store's reads over rows, however an engine comes by them. */
export function createReads(read: Read): Reads {
  return {
    async state(userId) {
      const row = (await read("state", [userId]))[0];
      return row === undefined ? undefined : rowToState(row);
    },
    days: async (userId, from, to) => (await read("days", [userId, dateCell(from), dateCell(to)])).map(rowToDay),
    activities: async (userId, from, to) =>
      (await read("activities", [userId, dateCell(from), dateCell(to)])).map(rowToActivity),
    zoneChanges: async (userId) => (await read("zones", [userId])).map(rowToZone),
    protections: async (userId, from, to) =>
      (await read("protections", [userId, dateCell(from), dateCell(to)])).map(rowToProtection),
    grants: async (userId) => (await read("grants", [userId])).map(rowToGrant),
    async facts(userId, limit, before) {
      const page =
        before === undefined
          ? read("facts", [userId, limit])
          : read("factsBefore", [userId, before.version, before.key, limit]);
      return (await page).map(rowToFact);
    },
    users: async (limit, after) => (await read("users", [after ?? "", limit])).map(rowToState),
    names: async (limit, after) =>
      (await read("names", [after ?? "", limit])).map(([userId, name, groups]) => ({
        userId: userId as string,
        name: name as string | null,
        groups: listOf<string>(groups as Cell),
      })),
    due: async (now, limit, part) => (await read("due", [now, limit], part)).map((row) => row[0] as string),
  };
}
