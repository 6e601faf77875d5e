import type { Instant } from "./calendar.ts";
import type { Loaded } from "./change.ts";
import type { DayRecord } from "./day-record.ts";
import type { Policy } from "./policy.ts";
import type { Surroundings } from "./zone-history.ts";

/** Somebody seen in a zone. */
interface Seen {
  readonly at: Instant;
  readonly zone: string;
  /** Whether the log says so; else it may be that an activity without a zone of its own was dated there. */
  readonly isSure: boolean;
}

/**
 * What is known of where the user was around late evidence: every logged activity with a zone of its own, and of activities
 * that were not logged those with which a date begins and ends.
 */
export function surroundingsOf({ sightings, days }: Loaded, policy: Policy): Surroundings {
  let known: Seen[] | undefined;
  return {
    seenIn(span, to) {
      known ??= seenBy(sightings, days, policy);
      const seen = known;
      const instants: Instant[] = [];
      for (let i = firstFrom(seen, span.at); i < seen.length; i++) {
        const { at, zone, isSure } = seen[i] as Seen;
        if (at >= to) break;
        // Up to its end the stay is certain; whoever was seen there later without being logged would have prolonged it.
        if (zone === span.zone && (isSure || at <= span.until)) instants.push(at);
      }
      return instants;
    },
    isParted: (from, to) => (policy.zoneSettingAt(to)?.at ?? Number.NEGATIVE_INFINITY) > from,
  };
}

/** Ascending. */
function seenBy(sightings: Loaded["sightings"], days: Loaded["days"], policy: Policy): Seen[] {
  const seen: Seen[] = [];
  const logged = new Set<Instant>();
  for (const { at, ownZone } of sightings) {
    logged.add(at);
    if (ownZone !== null) seen.push({ at, zone: ownZone, isSure: true });
  }
  for (const record of days.values()) seen.push(...endsOf(record).filter(({ at }) => !logged.has(at)));
  return seen.filter(({ at }) => policy.fixedZoneAt(at) === null).sort((a, b) => a.at - b.at);
}

function endsOf({ firstAt, firstZone, lastAt, lastZone }: DayRecord): Seen[] {
  return [
    { at: firstAt, zone: firstZone, isSure: false },
    { at: lastAt, zone: lastZone, isSure: false },
  ];
}

/** The first place with an instant not before the one given. */
function firstFrom(seen: readonly Seen[], from: Instant): number {
  let low = 0;
  let high = seen.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seen[middle] as Seen).at < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
