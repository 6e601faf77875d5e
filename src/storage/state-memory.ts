import type { UserState } from "../core/state.ts";

/**
 * The states that this process wrote last, so that deciding on a user who comes again needs no read. Another process may
 * have written the user since: a decision on a remembered state counts only once it is written under its version.
 */
export interface StateMemory {
  /** The state of a user, given once: whoever takes it and writes another remembers that one; who fails leaves nothing. */
  take(userId: string): UserState | undefined;
  /** Remembers a state as it was committed; where there is no room, the one written longest ago is forgotten. */
  keep(state: UserState): void;
  /** Forgets everybody. */
  clear(): void;
  readonly size: number;
}

/** How many states a process remembers where nothing else is said: some 1.5 kB each. */
export const REMEMBERED_STATES = 25_000;

/** An empty memory of at most `max` states. */
export function createStateMemory(max: number): StateMemory {
  // A Map keeps the order in which keys came: the first is the one written longest ago.
  const states = new Map<string, UserState>();
  return {
    take(userId) {
      const state = states.get(userId);
      if (state !== undefined) states.delete(userId);
      return state;
    },
    keep(state) {
      states.delete(state.userId);
      states.set(state.userId, state);
      if (states.size <= max) return;
      for (const oldest of states.keys()) {
        states.delete(oldest);
        break;
      }
    },
    clear: () => states.clear(),
    get size() {
      return states.size;
    },
  };
}
