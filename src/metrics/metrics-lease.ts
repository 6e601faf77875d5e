import type { Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import type { Store } from "../storage/store.ts";

const LEASE = "metrics";
const LEASE_MS = 5 * 60_000;

/** Who wants the lease. */
export interface LeaseOptions {
  readonly shared: Pick<Store["shared"], "lease" | "release">;
  /** Names this process in the lease. */
  readonly holder: string;
  readonly now: () => Instant;
}

/**
 * Does work as the only process that writes down what reports are made of; gives `undefined` where another one holds the
 * lease. Work that may take minutes renews it now and then.
 * @throws DaystreakError `conflict` from a renewal that came too late
 */
export async function underMetricsLease<T>(
  { shared, holder, now }: LeaseOptions,
  work: (renew: () => Promise<void>) => Promise<T>,
): Promise<T | undefined> {
  const take = (): Promise<boolean> => shared.lease(LEASE, holder, now(), now() + LEASE_MS);
  if (!(await take())) return undefined;
  try {
    return await work(async () => {
      if (await take()) return;
      throw new DaystreakError("conflict", "another process has begun to write reports down: run this again");
    });
  } finally {
    await shared.release(LEASE, holder);
  }
}
