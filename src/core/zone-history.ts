import type { Instant } from "./calendar.ts";
import type { ZoneChange } from "./state.ts";

/** What one piece of evidence changes in a zone history. */
export interface HistoryEdit {
  /** Spans to insert or overwrite, by `at`. */
  readonly put: ZoneChange[];
  /** Spans that moved away, by their old `at`. */
  readonly remove: Instant[];
}

/** What is known of the time within and between spans. */
export interface Surroundings {
  /** Instants, in any order, before `to` and from the beginning of a stay on at which the user is known to have been seen there. */
  seenIn(span: ZoneChange, to: Instant): readonly Instant[];
  /** Whether a setting said between two instants where the user is: no span goes on over it. */
  isParted(from: Instant, to: Instant): boolean;
}

const UNKNOWN: Surroundings = { seenIn: () => [], isParted: () => false };
const NOTHING: HistoryEdit = { put: [], remove: [] };

/**
 * Adds evidence that the user was in `zone` at an instant to a history of spans, one per change of zone, ascending.
 * Changes `history` in place and says which rows that touches. Spans begin and end at sightings, and up to the next span
 * the zone stays; where late evidence falls into the stay in another zone, that stay ends at the sighting before it and
 * begins again at the first one after it.
 */
export function addEvidence(
  history: ZoneChange[],
  at: Instant,
  zone: string,
  around: Surroundings = UNKNOWN,
): HistoryEdit {
  const index = lastIndexUpTo(history, at);
  const span = history[index];
  const next = history[index + 1];
  const isParted = span !== undefined && at > span.until && around.isParted(span.until, at);
  if (span !== undefined && !isParted) {
    if (span.zone === zone) return at <= span.until ? NOTHING : replace(history, index, [{ ...span, until: at }]);
    const seen = [span.at, span.until, ...around.seenIn(span, next?.at ?? Number.POSITIVE_INFINITY)];
    // Of two zones seen at one instant the greater counts as the newer.
    if (zone < span.zone && seen.includes(at)) return NOTHING;
    const [before, after] = [seen.filter((instant) => instant < at), seen.filter((instant) => instant > at)];
    if (at <= span.until || after.length > 0) {
      const first = before.length > 0 ? [{ ...span, until: latest(before) }] : [];
      const rest = after.length > 0 ? [{ ...span, at: earliest(after), until: latest(after) }] : [];
      return replace(history, index, [...first, evidence(at, zone), ...rest]);
    }
  }
  if (next !== undefined && next.zone === zone && !around.isParted(at, next.at)) {
    return replace(history, index + 1, [{ ...next, at }]);
  }
  history.splice(index + 1, 0, evidence(at, zone));
  return { put: [evidence(at, zone)], remove: [] };
}

function evidence(at: Instant, zone: string): ZoneChange {
  return { at, zone, until: at, source: "activity" };
}

function replace(history: ZoneChange[], index: number, spans: ZoneChange[]): HistoryEdit {
  const [old] = history.splice(index, 1, ...spans) as [ZoneChange];
  return { put: spans, remove: spans.some((span) => span.at === old.at) ? [] : [old.at] };
}

function lastIndexUpTo(history: readonly ZoneChange[], at: Instant): number {
  let index = history.length - 1;
  while (index >= 0 && (history[index] as ZoneChange).at > at) index--;
  return index;
}

function earliest(instants: readonly Instant[]): Instant {
  return instants.reduce((least, instant) => Math.min(least, instant));
}

function latest(instants: readonly Instant[]): Instant {
  return instants.reduce((most, instant) => Math.max(most, instant));
}
