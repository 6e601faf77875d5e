import type { Decision } from "../core/change.ts";
import { type DateNews, type DayNews, dayNews } from "../core/day-news.ts";
import type { Oddity, OddityKind } from "../core/oddities.ts";
import type { NewsRow } from "./metric-tables.ts";

/** A user's news, or the ordinal of one who was erased, as short as JSON can be. */
type Entry = {
  readonly u?: string;
  readonly v?: number;
  readonly d?: readonly (readonly [
    date: number,
    isComplete: 0 | 1,
    hours: number,
    problems: number,
    lessons: number,
  ])[];
  readonly f?: DayNews["facts"];
  readonly r?: DayNews["refs"];
  readonly t?: DayNews["tallies"];
  readonly o?: readonly (readonly [kind: OddityKind, date: number, value: number])[];
  readonly i?: 1;
  readonly e?: number;
};

/** What decisions are news of, as the text of `day_news.users`; `undefined` where they are news of nothing. */
export function newsOfAll(decisions: readonly Decision[]): string | undefined {
  const news = decisions.flatMap((decision) => (decision.erased === undefined ? (dayNews(decision) ?? []) : []));
  return news.length === 0 ? undefined : JSON.stringify(news.map(entryOf));
}

/** An erasure as the text of `day_news.users`. */
export function erasureText(ordinal: number): string {
  return JSON.stringify([{ e: ordinal }] satisfies Entry[]);
}

/**
 * How a user's id stands in {@link newsOfAll}, and what stands there once the user is erased: an id that nobody has, since
 * it is empty.
 */
export function scrubbing(userId: string): readonly [written: string, erased: string] {
  return [`{"u":${JSON.stringify(userId)},`, '{"u":"",'];
}

/** Reads `day_news`; `winners` names those who were written, null where all were. */
export function readNews(at: number, id: string, users: string, winners: string | null, counted: number): NewsRow {
  const entries = JSON.parse(users) as Entry[];
  const won = winners === null ? undefined : new Set(JSON.parse(winners) as string[]);
  return {
    at,
    id,
    isCounted: counted === 1,
    users: entries.flatMap((entry) => {
      const { u = "" } = entry;
      return u === "" || won?.has(u) === false ? [] : [newsOf(u, entry)];
    }),
    erased: entries.flatMap(({ e }) => (e === undefined ? [] : [e])),
  };
}

function entryOf({ userId, version, dates, facts, refs, tallies, oddities, isIrregular }: DayNews): Entry {
  return {
    u: userId,
    v: version,
    d: dates.map(({ date, isComplete, hours, problems, lessons }) => [
      date,
      isComplete ? 1 : 0,
      hours,
      problems,
      lessons,
    ]),
    ...(facts.length > 0 && { f: facts }),
    ...(refs.length > 0 && { r: refs }),
    ...(tallies.length > 0 && { t: tallies }),
    ...(oddities.length > 0 && { o: oddities.map(({ kind, date, value }) => [kind, date, value] as const) }),
    ...(isIrregular && { i: 1 }),
  };
}

function newsOf(userId: string, { v = 0, d = [], f = [], r = [], t = [], o = [], i }: Entry): DayNews {
  const dates = d.map(([date, isComplete, hours, problems, lessons]): DateNews => {
    return { date, isComplete: isComplete === 1, hours, problems, lessons };
  });
  const oddities = o.map(([kind, date, value]): Oddity => ({ kind, date, value }));
  return { userId, version: v, dates, facts: f, refs: r, tallies: t, oddities, isIrregular: i === 1 };
}
