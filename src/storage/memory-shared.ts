import { randomBytes } from "node:crypto";
import type { DayNumber, Instant } from "../core/calendar.ts";
import type { RuleBook } from "../core/rules.ts";
import { compareText } from "./compare-text.ts";
import type { Row } from "./rows/cell.ts";
import { apiKeyToRow, auditToRow, rowToApiKey, rowToAudit } from "./rows/shared-rows.ts";
import { type ActiveRow, MAX_LEASE_MS, type PassRow, type SharedTables } from "./shared-tables.ts";
import { createUserHash } from "./user-hash.ts";

/** Where a row of `audit` keeps the user. */
const AUDIT_USER = 4;

/** What the shared tables of a memory store need of it. */
export interface MemorySharedOptions {
  /** Throws where the store is closed. */
  readonly requireOpen: () => void;
  readonly versions: () => RuleBook["versions"];
  readonly useBook: (book: RuleBook) => void;
  /** Sets `wake_at` of whoever is not due already; gives how many. */
  readonly wakeAll: (since: DayNumber, now: Instant) => number;
}

/** The shared tables of a memory store, and what only the store does with them. */
export interface MemoryShared extends SharedTables {
  excused(): RuleBook["excused"];
  erasedAt(userId: string): Instant | undefined;
  /** Remembers an erasure, and takes the user's id out of the audit. */
  erase(userId: string, at: Instant): void;
}

/** Shared tables that last as long as the process. */
export function createMemoryShared({ requireOpen, versions, useBook, wakeAll }: MemorySharedOptions): MemoryShared {
  const calendar = new Map<DayNumber, string>();
  const leases = new Map<string, { holder: string; until: Instant }>();
  const keys = new Map<string, Row>();
  const passes = new Map<string, PassRow>();
  const acts = new Map<string, Row>();
  const active = new Map<string, ActiveRow>();
  const erasures = new Map<string, Instant>();
  const noted = new Map<DayNumber, Instant>();
  const hashOf = createUserHash(randomBytes(32).toString("hex"));
  const excused = (): RuleBook["excused"] =>
    [...calendar].map(([date, reason]) => ({ date, reason })).sort((a, b) => a.date - b.date);

  return {
    excused,
    erasedAt: (userId) => (erasures.size === 0 ? undefined : erasures.get(hashOf(userId))),
    erase(userId, at) {
      erasures.set(hashOf(userId), at);
      for (const row of acts.values()) if (row[AUDIT_USER] === userId) row[AUDIT_USER] = null;
    },
    async book(defaultZone) {
      requireOpen();
      return structuredClone({ versions: versions(), excused: excused(), defaultZone });
    },
    useBook: (book) => useBook(structuredClone(book)),
    async excuse(date, reason) {
      requireOpen();
      if (reason === null) calendar.delete(date);
      else calendar.set(date, reason);
    },
    async noteWaking(since, beginsAt) {
      requireOpen();
      noted.set(since, beginsAt);
    },
    async wake(now) {
      requireOpen();
      const [since] = [...noted].find(([, beginsAt]) => beginsAt <= now) ?? [];
      if (since === undefined) return undefined;
      noted.delete(since);
      return wakeAll(since, now);
    },
    async lease(name, holder, now, until) {
      requireOpen();
      const held = leases.get(name);
      const holds = held !== undefined && held.until > now && held.until <= now + MAX_LEASE_MS;
      if (holds && held.holder !== holder) return false;
      leases.set(name, { holder, until });
      return true;
    },
    async release(name, holder) {
      requireOpen();
      if (leases.get(name)?.holder === holder) leases.delete(name);
    },
    async apiKeys() {
      requireOpen();
      const all = [...keys.values()].map(rowToApiKey);
      return all.sort((a, b) => a.createdAt - b.createdAt || compareText(a.id, b.id));
    },
    async putApiKey(key) {
      requireOpen();
      keys.set(key.id, apiKeyToRow(key));
    },
    async putPass(pass) {
      requireOpen();
      passes.set(pass.hash, { ...pass });
    },
    async pass(hash, kind) {
      requireOpen();
      const found = passes.get(hash);
      return found?.kind === kind ? { ...found } : undefined;
    },
    async takePass(hash, kind) {
      requireOpen();
      const found = passes.get(hash);
      if (found?.kind !== kind) return undefined;
      passes.delete(hash);
      return found;
    },
    async dropPasses(before = Number.POSITIVE_INFINITY) {
      requireOpen();
      const old = [...passes.values()].filter(({ expiresAt }) => expiresAt < before);
      for (const { hash } of old) passes.delete(hash);
      return old.length;
    },
    async addAudit(act) {
      requireOpen();
      if (!acts.has(act.id)) acts.set(act.id, auditToRow(act));
    },
    async audits(limit, before, userId) {
      requireOpen();
      return [...acts.values()]
        .map(rowToAudit)
        .filter((act) => userId === undefined || act.userId === userId)
        .sort((a, b) => b.at - a.at || compareText(b.id, a.id))
        .filter(
          ({ at, id }) =>
            before === undefined || at < before.at || (at === before.at && compareText(id, before.id) < 0),
        )
        .slice(0, limit);
    },
    async publishActive(row, before) {
      requireOpen();
      for (const { process, at } of active.values()) if (at < before) active.delete(process);
      active.set(row.process, { ...row });
    },
    async activeSince(since) {
      requireOpen();
      return [...active.values()].filter(({ at }) => at >= since).map((row) => ({ ...row }));
    },
    async forgetErasures(before) {
      requireOpen();
      const old = [...erasures].filter(([, at]) => at < before);
      for (const [hash] of old) erasures.delete(hash);
      return old.length;
    },
    async erasedSince(since) {
      requireOpen();
      const hashes = new Set([...erasures].filter(([, at]) => at >= since).map(([hash]) => hash));
      return hashes.size === 0 ? undefined : { hashes, includes: (userId) => hashes.has(hashOf(userId)) };
    },
  };
}
