import { DAY_MS, type DayNumber, type Instant } from "../core/calendar.ts";
import { BROKEN, type DayNews } from "../core/day-news.ts";
import { keptDates } from "../core/kept-dates.ts";
import type { OddityKind } from "../core/oddities.ts";
import type { RuleBook } from "../core/rules.ts";
import type { UserState } from "../core/state.ts";
import type { DaySetRow, NewsKey, OddityRow, Store, TotalRow } from "../storage/store.ts";
import { DaySets, type SetName } from "./day-sets.ts";
import { totalsOf } from "./news-totals.ts";
import { readSetText } from "./set-text.ts";
import { NOBODY } from "./user-bits.ts";

/** What following the days of all users needs. */
export interface FollowerOptions {
  readonly store: Pick<Store, "metrics" | "state" | "days">;
  /** The rules in use. */
  readonly book: () => RuleBook;
  readonly now: () => Instant;
  /** Whether the totals hold a user's news up to a version already. @default no */
  readonly isKnown?: (userId: string, version: number) => boolean;
}

/** A set that differs from what is stored of it, as far as this process knows. */
export interface DirtySet {
  readonly name: SetName;
  readonly day: DayNumber;
  readonly part: number;
}

/** News that is in no stored total yet. */
export interface UncountedNews {
  readonly news: NewsKey;
  readonly rows: readonly TotalRow[];
  readonly oddities: readonly OddityRow[];
}

/** The days of all users in this process's memory, brought up to date by news. */
export interface Follower {
  /** The sets as of now. */
  sets(): Promise<DaySets>;
  /** Totals of `from <= date <= to` as of now; those of one name where it is given. */
  totals(from: DayNumber, to: DayNumber, name?: string): Promise<TotalRow[]>;
  /** One total added up over `from <= date <= to` as of now, by key. */
  keyTotals(from: DayNumber, to: DayNumber, name: string): Promise<ReadonlyMap<string, number>>;
  /** What is odd about users on `from <= date <= to` as of now; several rows of a user and date may follow each other. */
  oddities(kind: OddityKind, from: DayNumber, to: DayNumber): Promise<OddityRow[]>;
  /** Takes everything that differs, to be written; sets that change from now on differ again. */
  takeChanges(): { readonly sets: DirtySet[]; readonly uncounted: UncountedNews[]; readonly hasErasures: boolean };
  /** Says that sets still differ, since writing them failed. */
  putBack(sets: readonly DirtySet[]): void;
  /** Puts all of a user's dates in place. */
  putUser(state: UserState, ordinal: number): Promise<void>;
  /** Begins anew from what is stored. */
  forget(): void;
}

/** Counted news is kept in the database for so long: whoever follows must look more often, or begin anew. */
export const NEWS_KEPT_MS: number = 15 * 60_000;
/** News may show so much later than newer ones: a batch under way, a clock behind. */
const OVERLAP_MS = 60_000;
/** How far ahead protected dates are noted. A rest day in more than a month keeps nobody who has not come since. */
const AHEAD_DAYS = 40;
/** Small pages leave little to the garbage collector, and the next one is on its way anyhow. */
const PAGE = 100;
const FIRST_SET = { date: 0, name: "", part: 0 };

/** Follows the days of all users; reads nothing before it is asked. */
export function createFollower({ store, book, now, isKnown = () => false }: FollowerOptions): Follower {
  const { metrics } = store;
  let sets = new DaySets();
  let read = new Map<string, Instant>();
  let dirty = new Map<string, DirtySet>();
  let uncounted = new Map<string, UncountedNews>();
  let newest: Instant = 0;
  let erasedAt: Instant = 0;
  let lookedAt: Instant | undefined;
  /** What `builtAt` said of the sets in memory. */
  let builtAt: Instant | undefined;
  let catching: Promise<void> | undefined;

  function forget(): void {
    sets = new DaySets();
    read = new Map();
    dirty = new Map();
    uncounted = new Map();
    newest = 0;
    lookedAt = undefined;
    builtAt = undefined;
  }

  function mark(name: SetName, day: DayNumber, ordinal: number, isMember: boolean): void {
    if (sets.set(name, day, ordinal, isMember)) note(name, day, sets.partOf(ordinal));
  }

  function note(name: SetName, day: DayNumber, part: number): void {
    dirty.set(`${name} ${day} ${part}`, { name, day, part });
  }

  /** Each page is on its way while the one before is put in place. */
  async function load(): Promise<void> {
    for (let next: Promise<DaySetRow[]> | undefined = metrics.sets(FIRST_SET, PAGE); next !== undefined; ) {
      const rows: DaySetRow[] = await next;
      const last = rows.at(-1);
      next = last === undefined || rows.length < PAGE ? undefined : metrics.sets(last, PAGE);
      // Told by the await above, unless a text cannot be read: then nobody waits for it any more.
      next?.catch(() => undefined);
      for (const { date, name, part, bits } of rows) sets.put(name as SetName, date, part, readSetText(bits));
    }
  }

  async function catchUp(): Promise<void> {
    const startedAt = now();
    const madeAt = await metrics.builtAt();
    const isMadeAgain = madeAt !== undefined && madeAt !== builtAt;
    if (lookedAt !== undefined && (isMadeAgain || startedAt - lookedAt > NEWS_KEPT_MS / 2)) forget();
    if (lookedAt === undefined) await load();
    builtAt = madeAt ?? builtAt;
    const waiting = [...uncounted.values()].map(({ news }) => news.at);
    const since = Math.min(newest - OVERLAP_MS, ...waiting);
    const marks = await metrics.newsSince(since);
    const open = new Set(marks.filter(({ isCounted }) => !isCounted).map(({ id }) => id));
    for (const id of uncounted.keys()) if (!open.has(id)) uncounted.delete(id);
    for (const key of marks) {
      newest = Math.max(newest, key.at);
      if (read.has(key.id)) continue;
      read.set(key.id, key.at);
      const news = await metrics.news(key);
      if (news === undefined) continue;
      await take(news.users);
      for (const ordinal of news.erased) {
        erasedAt = Math.max(erasedAt, key.at);
        for (const { name, day } of sets.remove(ordinal)) note(name, day, sets.partOf(ordinal));
      }
      if (!news.isCounted) {
        const rows = totalsOf(news.users.filter(({ userId, version }) => !isKnown(userId, version)));
        const oddities = news.users.flatMap(({ userId, oddities: odd }) => odd.map((each) => ({ userId, ...each })));
        uncounted.set(key.id, { news: { at: key.at, id: key.id }, rows, oddities });
      }
    }
    for (const [id, at] of read) if (at < since) read.delete(id);
    lookedAt = startedAt;
  }

  async function take(users: readonly DayNews[]): Promise<void> {
    const seen = users.filter(({ dates, kept, facts, isIrregular }) => {
      return isIrregular || kept.length > 0 || dates.some(({ isTurned }) => isTurned) || facts.some(isUnkept);
    });
    if (seen.length === 0) return;
    const ordinals = await metrics.ordinals(seen.map(({ userId }) => userId));
    for (const { userId, dates, kept, facts, isIrregular } of seen) {
      const ordinal = ordinals.get(userId);
      // Erased since.
      if (ordinal === undefined) continue;
      for (const { date, isComplete, isTurned } of dates) {
        if (!isTurned) continue;
        mark("active", date, ordinal, true);
        // News of one user may be read in any order; a date that is complete no longer comes as an irregular one.
        if (isComplete) mark("complete", date, ordinal, true);
        mark("kept", date, ordinal, false);
      }
      for (const date of kept) mark("kept", date, ordinal, true);
      for (const [, date] of facts.filter(isUnkept)) mark("kept", date, ordinal, false);
      const state = isIrregular ? await store.state(userId) : undefined;
      if (state !== undefined) await putUser(state, ordinal);
    }
  }

  /** A streak that broke tells that nothing protects the date: rules may have taken away a rest day that was told of before. */
  function isUnkept([name, date]: DayNews["facts"][number]): boolean {
    return name === BROKEN && sets.parts.some((part) => part.users("kept", date) !== NOBODY);
  }

  async function putUser(state: UserState, ordinal: number): Promise<void> {
    const { active, legacy } = state.days;
    const [first, last] = [active.first(), active.last()];
    if (first === undefined || last === undefined) return;
    const taken = [legacy.first(), legacy.last()] as const;
    const records = taken[0] === undefined ? [] : await store.days(state.userId, taken[0], taken[1] as DayNumber);
    const implied = new Set(records.filter(({ source }) => source === "implied").map(({ date }) => date));
    const { paused, excused } = state.days;
    const until = Math.max(last, Math.ceil(now() / DAY_MS), paused.last() ?? 0, excused.last() ?? 0) + AHEAD_DAYS;
    const kept = new Set(keptDates(state, book(), until));
    // Dates that were taken away lie no further than a clock can be wrong; all others are looked at one by one.
    for (let date = Math.min(first, sets.first ?? first); date <= until; date++) {
      const isSeen = active.has(date) && !implied.has(date);
      mark("active", date, ordinal, isSeen);
      mark("complete", date, ordinal, isSeen && state.days.complete.has(date));
      mark("kept", date, ordinal, kept.has(date));
    }
  }

  /** One at a time: whoever asks meanwhile waits for a look that begins after the question. */
  async function upToDate(): Promise<void> {
    while (catching !== undefined) await catching.catch(() => undefined);
    catching = catchUp().finally(() => {
      catching = undefined;
    });
    await catching;
  }

  /** What is in no stored total yet. */
  function openTotals(from: DayNumber, to: DayNumber, name: string | undefined): TotalRow[] {
    const open = [...uncounted.values()].flatMap(({ rows }) => rows);
    return open.filter((row) => from <= row.date && row.date <= to && (name === undefined || row.name === name));
  }

  return {
    async sets() {
      await upToDate();
      return sets;
    },
    async totals(from, to, name) {
      await upToDate();
      const stored = await metrics.totals(from, to, name);
      return [...stored, ...openTotals(from, to, name)];
    },
    async keyTotals(from, to, name) {
      await upToDate();
      const stored = await metrics.keyTotals(from, to, name);
      const sums = new Map<string, number>();
      for (const { key, value } of [...stored, ...openTotals(from, to, name)]) {
        sums.set(key, (sums.get(key) ?? 0) + value);
      }
      return sums;
    },
    async oddities(kind, from, to) {
      await upToDate();
      const stored = await metrics.oddities(kind, from, to);
      const open = [...uncounted.values()].flatMap(({ oddities }) => oddities);
      return [...stored, ...open.filter((odd) => odd.kind === kind && from <= odd.date && odd.date <= to)];
    },
    takeChanges() {
      const hasErasures = now() - erasedAt < NEWS_KEPT_MS;
      const taken = { sets: [...dirty.values()], uncounted: [...uncounted.values()], hasErasures };
      dirty = new Map();
      return taken;
    },
    putBack(differing) {
      for (const { name, day, part } of differing) note(name, day, part);
    },
    putUser,
    forget,
  };
}
