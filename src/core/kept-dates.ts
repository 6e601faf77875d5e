import type { DayNumber } from "./calendar.ts";
import { fold } from "./fold.ts";
import { type Policy, policyOf } from "./policy.ts";
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

/** Rest days and excused dates in a row beyond this are told of as they come. */
const REACH = 40;

/**
 * Empty dates next to some active ones that rest days, the calendar or acts protect, as they are known now. Only these
 * can keep a streak: beyond the first date that nothing protects it is broken, or a freeze is told of.
 */
export function keptBeside({ days }: UserState, policy: Policy, dates: Iterable<DayNumber>): DayNumber[] {
  if (!policy.protectsDates()) return [];
  const kept = new Set<DayNumber>();
  for (const date of dates) {
    for (const step of [-1, 1]) {
      for (let near = date + step; Math.abs(near - date) <= REACH; near += step) {
        if (days.active.has(near) || protectionOn(near, days, policy) === undefined) break;
        kept.add(near);
      }
    }
  }
  return [...kept];
}
