import type { DayPart } from "./day-sets.ts";

/** Counts computed from one part. Every cell is a number of users or of days, so that parts add up. */
export type Counts = Int32Array | Float64Array;

interface Remembered {
  readonly version: number;
  readonly counts: Counts;
}

/**
 * Adds up counts over all parts, and remembers each part's share until that part changes: a late activity of one user
 * costs the part of that user, not the whole.
 */
export class PartSums {
  readonly #known: Map<string, (Remembered | undefined)[]> = new Map();
  readonly #capacity: number;

  /** @param capacity how many different questions are remembered; the one asked longest ago goes first */
  constructor(capacity = 64) {
    this.#capacity = capacity;
  }

  /**
   * The sum of `count` over all parts. `question` names it: equal questions must have equal answers. With `combine` cells
   * are taken together otherwise, such as by the greater one.
   */
  sum(
    parts: readonly DayPart[],
    question: string,
    cells: number,
    count: (part: DayPart) => Counts,
    combine: (a: number, b: number) => number = add,
  ): Float64Array {
    const known = this.#recall(question);
    const total = new Float64Array(cells);
    for (const [index, part] of parts.entries()) {
      let share = known[index];
      if (share?.version !== part.version) {
        share = { version: part.version, counts: count(part) };
        known[index] = share;
      }
      for (let cell = 0; cell < cells; cell++)
        total[cell] = combine(total[cell] as number, share.counts[cell] as number);
    }
    return total;
  }

  #recall(question: string): (Remembered | undefined)[] {
    const known = this.#known.get(question) ?? [];
    this.#known.delete(question);
    this.#known.set(question, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= this.#capacity) break;
      this.#known.delete(oldest);
    }
    return known;
  }
}

function add(a: number, b: number): number {
  return a + b;
}
