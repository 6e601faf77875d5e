import type { DeliveryResult } from "../storage/store.ts";

/** Writes down what became of attempts: while one write is under way the next results gather. */
export interface Settler {
  /** Resolves once the result is written. */
  add(result: DeliveryResult): Promise<void>;
}

/** @param write writes results, together */
export function createSettler(write: (results: readonly DeliveryResult[]) => Promise<void>): Settler {
  let gathered: DeliveryResult[] = [];
  let next: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function flush(before: Promise<void>): Promise<void> {
    await before.catch(() => undefined);
    const results = gathered;
    gathered = [];
    next = undefined;
    await write(results);
  }

  return {
    add(result) {
      gathered.push(result);
      if (next === undefined) {
        writing = flush(writing);
        next = writing;
      }
      return next;
    },
  };
}
