import type { DatabaseSync } from "node:sqlite";
import { DaystreakError } from "../../core/errors.ts";
import type { RuleBook } from "../../core/rules.ts";
import { loadZoneData } from "../../core/zones.ts";
import { applyBatch } from "../apply.ts";
import type { Row } from "../rows/cell.ts";
import { dayToRow } from "../rows/day-row.ts";
import { stateToRow } from "../rows/state-row.ts";
import { bookOf } from "../rule-book.ts";
import { sharedStatements } from "../shared-sql.ts";
import { dueStatement, readStatements } from "../sql.ts";
import { createStateMemory, REMEMBERED_STATES } from "../state-memory.ts";
import { createUserHash } from "../user-hash.ts";
import { createChangeWatch } from "./change-watch.ts";
import { userHashKey } from "./database.ts";
import { createSqliteEngine, unqualified } from "./engine.ts";
import { sqliteFailure } from "./failure.ts";
import { answerMetrics } from "./metrics.ts";
import { answerNotices } from "./notices.ts";
import { type Answers, type AppliedRow, type Ask, type Reply, type Request, toFailure } from "./protocol.ts";
import { sqliteShelf } from "./shelf.ts";

/**
 * Users of several asks written in one transaction at most: few asks share the cost of a commit, large ones are answered one
 * after the other, so that the other thread has something to do while the next is written.
 */
const GROUP_USERS = 256;

/** What later asks of the same turn build on. */
const FIRST: ReadonlySet<Ask["kind"]> = new Set(["rules", "book", "zones", "news"]);

type ApplyRequest = Request & { readonly ask: Extract<Ask, { kind: "apply" }> };

/** Works through asks in the worker: writes that have gathered share one commit, then come the reads. */
export interface Desk {
  take(requests: readonly Request[]): void;
}

/** @param close called once everything taken before the ask to close is answered */
export function createDesk(db: DatabaseSync, path: string, post: (reply: Reply) => void, close: () => void): Desk {
  const memory = createStateMemory(REMEMBERED_STATES);
  const engine = createSqliteEngine(db, createUserHash(userHashKey(db)), memory);
  const reads = readStatements(unqualified);
  const shared = sharedStatements(unqualified);
  const watch = createChangeWatch(db, () => post({ kind: "changed" }));
  let book: RuleBook | undefined;
  let queue: Request[] = [];
  let busy = false;

  const answer = (id: number, value: Answers[Ask["kind"]]): void =>
    post({ kind: "answer", id, value, statements: engine.statements });
  const refuse = (id: number, error: unknown): void =>
    post({ kind: "refused", id, failure: toFailure(failureOf(error)), statements: engine.statements });
  /** What SQLite reports is about the file; anything else is a defect and says so. */
  const failureOf = (error: unknown): DaystreakError => {
    if (error instanceof DaystreakError || (error as { code?: string }).code === "ERR_SQLITE_ERROR") {
      return sqliteFailure(error, path);
    }
    return new DaystreakError("internal", `the changes could not be decided: ${String(error)}`, { cause: error });
  };

  async function applyOne({ ask }: ApplyRequest): Promise<AppliedRow[]> {
    if (book === undefined) throw new DaystreakError("config_invalid", "call useRules before apply");
    const applied = await applyBatch(engine, ask.batch, ask.now, book);
    const watched = new Set(ask.watched);
    return applied.map(({ userId, outcomes, facts, notices, state, written, days = [] }) => ({
      userId,
      outcomes,
      facts,
      notices,
      written,
      state: stateToRow(state),
      ...(watched.has(userId) && { days: days.map((day) => dayToRow(userId, day)) }),
    }));
  }

  async function inTransaction<T>(work: () => Promise<T>): Promise<T> {
    db.exec("BEGIN IMMEDIATE");
    try {
      const result = await work();
      db.exec("COMMIT");
      return result;
    } catch (error) {
      // What was written is gone, and with it what the memory has of it.
      memory.clear();
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }

  async function applyGroup(group: readonly ApplyRequest[]): Promise<void> {
    try {
      const results = await inTransaction(async () => {
        const done: AppliedRow[][] = [];
        for (const request of group) done.push(await applyOne(request));
        return done;
      });
      for (const [index, request] of group.entries()) answer(request.id, results[index] as AppliedRow[]);
    } catch (error) {
      const isOnes = failureOf(error).code === "internal";
      // One batch must not fail for another's fault: each gets its own transaction. What fails for all fails at once.
      if (isOnes && group.length > 1) for (const request of group) await applyGroup([request]);
      else for (const request of group) refuse(request.id, error);
    }
  }

  async function other({ id, ask }: Request): Promise<void> {
    try {
      if (ask.kind === "read") {
        const text = ask.part === undefined ? reads[ask.name] : dueStatement(unqualified, ask.part);
        answer(id, engine.query(text, ask.values));
      } else if (ask.kind === "shared") answer(id, engine.query(shared[ask.name], ask.values));
      else if (ask.kind === "versions") answer(id, engine.versions(ask.userIds));
      else if (ask.kind === "metrics") {
        const { ask: about } = ask;
        const work = (): Promise<Row[]> => answerMetrics(engine, about);
        answer(id, await (about.kind === "run" ? work() : inTransaction(work)));
      } else if (ask.kind === "notices") {
        const { ask: about } = ask;
        const isOne = about.kind === "due" || about.lists.length === 1;
        const work = async (): Promise<Row[][]> => answerNotices(engine, about);
        answer(id, await (isOne ? work() : inTransaction(work)));
      } else if (ask.kind === "news") {
        engine.leaveNews(ask.on);
        answer(id, null);
      } else if (ask.kind === "watch") {
        watch.turn(ask.on);
        answer(id, null);
      } else if (ask.kind === "book") {
        book = ask.book;
        answer(id, null);
      } else if (ask.kind === "zones") {
        loadZoneData(ask.data);
        answer(id, null);
      } else if (ask.kind === "rules") {
        const { rules, defaultZone, now } = ask;
        book = await inTransaction(() => bookOf(sqliteShelf(engine), rules, defaultZone, now));
        answer(id, book);
      }
    } catch (error) {
      refuse(id, error);
    }
  }

  async function work(): Promise<void> {
    busy = true;
    while (queue.length > 0) {
      const taken = queue;
      queue = [];
      // The rules come first: whoever applies has waited for them.
      const rest = taken.filter((request) => request.ask.kind !== "apply");
      for (const request of rest.filter(({ ask }) => FIRST.has(ask.kind))) await other(request);
      for (const group of groups(taken)) await applyGroup(group);
      for (const request of rest.filter(({ ask }) => !FIRST.has(ask.kind) && ask.kind !== "close"))
        await other(request);
      for (const request of rest.filter(({ ask }) => ask.kind === "close")) {
        watch.turn(false);
        answer(request.id, null);
        close();
      }
    }
    busy = false;
  }

  return {
    take(requests) {
      queue.push(...requests);
      if (!busy) void work();
    },
  };
}

function groups(requests: readonly Request[]): ApplyRequest[][] {
  const all: ApplyRequest[][] = [];
  let users = 0;
  for (const request of requests) {
    if (!isApply(request)) continue;
    users += request.ask.batch.length;
    const last = all.at(-1);
    if (last !== undefined && users <= GROUP_USERS) last.push(request);
    else {
      all.push([request]);
      users = request.ask.batch.length;
    }
  }
  return all;
}

function isApply(request: Request): request is ApplyRequest {
  return request.ask.kind === "apply";
}
