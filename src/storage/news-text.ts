import type { Decision } from "../core/change.ts";
import { type DateNews, type DayNews, dayNews } from "../core/day-news.ts";
import type { Oddity, OddityKind } from "../core/oddities.ts";
import type { NewsRow } from "./metric-tables.ts";

/** What is news of a user, as short as JSON can be. */
interface What {
  readonly d?: readonly (readonly [date: number, status: number, hours: number, problems: number, lessons: number])[];
  readonly k?: DayNews["kept"];
  readonly f?: DayNews["facts"];
  readonly r?: DayNews["refs"];
  readonly t?: DayNews["tallies"];
  readonly o?: readonly (readonly [kind: OddityKind, date: number, value: number])[];
  readonly i?: 1;
}

/** Users of whom the same is news, at that version; or the ordinal of one who was erased. */
type Entry =
  | { readonly of: readonly { readonly u: string; readonly v: number }[]; readonly is: What }
  | { readonly e: number };

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Bits of the status of a date. */
const COMPLETE = 1;
const TURNED = 2;

/** Gathers what decisions are news of. */
export interface NewsText {
  /** Takes a decision that was written, or will be; one that is news of nothing adds nothing. */
  add(decision: Decision): void;
  /** All that was added, as the text of `day_news.users`; `undefined` where there is no news. */
  text(): string | undefined;
}

/** Makes the text of a batch. Much of what happens in a moment is the same for many users, and is said once. */
export function createNewsText(): NewsText {
  const entries = new Map<string, string[]>();
  return {
    add(decision) {
      const news = decision.erased === undefined ? dayNews(decision) : undefined;
      if (news === undefined) return;
      const what = JSON.stringify(whatOf(news));
      const who = `{"u":${JSON.stringify(news.userId)},"v":${news.version}}`;
      const others = entries.get(what);
      if (others === undefined) entries.set(what, [who]);
      else others.push(who);
    },
    text() {
      if (entries.size === 0) return undefined;
      return `[${Array.from(entries, ([what, who]) => `{"of":[${who.join(",")}],"is":${what}}`).join(",")}]`;
    },
  };
}

/** An erasure as the text of `day_news.users`. */
export function erasureText(ordinal: number): string {
  return JSON.stringify([{ e: ordinal }] satisfies Entry[]);
}

/**
 * How a user's id stands in {@link NewsText}, and what stands there once the user is erased: an id that nobody has, since
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
    users: entries.flatMap((entry): DayNews[] => {
      if (!("of" in entry)) return [];
      const what = newsOf(entry.is);
      const written = entry.of.filter(({ u }) => u !== "" && won?.has(u) !== false);
      return written.map(({ u, v }) => ({ ...what, userId: u, version: v }));
    }),
    erased: entries.flatMap((entry) => ("e" in entry ? [entry.e] : [])),
  };
}

function whatOf({ dates, kept, facts, refs, tallies, oddities, isIrregular }: DayNews): What {
  const what: Writable<What> = {};
  if (dates.length > 0) what.d = dates.map(cellsOf);
  if (kept.length > 0) what.k = kept;
  if (facts.length > 0) what.f = facts;
  if (refs.length > 0) what.r = refs;
  if (tallies.length > 0) what.t = tallies;
  if (oddities.length > 0) what.o = oddities.map(({ kind, date, value }) => [kind, date, value] as const);
  if (isIrregular) what.i = 1;
  return what;
}

function cellsOf({ date, isComplete, isTurned, hours, problems, lessons }: DateNews) {
  return [date, (isComplete ? COMPLETE : 0) | (isTurned ? TURNED : 0), hours, problems, lessons] as const;
}

function newsOf({ d = [], k = [], f = [], r = [], t = [], o = [], i }: What): Omit<DayNews, "userId" | "version"> {
  const dates = d.map(([date, status, hours, problems, lessons]): DateNews => {
    const [isComplete, isTurned] = [(status & COMPLETE) !== 0, (status & TURNED) !== 0];
    return { date, isComplete, isTurned, hours, problems, lessons };
  });
  const oddities = o.map(([kind, date, value]): Oddity => ({ kind, date, value }));
  return { dates, kept: k, facts: f, refs: r, tallies: t, oddities, isIrregular: i === 1 };
}
