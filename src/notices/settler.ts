import type { Timer } from "../core/timer.ts";
import type { DeliveryResult } from "../storage/store.ts";

/** Writes down what became of attempts, many at a time. */
export interface Settler {
  /** Takes a result, to be written soon. */
  add(result: DeliveryResult): void;
  /** Writes at once what has gathered; resolves once everything that was added is written. */
  done(): Promise<void>;
}

/** So many results are written at once. */
const MANY = 32;
/** Fewer wait this long for more: each write costs a commit. */
const SOON_MS = 50;

/**
 * @param write writes results, together
 * @param onError told of a write that failed: its attempts are made again, under the same ids
 */
export function createSettler(
  write: (results: readonly DeliveryResult[]) => Promise<void>,
  onError: (error: unknown) => void,
  timer: Timer,
): Settler {
  let gathered: DeliveryResult[] = [];
  let cancel: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();

  function flush(): void {
    cancel?.();
    cancel = undefined;
    const results = gathered;
    gathered = [];
    if (results.length > 0) writing = writing.then(() => write(results)).catch(onError);
  }

  return {
    add(result) {
      gathered.push(result);
      if (gathered.length >= MANY) flush();
      else cancel ??= timer(flush, SOON_MS);
    },
    done() {
      flush();
      return writing;
    },
  };
}
