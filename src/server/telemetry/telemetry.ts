import type { Live } from "../../live/live.ts";
import type { Notices } from "../../notices/create-notices.ts";
import type { TrackerObserver } from "../../tracker/observer.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { packageVersion } from "../package-version.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import type { WatchRequest } from "./request-watch.ts";
import type { Tracing } from "./tracing.ts";

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

/** Where every copy of OpenTelemetry's API, whichever 1.x it is, finds what is registered with it. */
const REGISTERED = Symbol.for("opentelemetry.js.api.1");

/** Makes the telemetry of one service. There are spans where an SDK is registered by now; without one its API is not loaded. */
export async function createTelemetry(): Promise<Telemetry> {
  const version = packageVersion();
  const metrics = createMetrics();
  const { failed, untracked, text } = metrics;
  const tracing = REGISTERED in globalThis ? (await import("./tracing.ts")).createTracing(version) : undefined;
  return {
    observer: tracing === undefined ? metrics.observer : both(metrics.observer, tracing.observer),
    watchRequest: watchWith(metrics, tracing),
    failed,
    untracked,
    collect: (tracker, live, notices) => metrics.collect(tracker, live, notices, version),
    metrics: text,
  };
}

function watchWith(metrics: Metrics, tracing: Tracing | undefined): WatchRequest {
  return (request) => {
    const watch = tracing?.watchRequest(request);
    return {
      run: (answer) => (watch === undefined ? answer() : watch.run(answer)),
      ended(answer) {
        metrics.request(request.method, answer);
        watch?.ended(answer);
      },
    };
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
