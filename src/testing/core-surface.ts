import type { LoggedActivity } from "../core/activity.ts";
import { admit } from "../core/admission.ts";
import { datesAround, stateAsOf } from "../core/as-of.ts";
import type { DayNumber, Instant } from "../core/calendar.ts";
import { calendarAnswer, calendarRange } from "../core/calendar-answer.ts";
import type { Change, Outcome, ProtectionRow } from "../core/change.ts";
import type { DayRecord } from "../core/day-record.ts";
import { decide } from "../core/decide.ts";
import { DaystreakError } from "../core/errors.ts";
import { explainAnswer } from "../core/explain.ts";
import { todayOf } from "../core/in-force.ts";
import { needs } from "../core/needs.ts";
import type { RuleBook } from "../core/rules.ts";
import { defineRules } from "../core/rules-check.ts";
import { emptyState, type UserState, type ZoneChange } from "../core/state.ts";
import { streakAnswer } from "../core/view.ts";
import { outcomeWord, type Session, type Surface, type SurfaceSetup } from "./surface.ts";

/** Everything that is stored about one user. */
interface Shelf {
  state: UserState;
  readonly days: Map<DayNumber, DayRecord>;
  activities: LoggedActivity[];
  zones: ZoneChange[];
  protections: ProtectionRow[];
  readonly facts: Map<string, string>;
}

/** Runs vectors against the pure core, with maps for a database. Concurrent copies are decided one after another. */
export function coreSurface(): Surface {
  return { name: "core", open: async (setup) => openCore(setup) };
}

function openCore({ rules: input, defaultZone, clock }: SurfaceSetup): Session {
  const rules = defineRules(input);
  const book: RuleBook = { versions: [{ version: 1, effectiveAt: 0, rules }], excused: [], defaultZone };
  const shelves = new Map<string, Shelf>();

  function apply(userId: string, changes: readonly Change[]): readonly Outcome[] {
    const now = clock();
    const shelf = shelves.get(userId) ?? emptyShelf(userId, now);
    const wanted = needs(shelf.state, changes, now, book);
    const loaded = {
      days: new Map(
        wanted.days.flatMap((day) => (shelf.days.has(day) ? [[day, shelf.days.get(day) as DayRecord]] : [])),
      ),
      identities: new Set(shelf.activities.map((a) => a.identity).filter((i) => wanted.identities.includes(i))),
      zones: wanted.zones ? shelf.zones : [],
      sightings: shelf.activities.filter(({ at }) => wanted.sightingsFrom !== null && at >= wanted.sightingsFrom),
      protections: wanted.protections ? shelf.protections : [],
    };
    const decision = decide(shelf.state, loaded, changes, now, book);
    if (!decision.changed) return decision.outcomes;
    const { removals } = decision;
    for (const day of removals?.days ?? []) shelf.days.delete(day);
    const after = removals?.activitiesAfter ?? Number.POSITIVE_INFINITY;
    shelf.activities = [...shelf.activities.filter(({ at }) => at <= after), ...decision.activities];
    const moved = new Set([...(removals?.zones ?? []), ...decision.zones.map(({ at }) => at)]);
    shelf.zones = [...shelf.zones.filter(({ at }) => !moved.has(at)), ...decision.zones].sort((a, b) => a.at - b.at);
    const withdrawn = new Set(removals?.protectionIds);
    shelf.protections = [...shelf.protections.filter(({ id }) => !withdrawn.has(id)), ...decision.protections];
    for (const record of decision.days) shelf.days.set(record.date, record);
    for (const { key, kind } of decision.facts) shelf.facts.set(key, kind);
    shelf.state = decision.state;
    shelves.set(userId, shelf);
    return decision.outcomes;
  }

  function at(
    userId: string,
    asOf: Instant | undefined,
  ): { now: Instant; state: UserState; days: DayRecord[] } | undefined {
    const shelf = shelves.get(userId);
    if (shelf === undefined) return undefined;
    const days = [...shelf.days.values()].sort((a, b) => a.date - b.date);
    if (asOf === undefined) return { now: clock(), state: shelf.state, days };
    const around = datesAround(shelf.state, asOf, book);
    const activities = shelf.activities.filter(({ date }) => date >= around.from && date <= around.to);
    return { now: asOf, ...stateAsOf({ ...shelf, activities, days }, asOf, book) };
  }

  return {
    async record(_server, inputs, options) {
      const context = { now: clock(), source: options.source ?? "live", rules, ...options };
      const words: string[] = [];
      const admitted = new Map<string, { change: Change; index: number }[]>();
      inputs.forEach((given, index) => {
        try {
          const change: Change = { kind: "activity", activity: admit(given, context) };
          admitted.set(given.userId, [...(admitted.get(given.userId) ?? []), { change, index }]);
        } catch (error) {
          if (!(error instanceof DaystreakError)) throw error;
          words[index] = error.code;
        }
      });
      for (const [userId, list] of admitted) {
        const outcomes = apply(
          userId,
          list.map(({ change }) => change),
        );
        list.forEach(({ index }, i) => {
          words[index] = outcomeWord(outcomes[i] as Outcome);
        });
      }
      return words;
    },
    async change(_server, userId, change) {
      return outcomeWord(apply(userId, [change])[0] as Outcome);
    },
    async streak(_server, userId, asOf) {
      const moment = at(userId, asOf);
      if (moment === undefined) return undefined;
      const today = todayOf(moment.state, moment.now, book);
      return streakAnswer(
        moment.state,
        moment.days.find(({ date }) => date === today),
        moment.now,
        book,
      );
    },
    async calendar(_server, userId, range, asOf) {
      const moment = at(userId, asOf);
      if (moment === undefined) return undefined;
      const { from, to } = calendarRange(range, todayOf(moment.state, moment.now, book));
      const days = moment.days.filter(({ date }) => date >= from && date <= to);
      return calendarAnswer(moment.state, days, { from, to }, moment.now, book);
    },
    async explain(_server, userId, date, asOf) {
      const moment = at(userId, asOf);
      const shelf = shelves.get(userId);
      if (moment === undefined || shelf === undefined) return undefined;
      const input = {
        state: moment.state,
        record: moment.days.find((record) => record.date === date),
        activities: shelf.activities.filter((activity) => activity.date === date),
        protections: shelf.protections.filter((row) => row.date === date),
      };
      return explainAnswer(input, date, moment.now, book);
    },
    async facts(_server, userId) {
      return [...(shelves.get(userId)?.facts.values() ?? [])];
    },
    async close() {},
  };
}

function emptyShelf(userId: string, now: Instant): Shelf {
  return {
    state: emptyState(userId, now),
    days: new Map(),
    activities: [],
    zones: [],
    protections: [],
    facts: new Map(),
  };
}
