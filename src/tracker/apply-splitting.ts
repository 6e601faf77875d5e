import type { Change } from "../core/change.ts";
import type { DaystreakError } from "../core/errors.ts";
import type { Applied, UserChanges } from "../storage/store.ts";
import { asDaystreakError } from "./failure-report.ts";
import type { Result } from "./waiting.ts";

/** What {@link applySplitting} calls. */
export interface SplittingCalls {
  readonly apply: (batch: readonly UserChanges[]) => Promise<Applied[]>;
  /** Called once per user and commit, before anybody who waits is told. */
  readonly committed: (applied: Applied, changes: readonly Change[]) => void;
  /** Called for every failure: once for a batch that failed whole. */
  readonly failed: (error: DaystreakError) => void;
}

/**
 * Writes a batch; where it fails, halves it until the failure is down to the users it concerns, and a user's changes
 * until it is down to the change: all others commit. A database that cannot be reached fails the batch as a whole, once.
 * Never rejects. Gives the results of each user's changes, in order.
 */
export async function applySplitting(batch: readonly UserChanges[], calls: SplittingCalls): Promise<Result[][]> {
  let applied: Applied[];
  try {
    applied = await calls.apply(batch);
  } catch (cause) {
    return await split(batch, asDaystreakError(cause), calls);
  }
  return applied.map((result, index) => {
    const { changes } = batch[index] as UserChanges;
    try {
      calls.committed(result, changes);
    } catch (cause) {
      // What is committed stays committed, whatever a bystander makes of it.
      calls.failed(asDaystreakError(cause));
    }
    return [...result.outcomes];
  });
}

async function split(batch: readonly UserChanges[], error: DaystreakError, calls: SplittingCalls): Promise<Result[][]> {
  const [first] = batch as [UserChanges];
  const isWhole = error.code === "storage_unavailable" || error.code === "closed";
  const isOne = batch.length === 1 && (first.changes.length === 1 || error.code === "overloaded");
  if (isWhole || isOne) {
    calls.failed(error);
    return batch.map(({ changes }) => changes.map(() => error));
  }
  if (batch.length > 1) {
    const half = batch.length >> 1;
    const left = await applySplitting(batch.slice(0, half), calls);
    return [...left, ...(await applySplitting(batch.slice(half), calls))];
  }
  const half = first.changes.length >> 1;
  const [left] = await applySplitting([{ ...first, changes: first.changes.slice(0, half) }], calls);
  const [right] = await applySplitting([{ ...first, changes: first.changes.slice(half) }], calls);
  return [[...(left as Result[]), ...(right as Result[])]];
}
