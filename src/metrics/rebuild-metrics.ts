import type { DayNumber, Instant } from "../core/calendar.ts";
import { type DateNews, dateNews, factName, refNews } from "../core/day-news.ts";
import type { RuleBook } from "../core/rules.ts";
import type { UserState } from "../core/state.ts";
import { loggedTallies, restoreTallies, thingTallies, typeTallies } from "../core/tallies.ts";
import type { Store, TotalRow } from "../storage/store.ts";
import { createFollower } from "./follower.ts";
import { addTotals, totalsOf } from "./news-totals.ts";
import { saveMetrics } from "./save-metrics.ts";

/** The part of a store that reports are made again from. */
export type RebuiltStore = Pick<Store, "metrics" | "users" | "state" | "days" | "facts" | "activities">;

/** What making reports again needs. */
export interface RebuildMetricsOptions {
  readonly store: RebuiltStore;
  readonly book: () => RuleBook;
  readonly now: () => Instant;
  /** Told how many users are done, after each page; what it throws breaks the work off. */
  readonly onPage?: (users: number) => Promise<void>;
}

const PAGE = 500;
const FACTS = 1_000;
/** Totals in memory before they are written. */
const MANY = 20_000;
const EVER = [0, 2_932_896] as const;

/**
 * Makes sets and totals again from the rows of the users. Recording goes on meanwhile: news of a user that arrived before
 * the user was read adds nothing. Broken off, the next round begins anew. Gives how many users there are.
 */
export async function rebuildMetrics({ store, book, now, onPage }: RebuildMetricsOptions): Promise<number> {
  const { metrics } = store;
  const versions = new Map<string, number>();
  const follower = createFollower({ store, book, now, isKnown: (id, version) => version <= (versions.get(id) ?? -1) });
  let totals = new Map<string, TotalRow>();
  const writeTotals = async (): Promise<void> => {
    await metrics.addTotals([...totals.values()]);
    totals = new Map();
  };

  await metrics.reset();
  for (let after: string | undefined; ; ) {
    const users = await store.users(PAGE, after);
    const ordinals = await metrics.ordinals(users.map(({ userId }) => userId));
    for (const state of users) {
      const ordinal = ordinals.get(state.userId);
      if (ordinal === undefined) continue;
      versions.set(state.userId, state.version);
      await follower.putUser(state, ordinal);
      addTotals(totals, await totalsOfUser(store, state));
      if (totals.size > MANY) await writeTotals();
    }
    await onPage?.(versions.size);
    after = users.at(-1)?.userId;
    if (users.length < PAGE) break;
  }
  await writeTotals();
  await saveMetrics(metrics, follower, now());
  await metrics.built(now());
  return versions.size;
}

/** Everything about a user, as if it were news. */
async function totalsOfUser(store: RebuiltStore, state: UserState): Promise<TotalRow[]> {
  const { userId, version } = state;
  const days = await store.days(userId, ...EVER);
  const activities = await store.activities(userId, ...EVER);
  const facts = await factsOf(store, userId);
  return totalsOf([
    {
      userId,
      version,
      dates: days.flatMap((record): DateNews[] => dateNews(record, undefined)),
      kept: [],
      facts: facts.map((fact): [string, DayNumber] => [factName(fact), fact.date]),
      refs: refNews(activities, new Map()),
      tallies: [
        ...typeTallies(activities.map(({ type, at }) => [type, at])),
        ...loggedTallies(activities),
        ...days.flatMap((record) => thingTallies(record, undefined)),
        ...restoreTallies(facts),
      ],
      // What was noted stays where it is: it cannot be told from rows alone.
      oddities: [],
      isIrregular: false,
    },
  ]);
}

async function factsOf(store: RebuiltStore, userId: string): ReturnType<Store["facts"]> {
  const all: Awaited<ReturnType<Store["facts"]>> = [];
  for (;;) {
    const last = all.at(-1);
    const page = await store.facts(
      userId,
      FACTS,
      last === undefined ? undefined : { version: last.version, key: last.key },
    );
    all.push(...page);
    if (page.length < FACTS) return all;
  }
}
