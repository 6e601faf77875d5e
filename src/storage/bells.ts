import type { Applied, Bell } from "./store.ts";

/** The bells of one store, rung as one. */
export interface Bells extends Omit<Bell, "watches"> {
  /** Adds a bell; gives a way to take it away. */
  add(bell: Bell): () => void;
  /** Those of the users that a bell watches. */
  watched(userIds: readonly string[]): string[];
}

/** No bells yet. @param begin called before the first bell rings; gives what to do after the last one is taken away */
export function createBells(begin?: () => () => void): Bells {
  const bells = new Set<Bell>();
  let end: (() => void) | undefined;

  return {
    add(bell) {
      bells.add(bell);
      if (bells.size === 1) end = begin?.();
      return () => {
        if (!bells.delete(bell) || bells.size > 0) return;
        end?.();
        end = undefined;
      };
    },
    watched(userIds) {
      if (bells.size === 0) return [];
      return userIds.filter((userId) => [...bells].some((bell) => bell.watches(userId)));
    },
    committed(applied) {
      if (bells.size === 0) return;
      const written = applied.filter((user: Applied) => user.written !== "nothing");
      if (written.length > 0) for (const bell of bells) bell.committed(written);
    },
    changed(userIds) {
      for (const bell of bells) bell.changed(userIds);
    },
    lost() {
      for (const bell of bells) bell.lost();
    },
    closed() {
      end?.();
      end = undefined;
      for (const bell of bells) bell.closed();
      bells.clear();
    },
  };
}
