import type { Instant } from "../core/calendar.ts";
import type { MetricTables } from "../storage/store.ts";
import { type Follower, NEWS_KEPT_MS } from "./follower.ts";
import { setText } from "./set-text.ts";

/** Sets written in one transaction: live writes come between. */
const STEP = 200;

/** Writes down what a follower has read. What fails is written the next time. */
export async function saveMetrics(metrics: MetricTables, follower: Follower, now: Instant): Promise<void> {
  const sets = await follower.sets();
  const changes = follower.takeChanges();
  for (let from = 0; from < changes.sets.length; from += STEP) {
    const rows = changes.sets.slice(from, from + STEP).map(({ name, day, part }) => {
      return { date: day, name, part, bits: setText(sets.part(part).users(name, day)) };
    });
    await metrics.save({ sets: rows, totals: [], hasErasures: false, forgetBefore: 0 }).catch((error: unknown) => {
      follower.putBack(changes.sets.slice(from));
      throw error;
    });
  }
  // News is counted, and may be forgotten, only once the sets that it changed are written.
  const { uncounted: totals, hasErasures } = changes;
  await metrics.save({ sets: [], totals, hasErasures, forgetBefore: now - NEWS_KEPT_MS });
}
