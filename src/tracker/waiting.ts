import type { Activity } from "../core/activity.ts";
import type { Change, Outcome } from "../core/change.ts";
import type { DaystreakError } from "../core/errors.ts";

const MINUTE_MS = 60_000;

/** What became of a change in the batch: an outcome, or the failure of the store that concerns it. */
export type Result = Outcome | DaystreakError;

/** Tells somebody who waits, given the results of all changes of the line. */
type Waiter = (results: readonly Result[]) => void;

interface Shared {
  readonly index: number;
  readonly promise: Promise<Outcome>;
}

/** One user's changes on their way to the store, and who waits for them. */
export interface Waiting {
  readonly userId: string;
  readonly changes: Change[];
  /** Resolves once the changes are committed or have failed; never rejects. */
  readonly done: Promise<void>;
  /** The promise of a waiting presence activity that says the same, if there is one. */
  sharedWith(activity: Activity): Promise<Outcome> | undefined;
  addOne(change: Change): Promise<Outcome>;
  addAll(changes: readonly Change[]): Promise<Result[]>;
  settle(results: readonly Result[]): void;
}

/** An empty line for one user. */
export function createWaiting(userId: string): Waiting {
  const changes: Change[] = [];
  const waiters: Waiter[] = [];
  const shared = new Map<string, Shared>();
  let done: PromiseWithResolvers<void> | undefined;
  let isSettled = false;

  return {
    userId,
    changes,
    // Made once somebody asks, which nearly nobody does.
    get done() {
      if (isSettled) return Promise.resolve();
      done ??= Promise.withResolvers<void>();
      return done.promise;
    },
    sharedWith(activity) {
      const key = coalesceKey(activity);
      const known = key === undefined ? undefined : shared.get(key);
      if (known === undefined) return undefined;
      const change = changes[known.index] as Change & { kind: "activity" };
      if (activity.login === true && change.activity.login !== true) {
        changes[known.index] = { kind: "activity", activity: { ...change.activity, login: true } };
      }
      return known.promise;
    },
    addOne(change) {
      const index = changes.length;
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
      waiters.push((results) => {
        const result = results[index] as Result;
        if (result instanceof Error) reject(result);
        else resolve(result);
      });
      changes.push(change);
      // A host that does not wait for the answer must not die of it.
      promise.catch(() => undefined);
      const key = change.kind === "activity" ? coalesceKey(change.activity) : undefined;
      if (key !== undefined) shared.set(key, { index, promise });
      return promise;
    },
    addAll(added) {
      const from = changes.length;
      const { promise, resolve } = Promise.withResolvers<Result[]>();
      waiters.push((results) => resolve(results.slice(from, from + added.length)));
      changes.push(...added);
      return promise;
    },
    settle(results) {
      for (const tell of waiters) tell(results);
      isSettled = true;
      done?.resolve();
    },
  };
}

/**
 * What a waiting presence activity says; of two with one key the second adds nothing. `undefined` for activities that
 * never coalesce: whatever is logged or flagged. A minute lies within one hour, one date and one 5-minute slot in every
 * zone and under every day start, known or not.
 */
function coalesceKey(activity: Activity): string | undefined {
  if (activity.kind !== "presence" || activity.logged || activity.flags.length > 0) return undefined;
  const kind = activity.type === "heartbeat" ? "heartbeat" : "presence";
  return `${kind} ${Math.floor(activity.at / MINUTE_MS)} ${activity.zone ?? ""}`;
}
