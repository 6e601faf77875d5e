import type { Entry, QueueStore } from "./queue-store.ts";

const DATABASE = "daystreak";
const STORE = "queue";
/** A database that does not open, as happens behind a tab that holds an old one, must not hold up the app. */
const OPEN_MS = 3_000;
/** After that, the page does without it for this long. */
const AGAIN_MS = 30_000;

type Row = Entry & { readonly user: string };

/**
 * Keeps entries in IndexedDB, keyed by user and id. No version of the layout is assumed: what another version of the
 * client added stays, what is missing is added.
 */
export function createIdbQueue(): QueueStore {
  let opening: Promise<IDBDatabase> | undefined;

  const opened = (): Promise<IDBDatabase> => {
    opening ??= open().then(
      (database) => {
        const close = (): void => {
          opening = undefined;
          database.close();
        };
        // Another tab wants to change the layout, or the browser took the data away: opened again when it is needed.
        database.onversionchange = close;
        database.onclose = close;
        return database;
      },
      (error) => {
        setTimeout(() => {
          opening = undefined;
        }, AGAIN_MS);
        throw error;
      },
    );
    return opening;
  };

  const run = async <T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T> | undefined,
  ): Promise<T> => {
    const database = await opened();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request?.result as T);
      transaction.onabort = () => reject(transaction.error ?? new Error("the transaction was aborted"));
    });
  };

  return {
    add: async (user, entry) => void (await run("readwrite", (store) => store.put({ ...entry, user }))),
    async first(user, limit) {
      const rows = await run<Row[]>("readonly", (store) => store.getAll(rangeOf(user), limit));
      return rows.map(({ user: _, ...entry }) => entry);
    },
    async remove(user, ids) {
      await run("readwrite", (store) => {
        for (const id of ids) store.delete([user, id]);
        return undefined;
      });
    },
    count: (user) => run("readonly", (store) => store.count(rangeOf(user))),
  };
}

/** Everything of one user: whatever follows in the key, an array comes after it. */
function rangeOf(user: string): IDBKeyRange {
  return IDBKeyRange.bound([user], [user, []]);
}

function open(version?: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      reject(new Error("IndexedDB does not open"));
    }, OPEN_MS);
    const request = indexedDB.open(DATABASE, version);
    request.onupgradeneeded = () => {
      const { result } = request;
      if (!result.objectStoreNames.contains(STORE)) result.createObjectStore(STORE, { keyPath: ["user", "id"] });
    };
    request.onerror = () => {
      clearTimeout(late);
      reject(request.error);
    };
    request.onsuccess = () => {
      clearTimeout(late);
      const database = request.result;
      if (database.objectStoreNames.contains(STORE) && !isLate) return resolve(database);
      database.close();
      if (!isLate) open(database.version + 1).then(resolve, reject);
    };
  });
}
