import type { DayNumber } from "./calendar.ts";
import type { DayRecord } from "./day-record.ts";
import type { Policy } from "./policy.ts";
import type { Days } from "./state.ts";
import { localDate, skippedDates } from "./zones.ts";

/** How many dates before an arrival can have been lost on the way, and show the zones it came from. */
export const TRAVEL_REACH = 3;

/**
 * Marks the dates lost to travelling around a record that is new or has changed: by its own arrival, and by the arrivals
 * of the next dates, which look back at its zones. Bits are only ever added: an earlier arrival or another zone can
 * bridge more, never less.
 * @param recordOn reads a record within reach; `undefined` where the date has none
 */
export function bridgeAround(
  date: DayNumber,
  days: Days,
  recordOn: (date: DayNumber) => DayRecord | undefined,
  policy: Policy,
): void {
  for (let arrival = date; arrival <= date + TRAVEL_REACH; arrival++) {
    const record = recordOn(arrival);
    if (record === undefined) continue;
    const dayStart = policy.dayStartAt(record.firstAt);
    const seen: { readonly zone: string; readonly on: DayNumber }[] = [];
    for (let before = arrival - TRAVEL_REACH; before < arrival; before++) {
      for (const zone of recordOn(before)?.zones ?? []) {
        if (zone !== record.firstZone) seen.push({ zone, on: before });
      }
    }
    for (const { zone, on } of seen) {
      for (let lost = localDate(record.firstAt, zone, dayStart); lost < arrival; lost++) {
        // A date's own evidence is left out: the bit says what would hold if the date were empty.
        if (on !== lost || seen.some((other) => other.on !== lost && other.zone === zone)) days.bridged.add(lost);
      }
    }
  }
}

/**
 * Marks the dates after a record of which no instant existed in the zone of its last activity, up to the next active
 * date. Depends on the record alone, so that order does not show.
 */
export function skipAfter(record: DayRecord, days: Days, policy: Policy): void {
  const next = days.active.next(record.date + 1) ?? Number.POSITIVE_INFINITY;
  const dayStart = policy.dayStartAt(record.lastAt);
  for (let date = days.skipped.next(record.date + 1); date !== undefined && date < next; ) {
    days.skipped.delete(date);
    date = days.skipped.next(date + 1);
  }
  for (const date of skippedDates(record.lastZone, dayStart, record.date + 1, next - 1)) days.skipped.add(date);
}
