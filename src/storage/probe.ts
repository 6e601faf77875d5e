import type { DayNumber, Instant } from "../core/calendar.ts";
import { formatDate } from "../core/calendar.ts";
import { BUCKETS } from "./bucket.ts";

/** How much room a database has, and what holds it up; what an engine does not have is absent. */
export interface Room {
  readonly databaseBytes: number;
  /** The write-ahead log of SQLite. */
  readonly logBytes?: number;
  /** Bytes left on the disk of the file. */
  readonly freeBytes?: number;
  readonly connections?: { readonly used: number; readonly max: number };
  /** Seconds since the oldest transaction of anybody began. */
  readonly oldestTransactionSeconds?: number;
  /** Sessions that wait for a lock. */
  readonly waiting?: number;
}

/** A lease as it is stored. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly until: Instant;
}

/**
 * A look at a database from outside, by a connection of its own that migrates nothing and writes nothing: for an operator
 * who wants to know what is wrong. Its reads may take long; they belong into no request.
 */
export interface Probe {
  readonly kind: "sqlite" | "postgres";
  /** Such as `PostgreSQL 17.2`. */
  readonly engine: string;
  /** 0 where there are no tables of Daystreak yet. */
  readonly schemaVersion: number;
  /** The database's own clock. */
  clock(): Promise<Instant>;
  room(): Promise<Room>;
  leases(): Promise<Lease[]>;
  /** Users whose `wake_at` came before an instant, and the oldest of those. */
  overdue(before: Instant): Promise<{ readonly users: number; readonly oldest: Instant | null }>;
  /** How many users were dated last by each zone, the most used first. */
  zones(): Promise<{ readonly zone: string; readonly users: number }[]>;
  /** How many users have a date or an activity later than these. */
  ahead(date: DayNumber, at: Instant): Promise<number>;
  /** Ids of some users: those whose streaks run, by chance, then any. */
  someUsers(limit: number): Promise<string[]>;
  close(): Promise<void>;
}

/** Runs a read with `$1`, `$2`, … and gives its rows as arrays. */
export type ProbeRead = (sql: string, values?: readonly (string | number)[]) => Promise<readonly unknown[][]>;

/** The looks that are the same on every engine. */
export type CommonLooks = Pick<Probe, "leases" | "overdue" | "zones" | "ahead" | "someUsers">;

const SAMPLED_BUCKETS = 32;

/** The common looks over an engine's read. */
export function commonLooks(read: ProbeRead): CommonLooks {
  return {
    async leases() {
      const rows = await read("SELECT name, holder, until FROM lease ORDER BY name");
      return rows.map(([name, holder, until]) => ({
        name: String(name),
        holder: String(holder),
        until: Number(until),
      }));
    },
    async overdue(before) {
      const [row] = await read("SELECT count(*), min(wake_at) FROM user_state WHERE wake_at <= $1", [before]);
      const oldest = row?.[1] ?? null;
      return { users: Number(row?.[0]), oldest: oldest === null ? null : Number(oldest) };
    },
    async zones() {
      const sql =
        "SELECT last_zone, count(*) FROM user_state WHERE last_zone IS NOT NULL GROUP BY last_zone ORDER BY 2 DESC, 1";
      return (await read(sql)).map(([zone, users]) => ({ zone: String(zone), users: Number(users) }));
    },
    async ahead(date, at) {
      const sql = "SELECT count(*) FROM user_state WHERE last_activity_date > $1 OR last_at > $2";
      return Number((await read(sql, [formatDate(date), at]))[0]?.[0]);
    },
    async someUsers(limit) {
      const buckets = Array.from({ length: SAMPLED_BUCKETS }, () => Math.floor(Math.random() * BUCKETS));
      const running = await read(
        `SELECT user_id FROM user_state WHERE bucket IN (${buckets.join(",")}) AND wake_at IS NOT NULL LIMIT $1`,
        [limit],
      );
      const any = await read("SELECT user_id FROM user_state LIMIT $1", [limit]);
      return [...new Set([...running, ...any].map(([userId]) => String(userId)))].slice(0, limit);
    },
  };
}
