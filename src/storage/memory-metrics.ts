import { randomUUID } from "node:crypto";
import { DAY_MS, type Instant } from "../core/calendar.ts";
import type { Decision } from "../core/change.ts";
import { ADDED_UP } from "../core/oddities.ts";
import { compareText } from "./compare-text.ts";
import {
  type DaySetRow,
  type MetricTables,
  type NewsKey,
  ODDITIES_KEPT,
  ODDITY_DAYS,
  type OddityRow,
  type TotalRow,
} from "./metric-tables.ts";
import { createNewsText, erasureText, readNews, scrubbing } from "./news-text.ts";

/** The tables of reports of a memory store, and what only the store does with them. */
export interface MemoryMetrics extends MetricTables {
  /** Leaves news of decisions that were written. */
  addNews(written: readonly Decision[], now: Instant): void;
  /** Takes the user's ordinal and id away. */
  erase(userId: string, at: Instant): void;
}

/** Tables that last as long as the process. */
export function createMemoryMetrics(requireOpen: () => void, isStored: (userId: string) => boolean): MemoryMetrics {
  let news: { at: Instant; id: string; users: string; isCounted: boolean }[] = [];
  const ordinals = new Map<string, number>();
  const sets = new Map<string, DaySetRow>();
  const totals = new Map<string, TotalRow>();
  let oddities = new Map<string, OddityRow>();
  let nextOrdinal = 0;
  let leavesNews = true;
  // Where nobody has been seen yet there is nothing that the news would not tell.
  let builtAt: Instant | undefined = 1;
  const totalKey = ({ date, name, key }: TotalRow): string => JSON.stringify([date, name, key]);
  const tell = (at: Instant, users: string): void => void news.push({ at, id: randomUUID(), users, isCounted: false });
  const add = (total: TotalRow): void => {
    const known = totals.get(totalKey(total));
    totals.set(totalKey(total), { ...total, value: total.value + (known?.value ?? 0) });
  };

  const addOddity = (odd: OddityRow): void => {
    if (!isStored(odd.userId)) return;
    const place = JSON.stringify([odd.userId, odd.date, odd.kind]);
    const known = oddities.get(place)?.value ?? 0;
    const value = ADDED_UP.includes(odd.kind) ? known + odd.value : Math.max(known, odd.value);
    oddities.set(place, { ...odd, value });
  };
  const keepOddities = (now: Instant): void => {
    const byPlace = Map.groupBy(oddities, ([, { kind, date }]) => `${kind} ${date}`);
    const recent = [...byPlace.values()].map((rows) => {
      const least = rows.map(([, { value }]) => value).sort((a, b) => b - a)[ODDITIES_KEPT - 1] ?? 0;
      return rows.filter(([, { value, date }]) => value >= least && date >= Math.floor(now / DAY_MS) - ODDITY_DAYS);
    });
    oddities = new Map(recent.flat());
  };

  return {
    addNews(written, now) {
      const news = createNewsText();
      if (leavesNews) for (const decision of written) news.add(decision);
      const text = news.text();
      if (text !== undefined) tell(now, text);
    },
    erase(userId, at) {
      const ordinal = ordinals.get(userId);
      if (ordinal !== undefined) tell(at, erasureText(ordinal));
      ordinals.delete(userId);
      for (const [place, odd] of oddities) if (odd.userId === userId) oddities.delete(place);
      const [id, nobody] = scrubbing(userId);
      for (const row of news) row.users = row.users.replaceAll(id, nobody);
    },
    async leaveNews(on) {
      leavesNews = on;
    },
    async newsSince(at) {
      requireOpen();
      return news.filter((row) => row.at >= at).sort(byAge);
    },
    async news(key) {
      requireOpen();
      const row = news.find(({ at, id }) => at === key.at && id === key.id);
      return row === undefined ? undefined : readNews(row.at, row.id, row.users, null, row.isCounted ? 1 : 0);
    },
    async ordinals(userIds) {
      requireOpen();
      const stored = userIds.filter(isStored);
      for (const userId of stored) if (!ordinals.has(userId)) ordinals.set(userId, nextOrdinal++);
      return new Map(stored.map((userId) => [userId, ordinals.get(userId) as number]));
    },
    async sets(after, limit) {
      requireOpen();
      return [...sets.values()]
        .filter((row) => byPlace(row, after) > 0)
        .sort(byPlace)
        .slice(0, limit);
    },
    async oddities(kind, from, to) {
      requireOpen();
      return [...oddities.values()]
        .filter((odd) => odd.kind === kind && from <= odd.date && odd.date <= to)
        .sort((a, b) => a.date - b.date || compareText(a.userId, b.userId));
    },
    async totals(from, to, of) {
      requireOpen();
      return [...totals.values()]
        .filter(({ date, name }) => from <= date && date <= to && (of === undefined || name === of))
        .sort((a, b) => a.date - b.date || compareText(a.name, b.name) || compareText(a.key, b.key));
    },
    async keyTotals(from, to, of) {
      requireOpen();
      const rows = [...totals.values()].filter(({ date, name }) => name === of && from <= date && date <= to);
      return [...Map.groupBy(rows, ({ key }) => key)]
        .map(([key, some]) => ({ key, value: some.reduce((sum, { value }) => sum + value, 0) }))
        .sort((a, b) => compareText(a.key, b.key));
    },
    async save(work) {
      requireOpen();
      for (const { news: of, rows, oddities: odd } of work.totals) {
        const row = news.find(({ at, id }) => at === of.at && id === of.id);
        if (row === undefined || row.isCounted) continue;
        row.isCounted = true;
        for (const total of rows) add(total);
        odd.forEach(addOddity);
      }
      keepOddities(work.forgetBefore);
      for (const set of work.sets) sets.set(`${set.date} ${set.name} ${set.part}`, set);
      news = news.filter(({ at, isCounted }) => at >= work.forgetBefore || !isCounted);
    },
    async addTotals(rows) {
      requireOpen();
      for (const row of rows) add(row);
    },
    async reset() {
      requireOpen();
      builtAt = undefined;
      sets.clear();
      totals.clear();
    },
    builtAt: async () => builtAt,
    async built(at) {
      builtAt = at;
    },
  };
}

function byAge(a: NewsKey, b: NewsKey): number {
  return a.at - b.at || compareText(a.id, b.id);
}

function byPlace(a: Pick<DaySetRow, "date" | "name" | "part">, b: Pick<DaySetRow, "date" | "name" | "part">): number {
  return a.date - b.date || compareText(a.name, b.name) || a.part - b.part;
}
