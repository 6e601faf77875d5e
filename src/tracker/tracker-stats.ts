import type { ErrorCode } from "../core/errors.ts";

/** What the tracker counted since it was made; outcomes are those of activities and logins. */
export interface TrackerStats {
  /** Activities that could change nothing: a mark said so, or an equal one already waited. */
  readonly marked: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** The rejected ones by their code. */
  readonly rejectedBy: { readonly [code in ErrorCode]?: number };
  /** Failures handed to `onError`. */
  readonly failed: number;
  /** Batches written. */
  readonly batches: number;
  /** Users waiting for the next batch. */
  readonly queued: number;
  /** Changes waiting for the next batch. */
  readonly queuedChanges: number;
  /** Users whose present hour is remembered now. */
  readonly marks: number;
  /** Presence that a mark answered, without a query. */
  readonly markHits: number;
  /** Presence that no mark knew of. */
  readonly markMisses: number;
}
