import type { DayNumber } from "./calendar.ts";
import { fold } from "./fold.ts";
import { policyOf } from "./policy.ts";
import { protectionOn } from "./protection.ts";
import type { RuleBook } from "./rules.ts";
import type { UserState } from "./state.ts";

/** Dates without activity, from the first active one to `until`, that keep a streak: protected, frozen, or never there. */
export function keptDates(state: UserState, book: RuleBook, until: DayNumber): DayNumber[] {
  const { days } = state;
  const first = days.active.first();
  if (first === undefined) return [];
  const policy = policyOf(state, book);
  const closedThrough = state.closedThrough ?? Number.NEGATIVE_INFINITY;
  const frozen = new Set(fold({ days, grants: state.grants, policy, closedThrough }).frozen);
  const kept: DayNumber[] = [];
  for (let date = first; date <= until; date++) {
    if (days.active.has(date)) continue;
    if (frozen.has(date) || days.skipped.has(date) || protectionOn(date, days, policy) !== undefined) kept.push(date);
  }
  return kept;
}
