import type { Entry, QueueStore } from "../queue-store.ts";

/** AsyncStorage, or anything of its shape. */
export interface StorageLike {
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<unknown>;
}

/** Keeps entries as one text a user, written whole: a phone that dies in between has the one before. */
export function createStorageQueue(storage: StorageLike): QueueStore {
  let turn: Promise<unknown> = Promise.resolve();

  const read = async (user: string): Promise<Entry[]> => entriesOf(await storage.getItem(keyOf(user)));

  /** One change after the other: each is made to what the one before left. */
  const change = (user: string, make: (entries: Entry[]) => Entry[]): Promise<void> => {
    const changed = turn.then(async () => {
      await storage.setItem(keyOf(user), JSON.stringify(make(await read(user))));
    });
    turn = changed.catch(() => undefined);
    return changed;
  };

  return {
    add: (user, entry) => change(user, (entries) => [...entries, entry]),
    first: async (user, limit) => (await read(user)).slice(0, limit),
    remove(user, ids) {
      const gone = new Set(ids);
      return change(user, (entries) => entries.filter(({ id }) => !gone.has(id)));
    },
    count: async (user) => (await read(user)).length,
  };
}

function keyOf(user: string): string {
  return `daystreak:queue:${user}`;
}

/** What another version of the app wrote may be anything; what is no entry cannot be sent. */
function entriesOf(text: string | null): Entry[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value.filter((item) => typeof item?.id === "string") : [];
  } catch {
    return [];
  }
}
