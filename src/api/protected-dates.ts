import { type DayNumber, formatDate, LATEST_DATE } from "../core/calendar.ts";
import type { ProtectionKind } from "../core/change.ts";
import { DaystreakError } from "../core/errors.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { ProtectedDates } from "./contract/acts.ts";

/** One act that protects dates of a user. */
export interface ProtectingAct {
  readonly id: string;
  readonly kind: ProtectionKind;
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

/** The acts that protect dates of a user, those of the earliest date first. */
export async function protectingActs(tracker: Tracker, userId: string, from: DayNumber = 0): Promise<ProtectingAct[]> {
  const acts = new Map<string, ProtectingAct>();
  for (const { date, kind, id, reason, by, at } of await tracker.store.protections(userId, from, LATEST_DATE)) {
    const key = `${kind} ${id}`;
    acts.set(key, { id, kind, from: acts.get(key)?.from ?? date, to: date, reason, by, at });
  }
  return [...acts.values()];
}

/** An act as the API shows it. */
export function protectedDates({ id, from, to, reason, by, at }: ProtectingAct): ProtectedDates {
  return { id, from: formatDate(from), to: formatDate(to), reason, by, at: new Date(at).toISOString() };
}

/**
 * The act of a kind with an id; `undefined` where there is none (any more), so that withdrawing twice is no mistake.
 * @throws DaystreakError `not_found` where the id names an act of another kind
 */
export function actOf(acts: readonly ProtectingAct[], id: string, kind: ProtectionKind): ProtectingAct | undefined {
  const named = acts.filter((act) => act.id === id);
  const found = named.find((act) => act.kind === kind);
  if (found !== undefined || named.length === 0) return found;
  throw new DaystreakError("not_found", `the act ${JSON.stringify(id)} is of another kind`);
}
