import type { Activity } from "../core/activity.ts";
import { admit, requireUserId } from "../core/admission.ts";
import type { Outcome } from "../core/change.ts";
import { DaystreakError, type ErrorCode } from "../core/errors.ts";
import type { UserChanges } from "../storage/store.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { ActivityMapping } from "./activity-mapping.ts";
import { patiently } from "./patiently.ts";
import type { SourceRow } from "./source-rows.ts";

/** One file of activities. */
export interface ImportSource {
  readonly name: string;
  readonly batches: AsyncIterable<readonly SourceRow[]>;
  readonly mapping: ActivityMapping;
}

/** Why a row was refused. */
export interface Refusal {
  /** The name of its source. */
  readonly source: string;
  readonly row: SourceRow;
  readonly code: ErrorCode;
  readonly detail: string;
}

/** How far an import has come. */
export interface ImportCounts {
  rows: number;
  accepted: number;
  duplicates: number;
  rejected: number;
}

/** Rows that were refused for one reason. */
export interface RefusalCount {
  readonly code: ErrorCode;
  count: number;
  /** The text of the first. */
  readonly detail: string;
  /** Where the first ones are. */
  readonly first: { readonly source: string; readonly line: number }[];
}

/** What an import did. */
export interface ImportReport extends ImportCounts {
  /** Distinct users of accepted and duplicate rows. */
  users: number;
  /** Refusals by code, ascending by code once the import is over. */
  refusals: RefusalCount[];
  /** Whether it was stopped before the end. */
  stopped: boolean;
}

/** What an import needs. */
export interface ImportOptions {
  readonly tracker: Tracker;
  readonly sources: readonly ImportSource[];
  /** Rows held in memory and sorted by user before they are written. @default 50,000 */
  readonly chunkRows?: number;
  readonly onProgress?: (counts: ImportCounts) => void;
  readonly onRefusal?: (refusal: Refusal) => void;
  /** Stops after the batch under way; what is written stays, and the same import run again ends the same. */
  readonly signal?: AbortSignal;
  /** Waits for some milliseconds before an overloaded store is asked again. @default a timer */
  readonly pause?: (ms: number) => Promise<unknown>;
}

interface Waiting {
  readonly source: ImportSource;
  readonly row: SourceRow;
  readonly activity: Activity;
}

/** Changes of one batch. Many users a batch share its commit; more changes would hold up live writers for too long. */
const BATCH_CHANGES = 2_000;
const BATCH_USERS = 256;
/** Places kept per code, for the report. */
const PLACES_SHOWN = 5;

/**
 * Writes activities of any order into the tracker's store, grouped by user. Safe to repeat: an activity that is stored
 * already is a duplicate, and a presence without an identity changes its date once.
 * @throws DaystreakError where the source cannot be read or the store fails; what was written before stays
 */
export async function importActivities(options: ImportOptions): Promise<ImportReport> {
  const { tracker, signal } = options;
  const limit = options.chunkRows ?? 50_000;
  const users = new Set<string>();
  const report: ImportReport = {
    rows: 0,
    accepted: 0,
    duplicates: 0,
    rejected: 0,
    users: 0,
    refusals: [],
    stopped: false,
  };
  let chunk = new Map<string, Waiting[]>();
  let held = 0;

  const byCode = new Map<ErrorCode, RefusalCount>();
  const refuse = (source: ImportSource, row: SourceRow, code: ErrorCode, detail: string): void => {
    report.rejected++;
    const known = byCode.get(code) ?? { code, count: 0, detail, first: [] };
    known.count++;
    if (known.first.length < PLACES_SHOWN) known.first.push({ source: source.name, line: row.line });
    byCode.set(code, known);
    options.onRefusal?.({ source: source.name, row, code, detail });
  };

  const take = (source: ImportSource, row: SourceRow): void => {
    try {
      if (row.problem !== undefined) throw new DaystreakError("activity_invalid", row.problem);
      const now = tracker.now();
      const input = source.mapping(row.values, now);
      requireUserId(input.userId);
      const login = input.type === "session";
      const activity = admit(input, { now, source: "import", rules: tracker.rules, login });
      const waiting = chunk.get(input.userId);
      if (waiting === undefined) chunk.set(input.userId, [{ source, row, activity }]);
      else waiting.push({ source, row, activity });
      held++;
    } catch (error) {
      if (!(error instanceof DaystreakError)) throw error;
      refuse(source, row, error.code, error.message);
    }
  };

  const settle = (waiting: readonly Waiting[], outcomes: readonly Outcome[]): void => {
    for (const [i, { source, row }] of waiting.entries()) {
      const outcome = outcomes[i] as Outcome;
      if (outcome.status === "accepted") report.accepted++;
      else if (outcome.status === "duplicate") report.duplicates++;
      else refuse(source, row, outcome.code, outcome.detail);
    }
  };

  const write = async (): Promise<void> => {
    for (const batch of batchesOf(chunk)) {
      if (signal?.aborted === true) return;
      const changes: UserChanges[] = batch.map(([userId, waiting]) => ({
        userId,
        changes: waiting.map(({ activity }) => ({ kind: "activity", activity })),
      }));
      const outcomes = await patiently(() => tracker.applyAll(changes), options.pause);
      for (const [i, [userId, waiting]] of batch.entries()) {
        users.add(userId);
        settle(waiting, outcomes[i] as Outcome[]);
      }
      options.onProgress?.(report);
    }
    chunk = new Map();
    held = 0;
  };

  const read = async (source: ImportSource): Promise<void> => {
    for await (const rows of source.batches) {
      for (const row of rows) {
        if (signal?.aborted === true) return;
        report.rows++;
        take(source, row);
        if (held >= limit) await write();
      }
      options.onProgress?.(report);
    }
  };

  try {
    for (const source of options.sources) await read(source);
  } catch (error) {
    // Whoever stops an import also cuts what it waits for.
    if (signal?.aborted !== true) throw error;
  }
  await write();
  report.users = users.size;
  report.refusals = [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  report.stopped = signal?.aborted === true;
  return report;
}

/** Cuts a chunk into batches that name a user once each; a user's activities stay in the order of their instants. */
function* batchesOf(chunk: ReadonlyMap<string, Waiting[]>): Generator<[string, Waiting[]][]> {
  let batch: [string, Waiting[]][] = [];
  let size = 0;
  for (const [userId, waiting] of chunk) {
    waiting.sort((a, b) => a.activity.at - b.activity.at);
    for (let from = 0; from < waiting.length; from += BATCH_CHANGES) {
      const part = waiting.slice(from, from + BATCH_CHANGES);
      if (batch.length >= BATCH_USERS || size + part.length > BATCH_CHANGES) {
        if (batch.length > 0) yield batch;
        batch = [];
        size = 0;
      }
      batch.push([userId, part]);
      size += part.length;
    }
  }
  if (batch.length > 0) yield batch;
}
