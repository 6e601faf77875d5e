import { openStore } from "../../src/storage/open.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";
import type { BenchContext } from "./bench-case.ts";
import { ownZone, userId } from "./people.ts";
import { inFlight } from "./rounds.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const IN_FLIGHT = 8_192;
const FIRST_USERS = 10_000;

/** A tracker on SQLite that knows that everybody was active in this hour. */
export interface MarkedUsers {
  readonly tracker: Tracker;
  /** What the marks take of the heap, in bytes a user. */
  readonly bytesPerUser: number;
}

/**
 * Records every user once. The clock runs as fast as the real one, and begins a minute into an hour, so that no mark
 * ends while it is measured; after a quarter of an hour the first ones would.
 */
export async function markUsers({ sizes, note }: BenchContext): Promise<MarkedUsers> {
  const startedAt = Date.now();
  const ahead = Math.ceil(startedAt / HOUR_MS) * HOUR_MS + MINUTE_MS - startedAt;
  // How the users came to be known is not measured here: it may be quick.
  const store = await openStore("sqlite::memory:");
  const tracker = await createTracker({ store, clock: () => Date.now() + ahead, maxBatchUsers: 4_096 });
  const numbers = Array.from({ length: sizes.known }, (_, i) => i);
  const record = (number: number): Promise<unknown> => {
    const zone = ownZone(number);
    return tracker.record({ userId: userId(number), type: "request", ...(zone !== undefined && { zone }) });
  };
  // What the first users bring to the heap, once and for all, are compiled code and tables of zones.
  const first = numbers.splice(0, Math.min(FIRST_USERS, numbers.length >> 1));
  await inFlight(first, IN_FLIGHT, record);
  const before = heapInUse();
  const seconds = await inFlight(numbers, IN_FLIGHT, record);
  const bytesPerUser = (heapInUse() - before) / numbers.length;
  note(`${sizes.known} users marked in ${Math.round(seconds)} s`);
  return { tracker, bytesPerUser };
}

function heapInUse(): number {
  if (globalThis.gc === undefined) throw new Error("run node with --expose-gc");
  for (let i = 0; i < 4; i++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
