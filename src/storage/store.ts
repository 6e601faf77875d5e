import type { LoggedActivity } from "../core/activity.ts";
import type { DayNumber, Instant } from "../core/calendar.ts";
import type { Change, Outcome, ProtectionRow } from "../core/change.ts";
import type { DayRecord } from "../core/day-record.ts";
import type { Fact } from "../core/fact.ts";
import type { Notice } from "../core/notices/notice.ts";
import type { RuleBook, Rules } from "../core/rules.ts";
import type { FreezeGrant, UserState, ZoneChange } from "../core/state.ts";
import type { ZoneData } from "../core/zone-packing.ts";
import type { MetricTables } from "./metric-tables.ts";
import type { NoticeTables } from "./notice-tables.ts";
import type { Part } from "./part.ts";
import type { SharedTables } from "./shared-tables.ts";

// The port in one place: whoever stands above storage imports this file only.
export type { DaySetRow, MetricTables, NewsKey, OddityRow, TotalRow } from "./metric-tables.ts";
export type { DeliveryCount, DeliveryResult, DueDelivery, NoticeCount, NoticeTables } from "./notice-tables.ts";
export type { Part } from "./part.ts";
export type { ApiKeyRow, AuditRow, ErasedUsers, PassRow, SharedTables } from "./shared-tables.ts";

/** What happened to one user, in order. */
export interface UserChanges {
  readonly userId: string;
  readonly changes: readonly Change[];
}

/** What became of one user's changes: committed when `apply` resolves. */
export interface Applied {
  readonly userId: string;
  /** One per change, in order. */
  readonly outcomes: readonly Outcome[];
  /** The state after the changes. */
  readonly state: UserState;
  /** The facts that were concluded, oldest first. */
  readonly facts: readonly Fact[];
  readonly notices: readonly Notice[];
  /** What was written; `nothing` where the changes changed nothing. */
  readonly written: "state" | "erasure" | "nothing";
  /** The records that were looked at or written; may be left out for users that no {@link Bell} watches. */
  readonly days?: readonly DayRecord[];
}

/**
 * What a store tells whoever listens. A hint, never the truth: that is in the rows. Calls of a bell must be quick and
 * throw nothing.
 */
export interface Bell {
  /** Whether more about a user is wanted than that something changed. */
  watches(userId: string): boolean;
  /** This store has committed changes of these users; those of whom nothing was written are left out. */
  committed(applied: readonly Applied[]): void;
  /** Others have changed these users, some of whom may be this store's own doing: read them. */
  changed(userIds: readonly string[]): void;
  /** Others may have changed anybody. */
  lost(): void;
  /** The store is closed; nothing more comes. */
  closed(): void;
}

/** A grant as it was made. */
export interface GrantRow extends FreezeGrant {
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
}

/** What a user is called, and the groups they are in. */
export type UserNames = Pick<UserState, "userId" | "name" | "groups">;

/** Where a page of the feed ended: facts older than this one follow. */
export interface FactCursor {
  readonly version: number;
  readonly key: string;
}

/** Counters since the store was opened. */
export interface StoreStats {
  /** Statements sent to the database by reads and writes of users' data. */
  readonly statements: number;
}

/**
 * The port to a database. Every store passes `testStore` of `daystreak/testing`.
 *
 * The contract:
 * - `apply` takes data, not closures. Per user it reads the state row and what `needs` names, calls `decide`, and writes
 *   the decision in one transaction. It resolves once all of it is durable; results are in the order of the batch.
 * - A batch names a user at most once. Users are independent: no lock spans two of them, none sees another's rows.
 * - Writers in other processes are expected. A decision that lost a race is read and decided again, so that concurrent
 *   `apply` of the same user loses nothing and counts nothing twice.
 * - A failure rejects with a DaystreakError (`storage_unavailable`, or `overloaded` for a timeout) and has written
 *   nothing or, where the commit's fate is unknown, something that is safe to send again.
 * - An erasure takes every row of the user away, empties their id in the audit and remembers a keyed hash of it, in one
 *   transaction; until that is forgotten, `decide` is told when a user without a state was erased.
 * - At most two reads and one write per batch, however many users it names (rare removals aside).
 * - Reads return fresh objects that the caller may change.
 */
export interface Store {
  readonly kind: "memory" | "sqlite" | "postgres";
  /** The small tables that are not of one user. */
  readonly shared: SharedTables;
  /** What reports about all users are made of. */
  readonly metrics: MetricTables;
  /** What users are told. */
  readonly notices: NoticeTables;

  /**
   * Uses these rules: stores them as a new version, effective at `now`, where they differ from the newest stored ones;
   * the first rules of a database hold for all dates. `undefined` keeps the stored ones (the default rules where there are
   * none), so that a tool can look without changing them. Returns the book that `apply` decides by from now on.
   */
  useRules(rules: Rules | undefined, defaultZone: string, now: Instant): Promise<RuleBook>;

  apply(batch: readonly UserChanges[], now: Instant): Promise<Applied[]>;

  /** The state row of a user, or `undefined` for one never seen. */
  state(userId: string): Promise<UserState | undefined>;
  /** Records with `from <= date <= to`, ascending. */
  days(userId: string, from: DayNumber, to: DayNumber): Promise<DayRecord[]>;
  /** Log rows credited to a date in `from..to`, ascending by instant, then identity. */
  activities(userId: string, from: DayNumber, to: DayNumber): Promise<LoggedActivity[]>;
  /** The whole zone history, ascending. */
  zoneChanges(userId: string): Promise<ZoneChange[]>;
  /** Protections with `from <= date <= to`, ascending by date. */
  protections(userId: string, from: DayNumber, to: DayNumber): Promise<ProtectionRow[]>;
  grants(userId: string): Promise<GrantRow[]>;
  /** Facts newest first (version, then key, both descending), older than `before`. */
  facts(userId: string, limit: number, before?: FactCursor): Promise<Fact[]>;
  /** A page of users, ascending by id, after the given id. */
  users(limit: number, after?: string): Promise<UserState[]>;
  /** A page of what users are called, ascending by id, after the given id: what is needed to search everybody. */
  names(limit: number, after?: string): Promise<UserNames[]>;
  /** Users whose `wake_at` has come, at most `limit`, those due longest first; of one part of all users where one is named. */
  due(now: Instant, limit: number, part?: Part): Promise<string[]>;

  /** The versions of those of the users that are stored: with them it is found who has changed. */
  versions(userIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Tells of commits from now on, this store's own at once and those of other processes a moment later; gives a way to
   * stop it. Costs nothing while nobody listens. What a commit elsewhere changed may be told twice or, where its process
   * dies right after it, not at all.
   */
  listen(bell: Bell): () => void;

  /** Computes dates by this zone data from now on, in every thread of this process; dates that are stored stay. */
  useZones(data: ZoneData): Promise<void>;
  /** Resolves where the database answers. */
  ping(): Promise<void>;
  stats(): StoreStats;
  /** Finishes what was accepted and lets go of the database. */
  close(): Promise<void>;
}
