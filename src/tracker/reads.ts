import { datesAround, stateAsOf } from "../core/as-of.ts";
import { type DayNumber, type Instant, LATEST_DATE } from "../core/calendar.ts";
import { calendarAnswer, calendarRange } from "../core/calendar-answer.ts";
import type { DayRecord } from "../core/day-record.ts";
import { explainAnswer } from "../core/explain.ts";
import { todayOf } from "../core/in-force.ts";
import type { RuleBook } from "../core/rules.ts";
import type { UserState } from "../core/state.ts";
import { streakAnswer } from "../core/view.ts";
import type { Store } from "../storage/store.ts";
import type { Tracker } from "./tracker.ts";

/** What reads need. */
export interface ReadOptions {
  readonly store: Store;
  /** The book in use at the moment of a read. */
  readonly book: () => RuleBook;
  readonly now: () => Instant;
  /** Resolves once what this process has pending for the user is settled. */
  readonly settled: (userId: string) => Promise<void>;
}

/** A user at an instant: the state, and a way to their days as they were known then. */
interface Moment {
  readonly at: Instant;
  readonly state: UserState;
  days(from: DayNumber, to: DayNumber): Promise<DayRecord[]>;
}

/** The answers about one user. Each waits first for what this process has pending for that user. */
export function createReads(options: ReadOptions): Pick<Tracker, "streak" | "calendar" | "explain" | "feed" | "state"> {
  const { store, book, now, settled } = options;

  async function momentOf(userId: string, asOf: Instant | undefined): Promise<Moment | undefined> {
    await settled(userId);
    const state = await store.state(userId);
    if (state === undefined) return undefined;
    const at = asOf ?? now();
    if (asOf === undefined || at >= now()) return { at, state, days: (from, to) => store.days(userId, from, to) };
    const past = await pastOf(state, at);
    return {
      at,
      state: past.state,
      days: async (from, to) => past.days.filter(({ date }) => date >= from && date <= to),
    };
  }

  /** Dates well before the instant hold nothing later than it; those around it are made again from their activities. */
  async function pastOf(state: UserState, at: Instant): Promise<{ state: UserState; days: DayRecord[] }> {
    const { from, to } = datesAround(state, at, book());
    const [days, activities, zones, protections] = await Promise.all([
      store.days(state.userId, 0, to),
      store.activities(state.userId, from, to),
      store.zoneChanges(state.userId),
      store.protections(state.userId, 0, LATEST_DATE),
    ]);
    return stateAsOf({ state, days, activities, zones, protections }, at, book());
  }

  return {
    async streak(userId, asOf) {
      const moment = await momentOf(userId, asOf);
      if (moment === undefined) return undefined;
      const date = todayOf(moment.state, moment.at, book());
      const [today] = await moment.days(date, date);
      return streakAnswer(moment.state, today, moment.at, book());
    },
    async calendar(userId, range, asOf) {
      const moment = await momentOf(userId, asOf);
      if (moment === undefined) return undefined;
      const { from, to } = calendarRange(range, todayOf(moment.state, moment.at, book()));
      return calendarAnswer(moment.state, await moment.days(from, to), { from, to }, moment.at, book());
    },
    async explain(userId, date, asOf) {
      const moment = await momentOf(userId, asOf);
      if (moment === undefined) return undefined;
      const day = date ?? todayOf(moment.state, moment.at, book());
      const [[record], activities, protections] = await Promise.all([
        moment.days(day, day),
        store.activities(userId, day, day),
        store.protections(userId, day, day),
      ]);
      const known = activities.filter(({ at }) => at <= moment.at);
      return explainAnswer({ state: moment.state, record, activities: known, protections }, day, moment.at, book());
    },
    async feed(userId, limit, before) {
      await settled(userId);
      if ((await store.state(userId)) === undefined) return undefined;
      const facts = await store.facts(userId, limit + 1, before);
      const page = facts.slice(0, limit);
      const last = page.at(-1);
      const next = facts.length > limit && last !== undefined ? { version: last.version, key: last.key } : undefined;
      return { facts: page, next };
    },
    state: async (userId, asOf) => (await momentOf(userId, asOf))?.state,
  };
}
