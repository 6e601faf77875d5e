import type { Instant } from "./calendar.ts";

/** Upper ends of the steps in which durations are counted, in milliseconds; the last step has none. */
const DURATION_STEPS: readonly number[] = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

/** What one process did in one minute; numbers of several processes can be added up. */
export interface MinuteCounts {
  /** When the minute began. */
  at: Instant;
  /** Activities that could change nothing: a mark said so, or an equal one already waited. */
  marked: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Failures that no caller suffered from. */
  failed: number;
  /** Presence that a mark answered without a query, and presence that no mark knew of. */
  markHits: number;
  markMisses: number;
  /** The most users that waited for a write. */
  queued: number;
  /** Batches written, and how long each took. */
  writes: number;
  writeSteps: number[];
  /** Calls of the API answered, how long each took, and answers of 500 and above. */
  calls: number;
  callSteps: number[];
  callErrors: number;
  /** Requests of the host app of which the time that Daystreak took was measured, and that time in microseconds. */
  costSamples: number;
  costMicros: number;
}

/** A minute in which nothing happened. */
export function quietMinute(at: Instant): MinuteCounts {
  const steps = (): number[] => new Array<number>(DURATION_STEPS.length + 1).fill(0);
  return {
    at,
    marked: 0,
    accepted: 0,
    duplicates: 0,
    rejected: 0,
    failed: 0,
    markHits: 0,
    markMisses: 0,
    queued: 0,
    writes: 0,
    writeSteps: steps(),
    calls: 0,
    callSteps: steps(),
    callErrors: 0,
    costSamples: 0,
    costMicros: 0,
  };
}

/** Counts a duration. */
export function addDuration(steps: number[], ms: number): void {
  const found = DURATION_STEPS.findIndex((end) => ms <= end);
  const step = found < 0 ? DURATION_STEPS.length : found;
  steps[step] = (steps[step] as number) + 1;
}

/** Adds what another process did in the same minute. */
export function addMinute(sum: MinuteCounts, other: MinuteCounts): void {
  const add = (into: number[], from: readonly number[]): void => {
    for (const [step, count] of from.entries()) into[step] = (into[step] ?? 0) + count;
  };
  add(sum.writeSteps, other.writeSteps);
  add(sum.callSteps, other.callSteps);
  for (const [name, value] of Object.entries(other) as [keyof MinuteCounts, unknown][]) {
    if (name === "at" || typeof value !== "number") continue;
    (sum as unknown as Record<string, number>)[name] = (sum[name] as number) + value;
  }
}

/** The end of the step below which a share of durations lies, in milliseconds; null where there were none, or it has none. */
export function durationBelow(steps: readonly number[], share: number): number | null {
  const all = steps.reduce((sum, count) => sum + count, 0);
  let left = share * all;
  if (all === 0) return null;
  for (const [step, count] of steps.entries()) {
    left -= count;
    if (left <= 0) return DURATION_STEPS[step] ?? null;
  }
  return null;
}
