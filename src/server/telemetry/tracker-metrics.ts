import { Counter, Gauge, type Registry } from "prom-client";
import type { Tracker } from "../../tracker/tracker.ts";
import type { TrackerStats } from "../../tracker/tracker-stats.ts";

/** A count or level that the tracker keeps itself. */
interface Kept {
  readonly name: string;
  readonly help: string;
  readonly value: (stats: TrackerStats) => number;
}

const COUNTERS: readonly Kept[] = [
  {
    name: "daystreak_marks_hits_total",
    help: "Presence that a mark answered: no query was sent.",
    value: ({ markHits }) => markHits,
  },
  {
    name: "daystreak_marks_misses_total",
    help: "Presence that no mark knew of: it went to the store.",
    value: ({ markMisses }) => markMisses,
  },
];

const GAUGES: readonly Kept[] = [
  { name: "daystreak_marks", help: "Users whose present hour is remembered.", value: ({ marks }) => marks },
  { name: "daystreak_queue_users", help: "Users who wait for the next write.", value: ({ queued }) => queued },
  {
    name: "daystreak_queue_changes",
    help: "Changes that wait for the next write.",
    value: ({ queuedChanges }) => queuedChanges,
  },
];

/** Reads what a tracker counts itself at the moment of each scrape. */
export function collectTracker(tracker: Tracker, registers: Registry[]): void {
  new Counter({
    name: "daystreak_activities_total",
    help: "Activities and logins by outcome; marked could change nothing, the rejected ones have a code.",
    labelNames: ["outcome", "code"] as const,
    registers,
    collect() {
      const { marked, accepted, duplicates, rejectedBy } = tracker.stats();
      this.reset();
      this.inc({ outcome: "marked" }, marked);
      this.inc({ outcome: "accepted" }, accepted);
      this.inc({ outcome: "duplicate" }, duplicates);
      for (const [code, count] of Object.entries(rejectedBy)) this.inc({ outcome: "rejected", code }, count);
    },
  });
  for (const { value, ...named } of COUNTERS) {
    new Counter({
      ...named,
      registers,
      collect() {
        this.reset();
        this.inc(value(tracker.stats()));
      },
    });
  }
  for (const { value, ...named } of GAUGES) {
    new Gauge({
      ...named,
      registers,
      collect() {
        this.set(value(tracker.stats()));
      },
    });
  }
  new Counter({
    name: "daystreak_statements_total",
    help: "Statements sent to the database about users; divided by requests: statements a request.",
    registers,
    collect() {
      this.reset();
      this.inc(tracker.store.stats().statements);
    },
  });
}
