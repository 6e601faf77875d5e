import { DAY_MS, type Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import { createRounds } from "../core/rounds.ts";
import { type Timer, unrefTimer } from "../core/timer.ts";
import type { UserChanges } from "../storage/store.ts";
import type { SweepRound, TrackerObserver } from "./observer.ts";
import type { Tracker } from "./tracker.ts";

/** How a sweep works. */
export interface SweepOptions {
  /** Whose users are swept. */
  readonly tracker: Pick<
    Tracker,
    "store" | "rules" | "now" | "applyAll" | "flush" | "publishActive" | "refresh" | "failed"
  >;
  /** Names this process in leases; unique among the processes of a database. @default a random name */
  readonly holder?: string;
  /** Milliseconds between rounds. A break is concluded within this time of its date's end, and the grace. @default 10_000 */
  readonly everyMs?: number;
  /** Milliseconds after which another process may take over a part. @default 30_000 */
  readonly leaseMs?: number;
  /** Users concluded at a time; between two such steps live writes go first. @default 200 */
  readonly step?: number;
  /** Watches rounds, for metrics and traces. @default nobody */
  readonly observer?: TrackerObserver;
  /** @default setTimeout, which does not keep the process alive */
  readonly timer?: Timer;
}

/** Concludes what time alone brings about: breaks, frozen dates, announcements. */
export interface Sweep {
  /** Begins to run rounds; the first one at once. */
  start(): void;
  /** Ends after the step under way, and gives the leases back. */
  stop(): Promise<void>;
  /** One round over all parts that are free. */
  round(): Promise<SweepRound>;
}

/** Users are spread over this many parts, so that several processes share a sweep. */
const PARTS = 16;
const HOUR_MS = 3_600_000;

/**
 * Makes a sweep. Any number of processes may run one: each part is leased by one of them at a time. Leases only share
 * the work; two processes in one part (one of them stopped and continued, say) conclude everything once all the same,
 * since each conclusion is guarded by the user's version.
 */
export function createSweep(options: SweepOptions): Sweep {
  const { tracker, holder = crypto.randomUUID(), everyMs = 10_000, leaseMs = 30_000 } = options;
  const { step = 200, observer, timer = unrefTimer } = options;
  const { shared } = tracker.store;
  let forgottenAt: Instant = Number.NEGATIVE_INFINITY;

  /** Concludes the due users of a part, those due longest first. Its cost grows with who is due, not with who exists. */
  async function sweepPart(index: number): Promise<number | undefined> {
    const seen = new Set<string>();
    for (;;) {
      const now: Instant = tracker.now();
      if (!(await shared.lease(leaseName(index), holder, now, now + leaseMs)))
        return seen.size > 0 ? seen.size : undefined;
      const due = (await tracker.store.due(now, step, { index, of: PARTS })).filter((userId) => !seen.has(userId));
      if (due.length === 0 || rounds.isStopping) return seen.size;
      for (const userId of due) seen.add(userId);
      await tracker.flush();
      await tracker.applyAll(due.map((userId): UserChanges => ({ userId, changes: [{ kind: "tick" }] })));
    }
  }

  /** Once an hour: a batch that comes after the late limit is refused for being late, whoever it concerns. */
  async function forgetErasures(): Promise<void> {
    const now = tracker.now();
    if (Math.abs(now - forgottenAt) < HOUR_MS) return;
    await shared.forgetErasures(now - tracker.rules.lateLimitDays * DAY_MS);
    forgottenAt = now;
  }

  async function sweepAll(): Promise<SweepRound> {
    await tracker.refresh();
    await tracker.publishActive();
    await forgetErasures();
    while (!rounds.isStopping && (await shared.wake(tracker.now())) !== undefined) await tracker.flush();
    let users = 0;
    let parts = 0;
    // Leases are writes: where nobody is due there is nothing to share.
    if ((await tracker.store.due(tracker.now(), 1)).length === 0) return { users, parts };
    // Each process begins elsewhere, so that they do not queue for the same part.
    const first = Math.floor(Math.random() * PARTS);
    for (let offset = 0; offset < PARTS && !rounds.isStopping; offset++) {
      const concluded = await sweepPart((first + offset) % PARTS);
      if (concluded === undefined) continue;
      users += concluded;
      parts++;
    }
    return { users, parts };
  }

  async function round(): Promise<SweepRound> {
    const ended = observer?.sweeping?.();
    try {
      const done = await sweepAll();
      ended?.(done, undefined);
      return done;
    } catch (cause) {
      const error = asFailure(cause);
      ended?.(undefined, error);
      throw error;
    }
  }

  const rounds = createRounds({ round, onError: tracker.failed, everyMs, timer });
  return {
    round,
    start: rounds.start,
    async stop() {
      await rounds.stop();
      await Promise.allSettled(Array.from({ length: PARTS }, (_, index) => shared.release(leaseName(index), holder)));
    },
  };
}

function leaseName(index: number): string {
  return `sweep/${index}`;
}

function asFailure(cause: unknown): DaystreakError {
  if (cause instanceof DaystreakError) return cause;
  return new DaystreakError("internal", "the sweep failed; it goes on with the next round", { cause });
}
