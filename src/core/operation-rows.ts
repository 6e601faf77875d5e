import type { Instant } from "./calendar.ts";
import { durationBelow, type MinuteCounts } from "./minute-counts.ts";

/** What one minute comes to; null where there is nothing to divide by. */
export type OperationRow = Readonly<Record<keyof typeof OPERATION_COLUMNS, number | null>> & { readonly at: string };

/** The numbers of a minute, with what each means. */
export const OPERATION_COLUMNS = {
  activities: "activities and logins that came",
  per_second: "activities / 60; in the minute that runs, by the seconds that are over",
  accepted: "activities that were written",
  marked: "activities that could change nothing, and cost no query",
  duplicates: "activities that were stored before",
  rejected: "activities that were refused",
  failures: "failures that no caller suffered from, and are in the log",
  hit_rate: "presence that a mark answered without a query, as a share of all presence",
  queue: "the most users that waited for a write in one process, added up over the processes",
  writes: "batches written",
  write_ms_p50: "milliseconds below which half of the writes took, at most",
  write_ms_p95: "milliseconds below which 95 % of the writes took, at most",
  calls: "calls of the API answered",
  call_ms_p50: "milliseconds below which half of the calls took, at most",
  call_ms_p95: "milliseconds below which 95 % of the calls took, at most",
  call_errors: "calls answered with 500 and above",
  middleware_us: "microseconds that Daystreak took of a request of the host app, on average over one of 64",
} as const;

const MINUTE_MS = 60_000;

/** The numbers of a minute, as far as it has come. */
export function operationRow(minute: MinuteCounts, now: Instant): OperationRow {
  const { marked, accepted, duplicates, rejected, markHits, markMisses, writeSteps, callSteps, costSamples } = minute;
  const activities = marked + accepted + duplicates + rejected;
  const seconds = Math.max(1, Math.min(MINUTE_MS, now - minute.at) / 1000);
  return {
    at: new Date(minute.at).toISOString(),
    activities,
    per_second: rounded(activities / seconds),
    accepted,
    marked,
    duplicates,
    rejected,
    failures: minute.failed,
    hit_rate: markHits + markMisses === 0 ? null : rounded(markHits / (markHits + markMisses)),
    queue: minute.queued,
    writes: minute.writes,
    write_ms_p50: durationBelow(writeSteps, 0.5),
    write_ms_p95: durationBelow(writeSteps, 0.95),
    calls: minute.calls,
    call_ms_p50: durationBelow(callSteps, 0.5),
    call_ms_p95: durationBelow(callSteps, 0.95),
    call_errors: minute.callErrors,
    middleware_us: costSamples === 0 ? null : rounded(minute.costMicros / costSamples),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
