import type { DayNumber, Instant } from "../core/calendar.ts";
import { ADDED_UP, type OddityKind } from "../core/oddities.ts";
import type { OddityRow, Store } from "../storage/store.ts";
import type { Alert, AlertKind, AlertRange, AlertSource } from "./alert.ts";
import type { AlertLimits } from "./alert-limits.ts";
import { DETECTORS } from "./detectors/registry.ts";
import type { Follower } from "./follower.ts";
import type { GroupMask } from "./group-masks.ts";
import type { MetricSource } from "./metric.ts";
import { hasUser } from "./user-bits.ts";

/** What looking for alerts needs. */
export interface AlertSearch {
  readonly metric: MetricSource;
  readonly follower: Pick<Follower, "oddities">;
  readonly tables: Pick<Store["metrics"], "ordinals">;
  /** Looks only at these users. */
  readonly mask: GroupMask | undefined;
  readonly limits: AlertLimits;
  readonly now: Instant;
  readonly yesterday: DayNumber;
}

/** What is strange on the dates of a range, oldest first. Kinds that cannot look at a group only are left out for one. */
export async function findAlerts(
  search: AlertSearch,
  range: AlertRange,
  kinds: readonly AlertKind[] | undefined,
): Promise<Alert[]> {
  const { metric, limits, now, yesterday, mask } = search;
  const source: AlertSource = {
    metric,
    limits,
    now,
    yesterday,
    totals: (name, from, to) => metric.totals(from, to, name),
    oddities: (kind, from, to) => odditiesOf(search, kind, from, to),
  };
  const asked = DETECTORS.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  const able = asked.filter(({ isOfEverybody }) => mask === undefined || isOfEverybody !== true);
  const found = await Promise.all(able.map((detector) => detector.find(source, range)));
  return found.flat().sort((a, b) => order(a.date, b.date) || order(a.id, b.id));
}

/** One row a user and date, of users who are stored, and in the group where one is asked for. */
async function odditiesOf(
  { follower, tables, mask }: AlertSearch,
  kind: OddityKind,
  from: DayNumber,
  to: DayNumber,
): Promise<OddityRow[]> {
  const rows = await follower.oddities(kind, from, to);
  if (rows.length === 0) return [];
  const ordinals = await tables.ordinals([...new Set(rows.map(({ userId }) => userId))]);
  const merged = new Map<string, OddityRow>();
  for (const row of rows) {
    const ordinal = ordinals.get(row.userId);
    if (ordinal === undefined || (mask !== undefined && !hasUser(mask.parts, ordinal))) continue;
    const place = `${row.date} ${row.userId}`;
    const known = merged.get(place)?.value ?? 0;
    const value = ADDED_UP.includes(kind) ? known + row.value : Math.max(known, row.value);
    merged.set(place, { ...row, value });
  }
  return [...merged.values()];
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
