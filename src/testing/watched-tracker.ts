import type { ActivityInput } from "../core/activity.ts";
import type { Tracker } from "../tracker/tracker.ts";

/** One call of `record` or `recordLogin` that an adapter made. */
export interface Recorded {
  readonly userId: string;
  /** The activity's type; `login` for `recordLogin`. */
  readonly type: string;
  readonly ref?: string;
  readonly zone?: string;
}

/** A tracker that says what was recorded through it, so that tests wait for signals instead of time. */
export interface WatchedTracker extends Tracker {
  /** Every call so far, in order. */
  readonly recorded: readonly Recorded[];
  /** Resolves with the first call, past or future, of this user. */
  firstOf(userId: string): Promise<Recorded>;
  /** Resolves once so many failures were handed over. */
  failures(count: number): Promise<void>;
}

/** Watches a tracker. */
export function watchTracker(tracker: Tracker): WatchedTracker {
  const recorded: Recorded[] = [];
  let failures = 0;
  const waiting = new Set<() => void>();

  function note(call: Recorded): void {
    recorded.push(call);
    for (const check of waiting) check();
  }

  function until<T>(look: () => T | undefined): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>();
    const check = (): void => {
      const found = look();
      if (found === undefined) return;
      waiting.delete(check);
      resolve(found);
    };
    waiting.add(check);
    check();
    return promise;
  }

  return {
    ...tracker,
    recorded,
    record(input: ActivityInput, options) {
      const { userId, type, ref, zone } = input;
      note({ userId, type, ...(ref === undefined ? {} : { ref }), ...(zone === undefined ? {} : { zone }) });
      return tracker.record(input, options);
    },
    recordLogin(userId) {
      note({ userId, type: "login" });
      return tracker.recordLogin(userId);
    },
    failed(error) {
      failures++;
      tracker.failed(error);
      for (const check of waiting) check();
    },
    firstOf: (userId) => until(() => recorded.find((call) => call.userId === userId)),
    failures: async (count) => {
      await until(() => (failures >= count ? true : undefined));
    },
  };
}
