import type { Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import type { Fact } from "../core/fact.ts";
import type { Timer } from "../core/timer.ts";
import { factAnswer } from "../core/view.ts";
import type { Bell, Store } from "../storage/store.ts";

/** A fact of somebody, as the feed shows it. */
export type SomebodysFact = Readonly<Record<string, unknown>> & { readonly user_id: string };

/** Who follows everybody. Calls must throw nothing. */
export interface Onlooker {
  /** What was concluded, oldest first; at first what is known to be new, or nothing. */
  news(facts: readonly SomebodysFact[]): void;
  /** Nothing more comes. */
  end(reason: "closed"): void;
  /** Once a second. */
  tick(now: Instant): void;
}

/** What was concluded about anybody, for onlookers. Best effort: what must not be missed is in the feeds. */
export interface Everybody {
  /** @throws DaystreakError `overloaded`, `closed` */
  follow(onlooker: Onlooker): () => void;
  close(): void;
}

/** What following everybody needs. */
export interface EverybodyOptions {
  readonly store: Pick<Store, "listen" | "facts">;
  readonly now: () => Instant;
  readonly timer: Timer;
}

const MAX_ONLOOKERS = 100;
/** Facts told at a time, and kept for whoever comes. */
const KEPT = 100;
/** News gather for so long. */
const GATHER_MS = 250;
const TICK_MS = 1_000;
/** Of other processes, so many users are looked at a second, and what they concluded within the last minute is news. */
const LOOKS = 100;
const NEW_MS = 60_000;
const FACTS_EACH = 5;

/** Listens only while somebody looks on. */
export function createEverybody({ store, now, timer }: EverybodyOptions): Everybody {
  const onlookers = new Set<Onlooker>();
  let recent: SomebodysFact[] = [];
  let news: SomebodysFact[] = [];
  let cancelGathering: (() => void) | undefined;
  let stop: (() => void) | undefined;
  let looks = 0;
  let isClosed = false;

  function add(userId: string, facts: readonly Fact[]): void {
    if (facts.length === 0) return;
    news.push(...facts.map((fact) => ({ user_id: userId, ...factAnswer(fact) })));
    if (news.length > KEPT) news = news.slice(-KEPT);
    cancelGathering ??= timer(tell, GATHER_MS);
  }

  function tell(): void {
    cancelGathering = undefined;
    recent = [...recent, ...news].slice(-KEPT);
    const told = news;
    news = [];
    for (const onlooker of [...onlookers]) onlooker.news(told);
  }

  /** What was concluded elsewhere just now. The database may be away: then there is no news from there. */
  async function look(userId: string): Promise<void> {
    const since = now() - NEW_MS;
    const facts = await store.facts(userId, FACTS_EACH).catch(() => []);
    const known = new Set([...recent, ...news].map((fact) => `${fact.user_id}\n${String(fact.id)}`));
    const fresh = facts.filter(({ key, at }) => at >= since && !known.has(`${userId}\n${key}`));
    if (stop !== undefined) add(userId, fresh.reverse());
  }

  const bell: Bell = {
    watches: () => false,
    committed(applied) {
      for (const { userId, facts } of applied) add(userId, facts);
    },
    changed(userIds) {
      for (const userId of userIds) if (looks++ < LOOKS) void look(userId);
    },
    lost: () => undefined,
    closed: close,
  };

  function begin(): () => void {
    const deaf = store.listen(bell);
    let cancel = (): void => undefined;
    const wait = (): void => {
      cancel = timer(() => {
        wait();
        looks = 0;
        for (const onlooker of [...onlookers]) onlooker.tick(now());
      }, TICK_MS);
    };
    wait();
    return () => {
      cancel();
      cancelGathering?.();
      cancelGathering = undefined;
      recent = [];
      news = [];
      deaf();
    };
  }

  function leave(onlooker: Onlooker): void {
    if (!onlookers.delete(onlooker) || onlookers.size > 0) return;
    stop?.();
    stop = undefined;
  }

  function close(): void {
    isClosed = true;
    for (const onlooker of [...onlookers]) {
      leave(onlooker);
      onlooker.end("closed");
    }
  }

  return {
    follow(onlooker) {
      if (isClosed) throw new DaystreakError("closed", "this process is stopping; connect again");
      if (onlookers.size >= MAX_ONLOOKERS) {
        throw new DaystreakError("overloaded", `at most ${MAX_ONLOOKERS} may look on at once; come back later`);
      }
      onlookers.add(onlooker);
      stop ??= begin();
      onlooker.news(recent);
      return () => leave(onlooker);
    },
    close,
  };
}
