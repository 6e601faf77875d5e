import type { DayNumber } from "./calendar.ts";
import type { Protection } from "./change.ts";
import type { Policy } from "./policy.ts";
import type { Days } from "./state.ts";

/** A protection that needs no freeze. */
export type GivenProtection = Exclude<Protection, "frozen">;

/**
 * What protects a date if nothing happens on it, freezes aside, in the order of precedence. `bridged` holds for any date
 * in reach of a later arrival; on a date with activity it says what would have been, had it been empty.
 */
export function protectionOn(date: DayNumber, days: Days, policy: Policy): GivenProtection | undefined {
  return policy.isRestDay(date) ? "rest" : protectionBesideRest(date, days, policy);
}

/** What protects a date whether or not it is a rest day. */
export function protectionBesideRest(
  date: DayNumber,
  days: Days,
  policy: Policy,
): Exclude<GivenProtection, "rest"> | undefined {
  if (days.paused.has(date)) return "paused";
  if (days.excused.has(date) || policy.excusedOn(date) !== undefined) return "excused";
  if (days.restored.has(date)) return "restored";
  if (days.bridged.has(date) && policy.rulesOn(date).rules.bridgeTravel) return "bridged";
  return undefined;
}
