import type { Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import type { Applied, Store, UserChanges } from "../storage/store.ts";

/** Applies a batch as every caller does: again, for as long as the store says that it is asked too much. */
export async function applyInTime(store: Store, batch: readonly UserChanges[], now: Instant): Promise<Applied[]> {
  for (;;) {
    try {
      return await store.apply(batch, now);
    } catch (error) {
      if (!(error instanceof DaystreakError) || error.code !== "overloaded") throw error;
    }
  }
}
