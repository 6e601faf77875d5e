import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Instant } from "../core/calendar.ts";
import { addDuration, addMinute, type MinuteCounts, quietMinute } from "../core/minute-counts.ts";
import type { SharedTables } from "../storage/store.ts";
import type { TrackerStats } from "./tracker-stats.ts";

/** Whose numbers are known. */
export interface KnownProcess {
  /** A name that it made up when it began. */
  readonly process: string;
  readonly since: Instant;
  /** When it last told of itself. */
  readonly seenAt: Instant;
  readonly isOwn: boolean;
}

/** What the processes of a database did lately. */
export interface OperationsReport {
  readonly processes: readonly KnownProcess[];
  /** One a minute, oldest first, added up over the processes; the last one is not over. */
  readonly minutes: readonly MinuteCounts[];
}

/** What this process does, minute by minute. Its memory is bounded: the last {@link MINUTES_KEPT} minutes. */
export interface Operations {
  /** Called on the way of every activity: closes the minutes that are over. */
  tick(now: Instant): void;
  /** A batch was written, or failed. */
  wrote(ms: number): void;
  /** A call of the API was answered. */
  answered(ms: number, status: number): void;
  /** Whether the time that Daystreak takes of the request that comes now is to be measured: one of some. */
  isSampled(): boolean;
  /** The time that Daystreak took of a sampled request. */
  cost(ms: number): void;
  /** Tells the other processes, once a minute at most; nothing where nothing happened for hours. */
  publish(now: Instant): Promise<void>;
  /** This process's numbers and those that others have told of. */
  report(now: Instant): Promise<OperationsReport>;
}

/** Minutes that are kept. */
export const MINUTES_KEPT = 180;
const MINUTE_MS = 60_000;
/** Others tell of themselves once a minute: who has not for so long is gone. */
const GONE_MS = 5 * MINUTE_MS;
const SAMPLED = 64;
/** How rows of operations are told from those of whom processes saw. */
export const OPERATIONS_ROW = "operations ";

/** Nothing was done yet. @param stats what the tracker counts itself since it began */
export function createOperations(
  shared: Pick<SharedTables, "publishActive" | "activeSince">,
  stats: () => TrackerStats,
  since: Instant,
): Operations {
  const process = crypto.randomUUID();
  let minutes: MinuteCounts[] = [];
  let current = quietMinute(minuteOf(since));
  let counted: TrackerStats | undefined;
  let publishedIn = 0;
  let requests = 0;

  /** Takes what the tracker counted since it was last asked. */
  function take(): void {
    const is = stats();
    const was = counted;
    const grown = (
      name: "marked" | "accepted" | "duplicates" | "rejected" | "failed" | "markHits" | "markMisses",
    ): void => {
      current[name] += is[name] - (was?.[name] ?? 0);
    };
    for (const name of ["marked", "accepted", "duplicates", "rejected", "failed", "markHits", "markMisses"] as const)
      grown(name);
    current.queued = Math.max(current.queued, is.queued);
    counted = is;
  }

  function tick(now: Instant): void {
    const minute = minuteOf(now);
    if (minute === current.at) return;
    take();
    if (!isQuiet(current)) minutes.push(current);
    minutes = minutes.filter(({ at }) => Math.abs(minute - at) < MINUTES_KEPT * MINUTE_MS);
    current = quietMinute(minute);
  }

  return {
    tick,
    wrote(ms) {
      current.writes++;
      addDuration(current.writeSteps, ms);
      current.queued = Math.max(current.queued, stats().queued);
    },
    answered(ms, status) {
      current.calls++;
      if (status >= 500) current.callErrors++;
      addDuration(current.callSteps, ms);
    },
    isSampled: () => requests++ % SAMPLED === 0,
    cost(ms) {
      current.costSamples++;
      current.costMicros += ms * 1000;
    },
    async publish(now) {
      tick(now);
      if (current.at === publishedIn || (minutes.length === 0 && isQuiet(current))) return;
      publishedIn = current.at;
      take();
      const told = JSON.stringify({ since, minutes: [...minutes, current] } satisfies Told);
      const users = deflateRawSync(told).toString("base64");
      await shared.publishActive({ process: `${OPERATIONS_ROW}${process}`, at: now, users }, now - GONE_MS);
    },
    async report(now) {
      tick(now);
      take();
      const sums = new Map<Instant, MinuteCounts>();
      const add = (told: readonly MinuteCounts[]): void => {
        for (const minute of told) {
          const sum = sums.get(minute.at) ?? quietMinute(minute.at);
          sums.set(minute.at, sum);
          addMinute(sum, minute);
        }
      };
      add([...minutes, current]);
      const processes: KnownProcess[] = [{ process, since, seenAt: now, isOwn: true }];
      for (const row of await shared.activeSince(now - GONE_MS)) {
        const name = row.process.startsWith(OPERATIONS_ROW) ? row.process.slice(OPERATIONS_ROW.length) : process;
        if (name === process) continue;
        const told = JSON.parse(inflateRawSync(Buffer.from(row.users, "base64")).toString()) as Told;
        processes.push({ process: name, since: told.since, seenAt: row.at, isOwn: false });
        add(told.minutes);
      }
      return { processes, minutes: [...sums.values()].sort((a, b) => a.at - b.at) };
    },
  };
}

interface Told {
  readonly since: Instant;
  readonly minutes: readonly MinuteCounts[];
}

function minuteOf(at: Instant): Instant {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

function isQuiet({ at: _, ...counts }: MinuteCounts): boolean {
  return Object.values(counts).every((count) => typeof count !== "number" || count === 0);
}
