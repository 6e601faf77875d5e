import type { Live } from "../../live/live.ts";
import type { Notices } from "../../notices/create-notices.ts";
import type { TrackerObserver } from "../../tracker/observer.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { packageVersion } from "../package-version.ts";
import { createMetrics } from "./metrics.ts";
import type { WatchRequest } from "./request-watch.ts";
import { createTracing } from "./tracing.ts";

/** What a service shows of itself: metrics to scrape, and spans where an OpenTelemetry SDK is registered. */
export interface Telemetry {
  /** For the tracker and the sweep. */
  readonly observer: TrackerObserver;
  /** For the listener. */
  readonly watchRequest: WatchRequest;
  /** For whatever is told of failures. */
  failed(error: unknown): void;
  /** Counts a request that passed to an application while there was nothing to record it in. */
  untracked(): void;
  /** Begins to read what the tracker, the live streams and the notices count themselves. */
  collect(tracker: Tracker, live: Live, notices: Notices): void;
  /** The text of `/metrics`. */
  metrics(): Promise<string>;
}

/** Makes the telemetry of one service. */
export function createTelemetry(): Telemetry {
  const version = packageVersion();
  const metrics = createMetrics();
  const tracing = createTracing(version);
  return {
    observer: both(metrics.observer, tracing.observer),
    watchRequest(request) {
      const watch = tracing.watchRequest(request);
      return {
        run: watch.run,
        ended(answer) {
          metrics.request(request.method, answer);
          watch.ended(answer);
        },
      };
    },
    failed: metrics.failed,
    untracked: metrics.untracked,
    collect: (tracker, live, notices) => metrics.collect(tracker, live, notices, version),
    metrics: metrics.text,
  };
}

function both(a: TrackerObserver, b: TrackerObserver): TrackerObserver {
  return {
    writing(writing) {
      const ends = [a.writing?.(writing), b.writing?.(writing)];
      return (error) => {
        for (const end of ends) end?.(error);
      };
    },
    sweeping() {
      const ends = [a.sweeping?.(), b.sweeping?.()];
      return (round, error) => {
        for (const end of ends) end?.(round, error);
      };
    },
  };
}
