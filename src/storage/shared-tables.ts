import type { DayNumber, Instant } from "../core/calendar.ts";
import type { RuleBook } from "../core/rules.ts";

/** What an API key may do; `admin` includes the others. */
export type KeyScope = "ingest" | "read" | "support" | "admin";

/** An API key as it is stored: never the key itself, only its SHA-256. */
export interface ApiKeyRow {
  /** Short and public: names the key in lists, logs and the audit. */
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the key, lower-case hex. Unique. */
  readonly hash: string;
  readonly scopes: readonly KeyScope[];
  /** Requests a minute; null for no limit. */
  readonly perMinute: number | null;
  readonly createdAt: Instant;
  readonly revokedAt: Instant | null;
}

/** One act of support or administration. */
export interface AuditRow {
  /** The act's own id: writing it twice keeps one row. */
  readonly id: string;
  readonly at: Instant;
  /** The API key's id, `cli`, or the admin's user id. */
  readonly actor: string;
  /** What was done, such as `freezes.granted` or `key.revoked`. */
  readonly action: string;
  /** Whom it concerns; null for acts that concern nobody in particular. An erasure keeps the row and empties this. */
  readonly userId: string | null;
  readonly reason: string;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** What lets somebody into the dashboard: a link that is good once, or the session that it became. */
export interface PassRow {
  /** SHA-256 of its secret, lower-case hex; the secret itself is kept nowhere. */
  readonly hash: string;
  readonly kind: "link" | "session";
  /** Whom it lets in, as the audit names them. */
  readonly subject: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** Users who were erased: of them only hashes are known. */
export interface ErasedUsers {
  /** Keyed hashes of their ids. */
  readonly hashes: ReadonlySet<string>;
  /** Whether a user is one of them: some microseconds, for the hash. */
  includes(userId: string): boolean;
}

/** Whom one process saw within a minute. */
export interface ActiveRow {
  /** Names the process and the minute. */
  readonly process: string;
  readonly at: Instant;
  /** Text that only processes of Daystreak read; it names nobody. */
  readonly users: string;
}

/** No lease is longer than this; one that ends later was written by a clock that was ahead, and holds nothing. */
export const MAX_LEASE_MS = 3_600_000;

/**
 * The small tables that are not of one user: declared exceptions to the rule that `user_id` comes first. Every store
 * has them and passes `testStore` with them.
 */
export interface SharedTables {
  /** The rules and excused dates as they are stored now; `defaultZone` is the process's own. */
  book(defaultZone: string): Promise<RuleBook>;
  /** Makes the store decide by this book from now on. */
  useBook(book: RuleBook): void;
  /** Excuses a date for everyone, or with a reason of null no longer does. */
  excuse(date: DayNumber, reason: string | null): Promise<void>;
  /** Notes that, from an instant on, everyone whose last date is not before `since` is to be woken. Noted anew, it begins anew. */
  noteWaking(since: DayNumber, beginsAt: Instant): Promise<void>;
  /**
   * One step of what is noted and has begun: sets `wake_at` of a page of users, so that the sweep concludes them anew. Gives
   * how many were not due already; `undefined` where nothing is left. Any process may take the next step.
   */
  wake(now: Instant): Promise<number | undefined>;

  /**
   * Leases a name to a holder until an instant, at most {@link MAX_LEASE_MS} away: true where it was free, expired, or
   * the holder's own. Atomic between processes.
   */
  lease(name: string, holder: string, now: Instant, until: Instant): Promise<boolean>;
  /** Gives a lease back before it expires; nothing where another holds it. */
  release(name: string, holder: string): Promise<void>;

  /** All keys, the revoked ones too, oldest first. */
  apiKeys(): Promise<ApiKeyRow[]>;
  /** Inserts a key, or overwrites the one with its id. */
  putApiKey(row: ApiKeyRow): Promise<void>;

  /** Inserts what lets somebody in. */
  putPass(row: PassRow): Promise<void>;
  /** The pass with this hash, expired or not. */
  pass(hash: string, kind: PassRow["kind"]): Promise<PassRow | undefined>;
  /** Takes a pass away and gives it: of many who ask at once, in any process, one gets it. */
  takePass(hash: string, kind: PassRow["kind"]): Promise<PassRow | undefined>;
  /** Drops the passes that expire before an instant, or all of them; gives how many. */
  dropPasses(before?: Instant): Promise<number>;

  /** Adds an act; an id that is there already changes nothing. */
  addAudit(row: AuditRow): Promise<void>;
  /** Acts newest first (instant, then id, both descending), older than `before`; of one user where one is named. */
  audits(limit: number, before?: { readonly at: Instant; readonly id: string }, userId?: string): Promise<AuditRow[]>;

  /** Puts a row in the place of the one of its name, and drops those older than `before`. */
  publishActive(row: ActiveRow, before: Instant): Promise<void>;
  /** Rows of `since` and later. */
  activeSince(since: Instant): Promise<ActiveRow[]>;

  /** Forgets erasures made before an instant: late batches can no longer arrive. Gives how many. */
  forgetErasures(before: Instant): Promise<number>;
  /** The users who were erased at an instant or later; `undefined` where nobody was. */
  erasedSince(since: Instant): Promise<ErasedUsers | undefined>;
}
