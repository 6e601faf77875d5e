import type { Store } from "../storage/store.ts";

/** A store whose writes can be made to hang or fail, to test what the host app then sees. */
export interface FaultyStore extends Store {
  /** From now on writes wait. */
  hang(): void;
  /** From now on writes fail with what this gives for a batch; `undefined` lets it through. */
  failWith(fault: ((userIds: readonly string[]) => Error | undefined) | undefined): void;
  /** Lets waiting and later writes through. */
  release(): void;
  /** Resolves once a write waits. */
  hanging(): Promise<void>;
  /** User ids of every batch that came, in order. */
  readonly batches: readonly (readonly string[])[];
}

/** Puts faults in front of a real store. */
export function createFaultyStore(store: Store): FaultyStore {
  let gate: PromiseWithResolvers<void> | undefined;
  let arrived = Promise.withResolvers<void>();
  let fault: ((userIds: readonly string[]) => Error | undefined) | undefined;
  const batches: string[][] = [];
  return {
    ...store,
    batches,
    hang() {
      gate ??= Promise.withResolvers<void>();
      arrived = Promise.withResolvers<void>();
    },
    failWith(next) {
      fault = next;
    },
    release() {
      gate?.resolve();
      gate = undefined;
    },
    hanging: () => arrived.promise,
    async apply(batch, now) {
      const userIds = batch.map(({ userId }) => userId);
      batches.push(userIds);
      if (gate !== undefined) {
        arrived.resolve();
        await gate.promise;
      }
      const error = fault?.(userIds);
      if (error !== undefined) throw error;
      return await store.apply(batch, now);
    },
  };
}
