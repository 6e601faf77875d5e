import type { Timer } from "./timer.ts";

/** Work that is done again and again, one round after the other. */
export interface Rounds {
  /** Begins to run rounds; does nothing where they run already, or were stopped. */
  start(): void;
  /** Begins no round any more; resolves once the one under way has ended. */
  stop(): Promise<void>;
  /** Whether it was stopped: a long round ends early then. */
  readonly isStopping: boolean;
}

/** How rounds follow each other. */
export interface RoundsOptions {
  readonly round: () => Promise<unknown>;
  /** Told of a round that failed; the next one comes all the same. */
  readonly onError: (error: unknown) => void;
  /** Milliseconds from the end of one round to the next. */
  readonly everyMs: number;
  /** Milliseconds before the first. @default 0: at once */
  readonly firstAfterMs?: number;
  readonly timer: Timer;
}

/** Makes rounds; none runs before they are started. */
export function createRounds({ round, onError, everyMs, firstAfterMs = 0, timer }: RoundsOptions): Rounds {
  let cancel: (() => void) | undefined;
  let underWay: Promise<unknown> | undefined;
  let isStarted = false;
  let isStopping = false;

  function run(): void {
    underWay = round()
      .catch(onError)
      .finally(() => plan(everyMs));
  }

  function plan(ms: number): void {
    if (!isStopping) cancel = timer(run, ms);
  }

  return {
    start() {
      if (isStarted || isStopping) return;
      isStarted = true;
      if (firstAfterMs === 0) run();
      else plan(firstAfterMs);
    },
    async stop() {
      isStopping = true;
      cancel?.();
      await underWay;
    },
    get isStopping() {
      return isStopping;
    },
  };
}
