import type { Tracker } from "../tracker/tracker.ts";
import { type ApiKey, type ApiKeys, hashKey } from "./api-keys.ts";

type KeyTable = Pick<Tracker["store"]["shared"], "apiKeys">;
type KeyRow = Awaited<ReturnType<KeyTable["apiKeys"]>>[number];

/**
 * The keys of the database. Nothing is cached: a key counts for a request only if a read that began after the request
 * arrived still lists it, so that a revoked one is refused from the next request on, in every process. Requests that
 * arrive while a read is under way share the one that follows it: at most one read waits however many ask.
 */
export function createStoredKeys(table: KeyTable): ApiKeys {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<ReadonlyMap<string, KeyRow>> | undefined;

  function rows(): Promise<ReadonlyMap<string, KeyRow>> {
    next ??= last.then(() => {
      next = undefined;
      const reading = table.apiKeys().then((all) => new Map(all.map((row) => [row.hash, row])));
      last = reading.catch(() => undefined);
      return reading;
    });
    return next;
  }

  return {
    async find(secret) {
      const hash = hashKey(secret);
      const row = (await rows()).get(Buffer.from(hash).toString("hex"));
      return row === undefined || row.revokedAt !== null ? undefined : keyOf(row, hash);
    },
  };
}

/** Keys of several places: the first that knows a secret answers for it. */
export function firstOf(...places: readonly ApiKeys[]): ApiKeys {
  return {
    async find(secret) {
      for (const place of places) {
        const key = await place.find(secret);
        if (key !== undefined) return key;
      }
      return undefined;
    },
  };
}

function keyOf({ id, name, scopes, perMinute }: KeyRow, hash: Uint8Array): ApiKey {
  return { id, name, hash, scopes: new Set(scopes), ...(perMinute !== null && { perMinute }) };
}
