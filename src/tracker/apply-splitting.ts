import type { Change } from "../core/change.ts";
import { DaystreakError } from "../core/errors.ts";
import type { Applied, UserChanges } from "../storage/store.ts";
import { asDaystreakError } from "./failure-report.ts";
import type { Result } from "./waiting.ts";

/** Into how many parts a batch that fails is split: few levels, since each may cost a timeout. */
const PARTS = 8;

/** What {@link applySplitting} calls. */
export interface SplittingCalls {
  readonly apply: (batch: readonly UserChanges[]) => Promise<Applied[]>;
  /** Called once per user and commit, before anybody who waits is told. */
  readonly committed: (applied: Applied, changes: readonly Change[]) => void;
  /** Called for every failure: once for a batch that failed whole. */
  readonly failed: (error: DaystreakError) => void;
}

/** Told of each user as soon as it is known what became of them. */
type Settle = (index: number, results: Result[]) => void;

interface Entry {
  readonly index: number;
  readonly user: UserChanges;
}

/**
 * Writes a batch; where it fails, splits it until the failure is down to the users it concerns, and a user's changes
 * until it is down to the change: all others commit, and first, since a user whose row is locked fails only by a timeout.
 * A database that cannot be reached, or that answers in time to no part of a batch, fails the batch as a whole, once.
 * Never rejects. Gives the results of each user's changes, in order; `settle` hears of them as they come.
 */
export async function applySplitting(
  batch: readonly UserChanges[],
  calls: SplittingCalls,
  settle: Settle = () => {},
): Promise<Result[][]> {
  const all: Result[][] = new Array(batch.length);
  const done: Settle = (index, results) => {
    all[index] = results;
    settle(index, results);
  };
  const part = batch.map((user, index) => ({ user, index }));
  const error = await attempt(part, calls, done);
  if (error !== undefined) await split(part, error, calls, done);
  return all;
}

/** Writes a part of a batch; gives the failure where there is one. */
async function attempt(
  part: readonly Entry[],
  calls: SplittingCalls,
  done: Settle,
): Promise<DaystreakError | undefined> {
  let applied: Applied[];
  try {
    applied = await calls.apply(part.map(({ user }) => user));
  } catch (cause) {
    return asDaystreakError(cause);
  }
  for (const [i, { index, user }] of part.entries()) {
    const result = applied[i] as Applied;
    try {
      calls.committed(result, user.changes);
    } catch (cause) {
      // What is committed stays committed, whatever a bystander makes of it.
      calls.failed(asDaystreakError(cause));
    }
    done(index, [...result.outcomes]);
  }
  return undefined;
}

async function split(
  part: readonly Entry[],
  error: DaystreakError,
  calls: SplittingCalls,
  done: Settle,
): Promise<void> {
  const parts = isWhole(error) ? [] : partsOf(part, error);
  const [only] = part;
  if (parts.length > 1) return await tryEach(parts, calls, done);
  if (part.length > 1 || only === undefined || only.user.changes.length === 1 || error.code !== "internal") {
    return fail(part, error, calls, done);
  }
  const { index, user } = only;
  const half = user.changes.length >> 1;
  const halves = [user.changes.slice(0, half), user.changes.slice(half)];
  const results: Result[] = [];
  for (const changes of halves) results.push(...((await applySplitting([{ ...user, changes }], calls))[0] as Result[]));
  done(index, results);
}

/** Those whom the error names go last and by themselves; where it names nobody, or everybody, there is nothing to tell apart. */
function partsOf(part: readonly Entry[], { userIds }: DaystreakError): Entry[][] {
  if (userIds !== undefined) {
    const named = new Set(userIds);
    const parts = [
      part.filter(({ user }) => !named.has(user.userId)),
      part.filter(({ user }) => named.has(user.userId)),
    ];
    return parts.filter(({ length }) => length > 0);
  }
  const size = Math.ceil(part.length / PARTS);
  return Array.from({ length: Math.ceil(part.length / size) }, (_, i) => part.slice(i * size, (i + 1) * size));
}

/** Every part is tried before one that failed is looked at closer: nobody waits for the search. */
async function tryEach(parts: readonly Entry[][], calls: SplittingCalls, done: Settle): Promise<void> {
  const failures: { part: Entry[]; error: DaystreakError }[] = [];
  for (const part of parts) {
    const last = failures.at(-1)?.error;
    const error = last !== undefined && isWhole(last) ? last : await attempt(part, calls, done);
    if (error !== undefined) failures.push({ part, error });
  }
  const isSlow = failures.length === parts.length && failures.every(({ error }) => isUnspecific(error));
  const [first] = failures;
  if (isSlow && first !== undefined) return fail(parts.flat(), first.error, calls, done);
  for (const { part, error } of failures) await split(part, concerning(part, error), calls, done);
}

/** Where others of the same batch went through, a timeout of one user is about that user. */
function concerning([first, ...others]: readonly Entry[], error: DaystreakError): DaystreakError {
  if (first === undefined || others.length > 0 || error.code !== "overloaded") return error;
  return new DaystreakError(error.code, error.message, { cause: error, userIds: [first.user.userId] });
}

function fail(part: readonly Entry[], error: DaystreakError, calls: SplittingCalls, done: Settle): void {
  calls.failed(error);
  for (const { index, user } of part) {
    done(
      index,
      user.changes.map(() => error),
    );
  }
}

function isWhole({ code }: DaystreakError): boolean {
  return code === "storage_unavailable" || code === "closed";
}

/** A timeout that may be about anything. */
function isUnspecific(error: DaystreakError): boolean {
  return isWhole(error) || (error.code === "overloaded" && error.userIds === undefined);
}
