import { operationRow } from "../core/operation-rows.ts";
import type { MetricSource } from "../metrics/metric.ts";
import { createMetrics, type Metrics } from "../metrics/metrics.ts";
import type { Tracker } from "../tracker/tracker.ts";

/** Reports hold the days of all users in memory: whoever stands on the same store shares them. */
const metricsByStore = new WeakMap<Tracker["store"], Metrics>();

/** Reports about the users of a tracker: one for each store, made when first asked for. */
export function metricsOf(tracker: Tracker): Metrics {
  const { store, now, failed } = tracker;
  const known = metricsByStore.get(store);
  if (known !== undefined) return known;
  const minutes: NonNullable<MetricSource["minutes"]> = async () => {
    const report = await tracker.operations.report(now());
    return report.minutes.map((minute) => operationRow(minute, now()));
  };
  const metrics = createMetrics({ store, book: () => tracker.book, now, onError: failed, minutes });
  metricsByStore.set(store, metrics);
  return metrics;
}
