import type { Instant } from "./calendar.ts";
import type { ZoneChange } from "./state.ts";

/** What one piece of evidence changes in a zone history. */
export interface HistoryEdit {
  /** Spans to insert or overwrite, by `at`. */
  readonly put: ZoneChange[];
  /** Spans that moved away, by their old `at`. */
  readonly remove: Instant[];
}

/** The last sighting of a span's zone up to an instant and the next one after it, as far as they are known. */
export interface Sightings {
  readonly before: Instant;
  readonly after: Instant;
}

/**
 * Adds evidence that the user was in `zone` at an instant to a history of spans, one per change of zone, ascending.
 * Changes `history` in place and says which rows that touches. Spans begin and end at sightings; where late evidence
 * falls inside a span of another zone, that span is cut at the `sightings` around it.
 */
export function addEvidence(
  history: ZoneChange[],
  at: Instant,
  zone: string,
  sightings: (span: ZoneChange) => Sightings = (span) => ({ before: span.at, after: span.until }),
): HistoryEdit {
  const index = lastIndexUpTo(history, at);
  const span = history[index];
  const next = history[index + 1];
  if (span !== undefined && span.zone === zone) {
    if (at <= span.until) return { put: [], remove: [] };
    return replace(history, index, [{ ...span, until: at }]);
  }
  // Of two zones seen at one instant the greater counts as the newer.
  if (span !== undefined && (at === span.at || at === span.until) && zone < span.zone) return { put: [], remove: [] };
  if (span !== undefined && at <= span.until) {
    const { before, after } = sightings(span);
    const first = span.at < at ? [{ ...span, until: before }] : [];
    const rest = after > at && after <= span.until ? [{ ...span, at: after }] : [];
    return replace(history, index, [...first, evidence(at, zone), ...rest]);
  }
  if (next !== undefined && next.zone === zone) return replace(history, index + 1, [{ ...next, at }]);
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
