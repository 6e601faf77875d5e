import type { DayNumber } from "./calendar.ts";
import type { Rules } from "./rules.ts";
import type { FreezeGrant } from "./state.ts";

/**
 * The freezes of one fold: a bucket of earned ones, so that a late activity can only help, and those that were given.
 * `earned` counts whole freezes, `progress` the active dates towards the next one; the two are the bucket of the design,
 * kept apart so that a change of `earnEvery` takes nothing away.
 */
export class Freezes {
  #earned = 0;
  #progress = 0;
  #earnedEver = 0;
  readonly #granted: { readonly date: DayNumber; count: number }[];

  constructor(grants: readonly FreezeGrant[]) {
    this.#granted = grants.map(({ date, count }) => ({ date, count })).sort((a, b) => a.date - b.date);
  }

  /** Freezes given on the first active date, within the cap. */
  begin(date: DayNumber, rules: Rules["freezes"]): void {
    const count = Math.min(rules.initial, rules.cap);
    if (count === 0) return;
    this.#granted.push({ date, count });
    this.#granted.sort((a, b) => a.date - b.date);
  }

  /** An active date: adds to the bucket while it is below the cap. */
  earn({ earnEvery, cap }: Rules["freezes"]): void {
    if (earnEvery === 0 || this.#earned >= cap) return;
    this.#progress++;
    if (this.#progress < earnEvery) return;
    this.#progress -= earnEvery;
    this.#earned++;
    this.#earnedEver++;
  }

  /** Whether a missed date could be covered. Given freezes cover dates after their own. */
  covers(date: DayNumber): boolean {
    return this.#earned > 0 || this.#granted.some((grant) => grant.count > 0 && grant.date < date);
  }

  /** Spends one on a missed date, earned before given; says whether there was one. */
  spend(date: DayNumber): boolean {
    if (this.#earned > 0) {
      this.#earned--;
      return true;
    }
    const grant = this.#granted.find(({ date: since, count }) => count > 0 && since < date);
    if (grant === undefined) return false;
    grant.count--;
    return true;
  }

  /** A break empties the bucket; what was given but does not cover the date yet stays. */
  empty(): void {
    this.#earned = 0;
    this.#progress = 0;
  }

  get held(): number {
    return this.#granted.reduce((sum, { count }) => sum + count, this.#earned);
  }

  /** How many were earned in the whole fold. */
  get earnedEver(): number {
    return this.#earnedEver;
  }
}
