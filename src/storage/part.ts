import { DaystreakError } from "../core/errors.ts";
import { BUCKETS } from "./bucket.ts";

/** One of `of` equal parts of all users: those whose bucket leaves `index` when divided by `of`. */
export interface Part {
  /** 0 to `of` - 1. */
  readonly index: number;
  readonly of: number;
}

/**
 * The buckets of a part of all users, ascending.
 * @throws DaystreakError `range_invalid` for a part that is none
 */
export function bucketsOf({ index, of }: Part): number[] {
  if (!Number.isSafeInteger(of) || !Number.isSafeInteger(index) || index < 0 || index >= of) {
    throw new DaystreakError("range_invalid", "a part needs whole numbers with 0 <= index < of");
  }
  const buckets: number[] = [];
  for (let bucket = index; bucket < BUCKETS; bucket += of) buckets.push(bucket);
  return buckets;
}
