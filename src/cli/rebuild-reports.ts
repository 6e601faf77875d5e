import { setTimeout as wait } from "node:timers/promises";
import { underMetricsLease } from "../metrics/metrics-lease.ts";
import { rebuildMetrics } from "../metrics/rebuild-metrics.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { Io } from "./command.ts";
import { createProgress } from "./progress.ts";

/** How often a lease is asked for that another process holds. */
const ASK_MS = 250;

/**
 * Makes what reports about all users are made of again from the users' rows, beside services that record: waits until no
 * other process writes it down. Gives how many users there are; `undefined` where it was interrupted.
 */
export async function rebuildReports({ store, book, now }: Tracker, io: Io): Promise<number | undefined> {
  const progress = createProgress(io, "users");
  const lease = { shared: store.shared, holder: crypto.randomUUID(), now };
  try {
    for (let isFirst = true; ; isFirst = false) {
      const users = await underMetricsLease(lease, (renew) =>
        rebuildMetrics({
          store,
          book: () => book,
          now,
          async onPage(done) {
            io.signal.throwIfAborted();
            progress.update({ done, share: undefined });
            await renew();
          },
        }),
      );
      if (users !== undefined) return users;
      if (isFirst) io.note("another process is writing reports down: waiting for it");
      await wait(ASK_MS, undefined, { signal: io.signal });
    }
  } catch (error) {
    if (io.signal.aborted) return undefined;
    throw error;
  }
}
