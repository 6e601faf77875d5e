import { type ClientErrorCode, DaystreakClientError } from "./error.ts";
import type { Hub } from "./hub.ts";
import { newId } from "./new-id.ts";
import type { Platform } from "./platform.ts";
import type { Entry, QueueStore } from "./queue-store.ts";
import type { Reporter } from "./report.ts";
import { backoff } from "./retry.ts";
import type { EventsAnswer } from "./wire.ts";

/** What waits to be sent. */
export interface Queue {
  /** Adds what happened at `at`; resolves to its id once it is kept on the device. Never rejects. */
  add(type: string, ref: string | undefined, at: number): Promise<string>;
  /** Sends what waits, in its turn among the tabs. */
  drain(): void;
  /** Sends at once what this page added, since the page may be gone in a moment. */
  flush(): void;
  /** Others sent or added something: counts again and forgets what is done. */
  refresh(done?: readonly string[]): void;
  readonly pending: number;
  /** Activities that were given up because too many waited. */
  readonly dropped: number;
  close(): void;
}

/** Options of {@link createQueue}. */
export interface QueueOptions {
  readonly platform: Platform;
  readonly store: QueueStore;
  readonly hub: Hub;
  readonly user: () => Promise<string>;
  readonly reporter: Reporter;
  /** How many may wait. */
  readonly limit: number;
  /** Told when this tab added or removed something. */
  readonly changed: (done: readonly string[]) => void;
}

const BATCH = 1_000;
/** Bodies that outlive the page may have 64 KiB together. */
const FLUSH_BYTES = 50_000;
/** After these the same activity may be sent again; any other refusal is final. */
const TRANSIENT = new Set(["overloaded", "storage_unavailable", "closed", "internal", "rate_limited"]);

/**
 * Keeps activities on the device until the server has acknowledged them. Whoever sends them twice does no harm: the
 * server knows their ids.
 */
export function createQueue({ platform, store, hub, user, reporter, limit, changed }: QueueOptions): Queue {
  /** Added by this page and not acknowledged; the value says whether the device keeps it, too. */
  const own = new Map<string, { readonly entry: Entry; isKept: boolean }>();
  /** Acknowledged, though the device could not forget them. */
  const done = new Set<string>();
  /** On their way with a call that outlives the page. */
  const leaving = new Set<string>();
  let pending = 0;
  let dropped = 0;
  let failures = 0;
  let mustWait = false;
  let isDraining = false;
  let isClosed = false;
  let stopRetry: (() => void) | undefined;

  const count = async (): Promise<void> => {
    const kept = await user()
      .then((owner) => store.count(owner))
      .catch(() => 0);
    const loose = [...own.values()].filter(({ isKept }) => !isKept).length;
    if (kept + loose === pending || isClosed) return;
    pending = kept + loose;
    hub.emit({ type: "pending", count: pending });
  };

  const keep = async (entry: Entry): Promise<void> => {
    try {
      await store.add(await user(), entry);
      const added = own.get(entry.id);
      if (added !== undefined) added.isKept = true;
      hub.recovered("store");
    } catch (error) {
      if (!(error instanceof DaystreakClientError)) hub.fail("store", storageError(error));
      else hub.fail("send", error);
    }
  };

  const forget = async (owner: string, ids: readonly string[]): Promise<void> => {
    for (const id of ids) own.delete(id);
    await store.remove(owner, ids).catch((error: unknown) => {
      for (const id of ids) done.add(id);
      hub.fail("store", storageError(error));
    });
    changed(ids);
    await count();
  };

  const next = async (owner: string, size: number): Promise<Entry[]> => {
    const kept = await store.first(owner, size).catch((error: unknown) => {
      hub.fail("store", storageError(error));
      return [];
    });
    const all = new Map([...own].map(([id, { entry }]) => [id, entry]));
    for (const entry of kept) if (!done.has(entry.id)) all.set(entry.id, entry);
    return [...all.values()].filter(({ id }) => !leaving.has(id)).slice(0, size);
  };

  /** Forgets what the server has, or will never take. Gives how many it asks for again. */
  const settle = async (owner: string, batch: readonly Entry[], { rejected }: EventsAnswer): Promise<number> => {
    const again = new Set<string>();
    for (const { index, code, detail } of rejected) {
      if (TRANSIENT.has(code)) again.add(batch[index]?.id ?? "");
      // That a learner does not want to be tracked is no error of the app.
      else if (code !== "tracking_off") hub.report(new DaystreakClientError(code as ClientErrorCode, detail));
    }
    const ids = batch.map(({ id }) => id);
    await forget(
      owner,
      ids.filter((id) => !again.has(id)),
    );
    return again.size;
  };

  /** Sends until nothing waits. @throws DaystreakClientError where that has to wait */
  const sendAll = async (): Promise<void> => {
    const owner = await user();
    for (let size = BATCH; !isClosed; ) {
      const batch = await next(owner, size);
      if (batch.length === 0) return;
      try {
        const again = await settle(owner, batch, await reporter(batch));
        if (again > 0) throw new DaystreakClientError("overloaded", "the server asks to send again");
        size = BATCH;
      } catch (error) {
        if (!(error instanceof DaystreakClientError)) throw error;
        if (error.code === "user_erased")
          return await forget(
            owner,
            batch.map(({ id }) => id),
          );
        if (error.status !== 400 && error.status !== 413 && error.status !== 422) throw error;
        // One of them spoils the whole call: find it, so that the others arrive.
        if (batch.length > 1) size = Math.ceil(batch.length / 2);
        else {
          hub.report(error);
          await forget(owner, [batch[0]?.id as string]);
        }
      }
    }
  };

  const drain = async (): Promise<void> => {
    if (isDraining || isClosed || mustWait) return;
    isDraining = true;
    stopRetry?.();
    try {
      const owner = await user();
      await platform.lock(`daystreak:send:${owner}`, sendAll);
      failures = 0;
      hub.recovered("send");
    } catch (error) {
      hub.fail("send", error);
      failures++;
      const asked = error instanceof DaystreakClientError ? error.retryAfterMs : undefined;
      mustWait = asked !== undefined;
      const retry = (): void => {
        mustWait = false;
        void drain();
      };
      if (!isClosed) stopRetry = platform.later(retry, backoff(failures, asked));
    } finally {
      isDraining = false;
    }
    if (failures === 0 && own.size > leaving.size) await drain();
  };

  return {
    get pending() {
      return Math.max(pending, own.size);
    },
    get dropped() {
      return dropped;
    },
    async add(type, ref, at) {
      const zone = platform.zone();
      const skew = hub.skew;
      const entry: Entry = {
        id: newId(at),
        type,
        at,
        ...(ref !== undefined && { ref }),
        ...(zone !== undefined && { zone }),
        ...(skew !== undefined && { skew }),
      };
      if (Math.max(pending, own.size) >= limit) {
        dropped++;
        hub.report(new DaystreakClientError("queue_full", `more than ${limit} activities wait to be sent`));
        return entry.id;
      }
      own.set(entry.id, { entry, isKept: false });
      await keep(entry);
      changed([]);
      await count();
      void drain();
      return entry.id;
    },
    drain: () => void drain(),
    flush() {
      const batch: Entry[] = [];
      let bytes = 0;
      for (const { entry } of own.values()) {
        if (leaving.has(entry.id)) continue;
        bytes += JSON.stringify(entry).length * 2;
        if (bytes > FLUSH_BYTES || batch.length === BATCH) break;
        batch.push(entry);
      }
      if (batch.length === 0) return;
      for (const { id } of batch) leaving.add(id);
      // Where this fails everything is still there, and sent again.
      void user()
        .then(async (owner) => settle(owner, batch, await reporter(batch, true)))
        .catch(() => undefined)
        .then(() => {
          for (const { id } of batch) leaving.delete(id);
          if (own.size > 0) void drain();
        });
    },
    refresh(ids = []) {
      for (const id of ids) own.delete(id);
      void count();
    },
    close() {
      isClosed = true;
      stopRetry?.();
    },
  };
}

function storageError(cause: unknown): DaystreakClientError {
  const text = "this device keeps nothing: what was not sent is lost with the page";
  return new DaystreakClientError("storage", text, { cause });
}
