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
 * Marks the dates of which no instant existed in the zone of the last activity before them, in the gaps that begin at a
 * record or shortly after it, up to and with the next active date: that one as if it were empty.
 * @param recordOn reads a record within reach; `undefined` where the date has none
 */
export function skipAround(
  date: DayNumber,
  days: Days,
  recordOn: (date: DayNumber) => DayRecord | undefined,
  policy: Policy,
): void {
  for (let start = date; start < date + TRAVEL_REACH; start++) {
    if (recordOn(start) === undefined) continue;
    let last: DayRecord | undefined;
    for (let before = start - TRAVEL_REACH + 1; before <= start; before++) {
      const record = recordOn(before);
      if (record !== undefined && (last === undefined || isLater(record, last))) last = record;
    }
    const { lastAt, lastZone } = last as DayRecord;
    const next = days.active.next(start + 1) ?? Number.POSITIVE_INFINITY;
    for (let day = days.skipped.next(start + 1); day !== undefined && day <= next; day = days.skipped.next(day + 1)) {
      days.skipped.delete(day);
    }
    for (const day of skippedDates(lastZone, policy.dayStartAt(lastAt), start + 1, next)) days.skipped.add(day);
  }
}

function isLater(a: DayRecord, b: DayRecord): boolean {
  return a.lastAt > b.lastAt || (a.lastAt === b.lastAt && a.lastZone >= b.lastZone);
}
