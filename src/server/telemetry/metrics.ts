import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { DaystreakError } from "../../core/errors.ts";
import { zoneDataVersion } from "../../core/zones.ts";
import type { Live } from "../../live/live.ts";
import type { Notices } from "../../notices/create-notices.ts";
import type { TrackerObserver } from "../../tracker/observer.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { collectLive } from "./live-metrics.ts";
import { collectNotices } from "./notice-metrics.ts";
import type { SeenAnswer } from "./request-watch.ts";
import { collectTracker } from "./tracker-metrics.ts";

/** The metrics of one service. */
export interface Metrics {
  /** Watches writes and sweeps of the tracker. */
  readonly observer: TrackerObserver;
  /** Counts a request that has ended. */
  request(method: string, answer: SeenAnswer): void;
  /** Counts a failure that no caller caused, by its code. */
  failed(error: unknown): void;
  /** Counts a request that passed to an application unrecorded. */
  untracked(): void;
  /** Reads the tracker's own counts on every scrape from now on. */
  collect(tracker: Tracker, live: Live, notices: Notices, version: string): void;
  /** Everything in the text format of Prometheus. */
  text(): Promise<string>;
}

/** Any other word in a method is somebody's invention, and each would be a series of its own. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const WRITE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const BATCH_USERS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** Makes the metrics of a service, with those of its process, in a registry of their own. */
export function createMetrics(): Metrics {
  const registers = [new Registry()];
  const registry = registers[0] as Registry;
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "daystreak_http_requests_total",
    help: "Requests by route pattern, method and class of status (499: the sender went away).",
    labelNames: ["route", "method", "status"] as const,
    registers,
  });
  const seconds = new Histogram({
    name: "daystreak_http_request_duration_seconds",
    help: "From the first header of a request to the last byte of its answer.",
    labelNames: ["route", "method"] as const,
    buckets: REQUEST_SECONDS,
    registers,
  });
  const failures = new Counter({
    name: "daystreak_failures_total",
    help: "Failures that no caller caused, by code; each is a line of the log.",
    labelNames: ["code"] as const,
    registers,
  });
  const untracked = new Counter({
    name: "daystreak_untracked_total",
    help: "Requests that passed to the application before the database could be reached for the first time.",
    registers,
  });
  const batchUsers = new Histogram({
    name: "daystreak_batch_users",
    help: "Users in one write.",
    buckets: BATCH_USERS,
    registers,
  });
  const flushSeconds = new Histogram({
    name: "daystreak_flush_seconds",
    help: "How long a write took, from the batch to the commit; outcome is ok or the code of the failure.",
    labelNames: ["outcome"] as const,
    buckets: WRITE_SECONDS,
    registers,
  });
  const rounds = new Counter({
    name: "daystreak_sweep_rounds_total",
    help: "Rounds of the sweep of this process; outcome is ok or the code of the failure.",
    labelNames: ["outcome"] as const,
    registers,
  });
  const swept = new Counter({
    name: "daystreak_sweep_users_total",
    help: "Users whose dates the sweep of this process concluded.",
    registers,
  });
  const sweptAt = new Gauge({
    name: "daystreak_sweep_last_success_timestamp_seconds",
    help: "When the last round of this process succeeded, in seconds since 1970.",
    registers,
  });

  return {
    observer: {
      writing({ users }) {
        const startedAt = performance.now();
        return (error) => {
          batchUsers.observe(users);
          flushSeconds.observe({ outcome: error?.code ?? "ok" }, (performance.now() - startedAt) / 1000);
        };
      },
      sweeping: () => (round, error) => {
        rounds.inc({ outcome: error?.code ?? "ok" });
        if (round === undefined) return;
        swept.inc(round.users);
        sweptAt.setToCurrentTime();
      },
    },
    request(method, answer) {
      const labels = { route: answer.route, method: METHODS.has(method) ? method : "other" };
      requests.inc({ ...labels, status: answer.status === 499 ? "499" : `${Math.floor(answer.status / 100)}xx` });
      seconds.observe(labels, answer.seconds);
    },
    failed: (error) => failures.inc({ code: (error as DaystreakError | undefined)?.code ?? "internal" }),
    untracked: () => untracked.inc(),
    collect(tracker, live, notices, version) {
      new Gauge({
        name: "daystreak_info",
        help: "1, with the version of Daystreak and the store it runs on.",
        labelNames: ["version", "store"] as const,
        registers,
      }).set({ version, store: tracker.store.kind }, 1);
      new Gauge({
        name: "daystreak_tz_data_info",
        help: "1, with the tz release from which dates are computed.",
        labelNames: ["version"] as const,
        registers,
        collect() {
          this.reset();
          this.set({ version: zoneDataVersion() }, 1);
        },
      });
      collectTracker(tracker, registers);
      collectLive(live, registers);
      collectNotices(notices, registers);
    },
    text: () => registry.metrics(),
  };
}
