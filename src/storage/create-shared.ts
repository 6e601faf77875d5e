import type { RuleBook } from "../core/rules.ts";
import type { Read } from "./reads.ts";
import { dateCell, type Row, type Value } from "./rows/cell.ts";
import {
  apiKeyToRow,
  auditToRow,
  passToRow,
  rowToApiKey,
  rowToAudit,
  rowToExcused,
  rowToPass,
  rowToRules,
} from "./rows/shared-rows.ts";
import { USER_HASH_KEY } from "./schema/add-shared-tables.ts";
import type { SharedStatements } from "./shared-sql.ts";
import { MAX_LEASE_MS, type SharedTables } from "./shared-tables.ts";
import { createUserHash, type UserHash } from "./user-hash.ts";

/** Users woken by one statement, so that none takes long and live writes come between. */
const WAKE_PAGE = 2_000;

/** What an engine does for the shared tables. */
export interface SharedEngine {
  /** Runs one of the shared statements. `rows`: how many it may touch, where they are many. */
  run(name: keyof SharedStatements, values: readonly Value[], rows?: number): Promise<Row[]>;
  readonly read: Read;
  useBook(book: RuleBook): void;
}

/** The shared tables of an engine that speaks SQL. */
export function createShared({ run, read, useBook }: SharedEngine): SharedTables {
  /** Known once there was an erasure. */
  let hashOf: UserHash | undefined;

  return {
    async book(defaultZone) {
      const versions = (await read("rules", [])).map(rowToRules);
      return { versions, excused: (await read("excused", [])).map(rowToExcused), defaultZone };
    },
    useBook,
    async excuse(date, reason) {
      await (reason === null ? run("unexcuse", [dateCell(date)]) : run("excuse", [dateCell(date), reason]));
    },
    async noteWaking(since, beginsAt) {
      await run("noteWaking", [dateCell(since), beginsAt]);
    },
    async wake(now) {
      const [noted] = await run("waking", [now]);
      if (noted === undefined) return undefined;
      const [since, beginsAt, after] = noted as [string, number, string];
      const [page] = await run("pageEnd", [after, WAKE_PAGE]);
      const end = (page?.[0] ?? null) as string | null;
      if (end === null) {
        await run("woken", [since, beginsAt, after]);
        return 0;
      }
      const woken = await run("wakePage", [now, after, end, since, now], WAKE_PAGE);
      await run("wokenUpTo", [end, since, beginsAt, after]);
      return woken.length;
    },
    lease: async (name, holder, now, until) =>
      (await run("lease", [name, holder, until, now, now + MAX_LEASE_MS])).length > 0,
    async release(name, holder) {
      await run("release", [name, holder]);
    },
    apiKeys: async () => (await run("apiKeys", [])).map(rowToApiKey),
    async putApiKey(key) {
      await run("putApiKey", apiKeyToRow(key));
    },
    async putPass(pass) {
      await run("putPass", passToRow(pass));
    },
    pass: async (hash, kind) => (await run("pass", [hash, kind])).map(rowToPass)[0],
    takePass: async (hash, kind) => (await run("takePass", [hash, kind])).map(rowToPass)[0],
    dropPasses: async (before) =>
      (await (before === undefined ? run("dropAllPasses", []) : run("dropPasses", [before]))).length,
    async addAudit(act) {
      await run("addAudit", auditToRow(act));
    },
    async audits(limit, before, userId) {
      const cursor = before === undefined ? [] : [before.at, before.id];
      const rows =
        userId === undefined
          ? run(before === undefined ? "audits" : "auditsBefore", [...cursor, limit])
          : run(before === undefined ? "auditsOf" : "auditsOfBefore", [userId, ...cursor, limit]);
      return (await rows).map(rowToAudit);
    },
    async publishActive({ process, at, users }, before) {
      await run("dropActive", [before]);
      await run("publishActive", [process, at, users]);
    },
    activeSince: async (since) =>
      (await run("activeSince", [since])).map(([process, at, users]) => ({
        process: process as string,
        at: at as number,
        users: users as string,
      })),
    forgetErasures: async (before) => (await run("forgetErasures", [before])).length,
    async erasedSince(since) {
      const hashes = new Set((await run("erasedSince", [since])).map(([hash]) => hash as string));
      if (hashes.size === 0) return undefined;
      hashOf ??= createUserHash((await run("secret", [USER_HASH_KEY]))[0]?.[0] as string);
      const hash = hashOf;
      return { hashes, includes: (userId) => hashes.has(hash(userId)) };
    },
  };
}
