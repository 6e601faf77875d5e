import type { Change, Outcome } from "../core/change.ts";
import { DaystreakError } from "../core/errors.ts";
import { applySplitting, type SplittingCalls } from "./apply-splitting.ts";
import { createWaiting, type Result, type Waiting } from "./waiting.ts";

/** More than these are no longer about users. */
const MAX_STUCK = 100;
/** Users that are not spread over several writes. */
const MIN_SHARE = 32;

/** How a batch works. */
export interface BatchOptions extends SplittingCalls {
  /** Users in one `apply`. */
  readonly maxUsers: number;
  /** Changes that may wait; more are refused. */
  readonly maxQueued: number;
  /** Writes under way at once. A user is never in two of them. */
  readonly writes: number;
}

/** Gathers changes while a write is under way and writes them together. Has no timers: an idle system does nothing. */
export interface Batch {
  /** One change. Presence that says what already waits shares its promise. Rejects where the store fails or the queue is full. */
  submit(userId: string, change: Change): Promise<Outcome>;
  /** Several changes of one user, never refused for a full queue once it has room for the first. */
  submitAll(userId: string, changes: readonly Change[]): Promise<Result[]>;
  /** Resolves once what now waits for the user is committed or has failed. */
  settled(userId: string): Promise<void>;
  /** Resolves once all that now waits is committed or has failed. */
  flush(): Promise<void>;
  /** Users that wait for a write to begin. */
  readonly queued: number;
  /** Changes that wait for a write to begin. */
  readonly queuedChanges: number;
  /** Activities that shared the promise of an equal one that waited. */
  readonly coalesced: number;
}

/** An empty batch. */
export function createBatch(options: BatchOptions): Batch {
  const { maxUsers, maxQueued, writes } = options;
  const waiting = new Map<string, Waiting>();
  const underWay = new Map<string, Waiting>();
  /** Users for whom alone the last write timed out: they are written alone, one at a time, so that nobody else waits. */
  const stuck = new Set<string>();
  let queuedChanges = 0;
  let running = 0;
  let coalesced = 0;
  let isScheduled = false;

  function lineOf(userId: string): Waiting {
    const known = waiting.get(userId);
    if (known !== undefined) return known;
    const line = createWaiting(userId);
    waiting.set(userId, line);
    return line;
  }

  /** The turn of the event loop is let end first: whatever arrives within it goes into the same write. */
  function schedule(): void {
    if (isScheduled || running >= writes) return;
    isScheduled = true;
    setImmediate(pump);
  }

  function pump(): void {
    isScheduled = false;
    while (running < writes) {
      const lines = take();
      if (lines.length === 0) return;
      running++;
      void write(lines);
    }
  }

  function isOneStuck(): boolean {
    return running > 0 && [...underWay.keys()].some((userId) => stuck.has(userId));
  }

  /** Notes who has to be written alone from now on, and who no longer has to. */
  function watch(userId: string, [first]: readonly Result[]): void {
    const isStuck = first instanceof Error && first.code === "overloaded" && first.userIds?.includes(userId) === true;
    if (!isStuck) stuck.delete(userId);
    else if (stuck.size < MAX_STUCK) stuck.add(userId);
  }

  /**
   * The users of the next write: what waits is spread over the writes that can begin, since the database works on one of
   * them while the next is decided. Few users go together: a write of its own costs more than it saves.
   */
  function shareOf(users: number): number {
    return Math.min(maxUsers, Math.max(MIN_SHARE, Math.ceil(users / (writes - running))));
  }

  function take(): Waiting[] {
    const lines: Waiting[] = [];
    const most = shareOf(waiting.size);
    for (const line of waiting.values()) {
      if (lines.length === most) break;
      if (underWay.has(line.userId)) continue;
      if (!stuck.has(line.userId)) lines.push(line);
      else if (lines.length === 0 && !isOneStuck()) {
        lines.push(line);
        break;
      }
    }
    for (const line of lines) {
      waiting.delete(line.userId);
      underWay.set(line.userId, line);
      queuedChanges -= line.changes.length;
    }
    return lines;
  }

  async function write(lines: readonly Waiting[]): Promise<void> {
    // Plain data only: a store may live in another thread.
    const users = lines.map(({ userId, changes }) => ({ userId, changes }));
    await applySplitting(users, options, (index, results) => {
      const line = lines[index] as Waiting;
      underWay.delete(line.userId);
      watch(line.userId, results);
      line.settle(results);
    });
    running--;
    if (waiting.size > 0) schedule();
  }

  function requireRoom(): void {
    if (queuedChanges < maxQueued) return;
    throw new DaystreakError("overloaded", "too many activities wait for the database: send it again in a moment");
  }

  return {
    submit(userId, change) {
      const shared = change.kind === "activity" ? waiting.get(userId)?.sharedWith(change.activity) : undefined;
      if (shared !== undefined) {
        coalesced++;
        return shared;
      }
      requireRoom();
      queuedChanges++;
      const promise = lineOf(userId).addOne(change);
      schedule();
      return promise;
    },
    submitAll(userId, changes) {
      requireRoom();
      queuedChanges += changes.length;
      const promise = lineOf(userId).addAll(changes);
      schedule();
      return promise;
    },
    settled: (userId) => (waiting.get(userId) ?? underWay.get(userId))?.done ?? Promise.resolve(),
    async flush() {
      await Promise.all([...waiting.values(), ...underWay.values()].map((line) => line.done));
    },
    get queued() {
      return waiting.size;
    },
    get queuedChanges() {
      return queuedChanges;
    },
    get coalesced() {
      return coalesced;
    },
  };
}
