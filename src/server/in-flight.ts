/** Counts what is under way, so that a stop can wait for it. */
export interface InFlight {
  readonly count: number;
  enter(): void;
  leave(): void;
  /** Resolves as soon as nothing is under way. */
  idle(): Promise<void>;
}

/** Makes a counter at 0. */
export function createInFlight(): InFlight {
  let count = 0;
  let waiting: (() => void)[] = [];
  return {
    get count() {
      return count;
    },
    enter() {
      count++;
    },
    leave() {
      count--;
      if (count > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
