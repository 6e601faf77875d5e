import type { DayNumber, Instant } from "../core/calendar.ts";
import type { Decision, Loaded } from "../core/change.ts";
import { DaystreakError } from "../core/errors.ts";
import type { RuleBook, RulesVersion } from "../core/rules.ts";
import { loadZoneData } from "../core/zones.ts";
import { applyBatch, type Engine, NOTHING, type Want } from "./apply.ts";
import { createBells } from "./bells.ts";
import { bucketOf } from "./bucket.ts";
import { compareText } from "./compare-text.ts";
import { createMemoryMetrics, type MemoryMetrics } from "./memory-metrics.ts";
import { addressKey, createMemoryNotices, deliveryKey, type NoticeShelf } from "./memory-notices.ts";
import { createMemoryShared, type MemoryShared } from "./memory-shared.ts";
import { bucketsOf } from "./part.ts";
import { dayOrNull, type Row } from "./rows/cell.ts";
import { dayToRow, rowToDay } from "./rows/day-row.ts";
import {
  activityToRow,
  factToRow,
  grantToRow,
  protectionToRow,
  rowToActivity,
  rowToFact,
  rowToGrant,
  rowToProtection,
  rowToZone,
  zoneToRow,
} from "./rows/log-rows.ts";
import { addressToRow, deliveryToRow, markToRow, noticeToRow } from "./rows/notice-rows.ts";
import { rowToState, STATE_LAST_DATE, STATE_VERSION, STATE_WAKE_AT, stateToRow } from "./rows/state-row.ts";
import { bookOf } from "./rule-book.ts";
import type { Store } from "./store.ts";

/** Everything kept about one user, as the same rows that the databases keep: what is read never shares with what is stored. */
interface Shelf extends NoticeShelf {
  state: Row;
  readonly days: Map<DayNumber, Row>;
  readonly activities: Map<string, Row>;
  readonly zones: Map<Instant, Row>;
  readonly protections: Map<string, Row>;
  readonly grants: Map<string, Row>;
  readonly facts: Map<string, Row>;
}

/** A store that lasts as long as the process: for tests, trials and simulations. */
export function createMemoryStore(): Store {
  const shelves = new Map<string, Shelf>();
  const versions: RulesVersion[] = [];
  let book: RuleBook | undefined;
  let closed = false;

  const open = (): void => {
    if (closed) throw new DaystreakError("closed", "the store is closed: open another one");
  };
  const shelf = async (userId: string): Promise<Shelf | undefined> => {
    open();
    return shelves.get(userId);
  };
  const shared = createMemoryShared({
    requireOpen: open,
    versions: () => versions,
    useBook: (next) => {
      book = next;
    },
    wakeAll: (since, now) => [...shelves.values()].filter(({ state }) => wake(state, since, now)).length,
  });
  const metrics = createMemoryMetrics(open, (userId) => shelves.has(userId));
  const engine = memoryEngine(shelves, shared, metrics);
  const notices = createMemoryNotices(open, shelves);
  const bells = createBells();

  return {
    kind: "memory",
    shared,
    metrics,
    notices,
    async useRules(rules, defaultZone, now) {
      open();
      const shelf = {
        versions: () => [...versions],
        add: (added: RulesVersion) => added.version === versions.length + 1 && versions.push(added) > 0,
        excused: shared.excused,
      };
      book = await bookOf(shelf, rules === undefined ? rules : structuredClone(rules), defaultZone, now);
      return structuredClone(book);
    },
    async apply(batch, now) {
      open();
      if (book === undefined) throw new DaystreakError("config_invalid", "call useRules before apply");
      const applied = await applyBatch(engine, batch, now, book);
      bells.committed(applied);
      return applied;
    },
    async versions(userIds) {
      open();
      const stored = userIds.filter((id) => shelves.has(id));
      return new Map(stored.map((id) => [id, (shelves.get(id) as Shelf).state[STATE_VERSION] as number]));
    },
    listen: bells.add,
    async state(userId) {
      const found = await shelf(userId);
      return found === undefined ? undefined : rowToState(found.state);
    },
    async days(userId, from, to) {
      const days = [...((await shelf(userId))?.days.values() ?? [])].map(rowToDay);
      return days.filter(within(from, to)).sort((a, b) => a.date - b.date);
    },
    async activities(userId, from, to) {
      const activities = [...((await shelf(userId))?.activities.values() ?? [])].map(rowToActivity);
      return activities.filter(within(from, to)).sort((a, b) => a.at - b.at || compareText(a.identity, b.identity));
    },
    async zoneChanges(userId) {
      return [...((await shelf(userId))?.zones.values() ?? [])].map(rowToZone).sort((a, b) => a.at - b.at);
    },
    async protections(userId, from, to) {
      return [...((await shelf(userId))?.protections.values() ?? [])]
        .map(rowToProtection)
        .filter(within(from, to))
        .sort((a, b) => a.date - b.date || compareText(a.kind, b.kind) || compareText(a.id, b.id));
    },
    async grants(userId) {
      const grants = [...((await shelf(userId))?.grants.values() ?? [])].map(rowToGrant);
      return grants.sort((a, b) => a.at - b.at || compareText(a.id, b.id));
    },
    async facts(userId, limit, before) {
      return [...((await shelf(userId))?.facts.values() ?? [])]
        .map(rowToFact)
        .sort((a, b) => b.version - a.version || compareText(b.key, a.key))
        .filter(
          ({ version, key }) =>
            before === undefined ||
            version < before.version ||
            (version === before.version && compareText(key, before.key) < 0),
        )
        .slice(0, limit);
    },
    async users(limit, after) {
      open();
      const ids = [...shelves.keys()].filter((id) => after === undefined || compareText(id, after) > 0);
      return ids
        .sort(compareText)
        .slice(0, limit)
        .map((id) => rowToState((shelves.get(id) as Shelf).state));
    },
    async names(limit, after) {
      const page = await this.users(limit, after);
      return page.map(({ userId, name, groups }) => ({ userId, name, groups }));
    },
    async due(now, limit, part) {
      open();
      const buckets = part === undefined ? undefined : new Set(bucketsOf(part));
      return [...shelves]
        .filter(([id]) => buckets === undefined || buckets.has(bucketOf(id)))
        .map(([id, { state }]) => ({ id, at: state[STATE_WAKE_AT] as Instant | null }))
        .filter((user): user is { id: string; at: Instant } => user.at !== null && user.at <= now)
        .sort((a, b) => a.at - b.at || compareText(a.id, b.id))
        .slice(0, limit)
        .map((user) => user.id);
    },
    async useZones(data) {
      loadZoneData(data);
    },
    async ping() {
      open();
    },
    stats: () => ({ statements: 0 }),
    async close() {
      closed = true;
      bells.closed();
    },
  };
}

function within(from: DayNumber, to: DayNumber): (row: { readonly date: DayNumber }) => boolean {
  return ({ date }) => from <= date && date <= to;
}

/** Makes a user due; says whether they were not yet. */
function wake(state: Row, since: DayNumber, now: Instant): boolean {
  const lastDate = dayOrNull(state[STATE_LAST_DATE]);
  const wakeAt = state[STATE_WAKE_AT] as Instant | null;
  if (lastDate === null || lastDate < since || (wakeAt !== null && wakeAt <= now)) return false;
  state[STATE_WAKE_AT] = now;
  return true;
}

function memoryEngine(shelves: Map<string, Shelf>, shared: MemoryShared, metrics: MemoryMetrics): Engine {
  return {
    states(userIds) {
      const found = userIds.flatMap((id) => shelves.get(id) ?? []).map(({ state }) => rowToState(state));
      return new Map(found.map((state) => [state.userId, state]));
    },
    load(wants, strangers) {
      const loaded = new Map(wants.map((want) => [want.userId, loadFrom(shelves.get(want.userId), want)]));
      for (const userId of strangers) {
        const erasedAt = shared.erasedAt(userId);
        if (erasedAt !== undefined) loaded.set(userId, { ...NOTHING, erasedAt });
      }
      return loaded;
    },
    write(decisions, now) {
      const won = decisions.filter((decision) => {
        const { state, erased } = decision;
        if (erased === undefined) return write(shelves, decision);
        if (shelves.get(state.userId)?.state[STATE_VERSION] !== erased.version) return false;
        shelves.delete(state.userId);
        shared.erase(state.userId, erased.at);
        metrics.erase(state.userId, erased.at);
        return true;
      });
      metrics.addNews(won, now);
      return new Set(won.map((decision) => decision.state.userId));
    },
  };
}

function loadFrom(shelf: Shelf | undefined, { needs }: Want): Loaded {
  const rows = needs.days.map((date) => shelf?.days.get(date));
  const days = rows.filter((row) => row !== undefined).map(rowToDay);
  return {
    days: new Map(days.map((day) => [day.date, day])),
    identities: new Set(needs.identities.filter((identity) => shelf?.activities.has(identity))),
    zones: needs.zones ? [...(shelf?.zones.values() ?? [])].map(rowToZone).sort((a, b) => a.at - b.at) : [],
    sightings: needs.sightingsFrom === null ? [] : sightingsIn(shelf, needs.sightingsFrom),
    protections: needs.protections
      ? [...(shelf?.protections.values() ?? [])].map(rowToProtection).sort((a, b) => a.date - b.date)
      : [],
  };
}

function sightingsIn(shelf: Shelf | undefined, from: Instant): Loaded["sightings"] {
  const activities = [...(shelf?.activities.values() ?? [])].map(rowToActivity);
  return activities.filter(({ at }) => at >= from).map(({ at, ownZone }) => ({ at, ownZone }));
}

/** Writes one decision, whole or not at all; nothing else runs meanwhile. */
function write(shelves: Map<string, Shelf>, decision: Decision): boolean {
  const { state, removals } = decision;
  const { userId } = state;
  let shelf = shelves.get(userId);
  if (((shelf?.state[STATE_VERSION] ?? 0) as number) !== state.version - 1) return false;
  if (shelf === undefined) {
    shelf = {
      state: [],
      days: new Map(),
      activities: new Map(),
      zones: new Map(),
      protections: new Map(),
      grants: new Map(),
      facts: new Map(),
      notices: new Map(),
      deliveries: new Map(),
      addresses: new Map(),
      marks: new Map(),
    };
    shelves.set(userId, shelf);
  }
  shelf.state = stateToRow(state);
  for (const day of decision.days) shelf.days.set(day.date, dayToRow(userId, { ...day, slots: day.slots.slice() }));
  for (const zone of decision.zones) shelf.zones.set(zone.at, zoneToRow(userId, zone));
  for (const logged of decision.activities) keep(shelf.activities, logged.identity, activityToRow(userId, logged));
  for (const row of decision.protections) {
    keep(shelf.protections, `${row.date}\0${row.kind}\0${row.id}`, protectionToRow(userId, row));
  }
  for (const grant of decision.grants) keep(shelf.grants, grant.id, grantToRow(userId, grant));
  for (const fact of decision.facts) keep(shelf.facts, fact.key, factToRow(userId, fact));
  for (const notice of decision.notices) keep(shelf.notices, notice.id, noticeToRow(userId, notice));
  for (const delivery of decision.deliveries) {
    const { noticeId, channel, address } = delivery;
    keep(shelf.deliveries, deliveryKey(noticeId, channel, address), deliveryToRow(userId, delivery));
  }
  for (const one of decision.addresses) shelf.addresses.set(addressKey(one.channel, one.id), addressToRow(userId, one));
  for (const mark of decision.marks) keep(shelf.marks, `${mark.noticeId}\0${mark.mark}`, markToRow(userId, mark));
  if (removals !== undefined) remove(shelf, removals);
  return true;
}

function keep(rows: Map<string, Row>, key: string, row: Row): void {
  if (!rows.has(key)) rows.set(key, row);
}

function remove(shelf: Shelf, removals: NonNullable<Decision["removals"]>): void {
  const { activitiesAfter } = removals;
  for (const date of removals.days) shelf.days.delete(date);
  for (const at of removals.zones) shelf.zones.delete(at);
  for (const { channel, id } of removals.addresses) shelf.addresses.delete(addressKey(channel, id));
  for (const [identity, row] of shelf.activities) {
    if (activitiesAfter !== undefined && rowToActivity(row).at > activitiesAfter) shelf.activities.delete(identity);
  }
  for (const [key, row] of shelf.protections) {
    if (removals.protectionIds.includes(rowToProtection(row).id)) shelf.protections.delete(key);
  }
}
