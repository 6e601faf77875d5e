import type { ProtectionRow } from "./change.ts";
import type { DayRecord } from "./day-record.ts";
import { isLegacy } from "./legacy-history.ts";
import type { Policy } from "./policy.ts";
import { type Days, noDays } from "./state.ts";
import { bridgeAround, skipAround } from "./travel.ts";

/** The day sets of a state, derived anew from the records and protections they stand for. */
export function daysFromRecords(
  records: readonly DayRecord[],
  protections: readonly ProtectionRow[],
  policy: Policy,
): Days {
  const byDate = new Map(records.map((record) => [record.date, record]));
  const days = noDays();
  for (const { date, status, source } of records) {
    days.active.add(date);
    if (isLegacy(source)) days.legacy.add(date);
    if (status === "complete") days.complete.add(date);
  }
  for (const { kind, date } of protections) days[kind].add(date);
  for (const record of records) {
    bridgeAround(record.date, days, (date) => byDate.get(date), policy);
    skipAround(record.date, days, (date) => byDate.get(date), policy);
  }
  return days;
}
