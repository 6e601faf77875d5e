import type { ActivityInput, LoggedActivity } from "../../src/core/activity.ts";
import { admit } from "../../src/core/admission.ts";
import type { StreakAnswer } from "../../src/core/answers.ts";
import { type DayNumber, parseDate } from "../../src/core/calendar.ts";
import type { Change, Decision, ProtectionRow } from "../../src/core/change.ts";
import type { DayRecord } from "../../src/core/day-record.ts";
import { decide } from "../../src/core/decide.ts";
import { todayOf } from "../../src/core/in-force.ts";
import { needs } from "../../src/core/needs.ts";
import type { RuleBook } from "../../src/core/rules.ts";
import { defineRules, type RulesInput } from "../../src/core/rules-check.ts";
import { emptyState, type UserState, type ZoneChange } from "../../src/core/state.ts";
import { streakAnswer } from "../../src/core/view.ts";

/** One user of the pure core with everything that would be stored about them, driven by a scripted clock. */
export interface OneUser {
  readonly state: UserState;
  readonly records: ReadonlyMap<DayNumber, DayRecord>;
  readonly zones: readonly ZoneChange[];
  readonly protections: readonly ProtectionRow[];
  book: RuleBook;
  record(now: string, ...activities: Partial<ActivityInput>[]): Decision;
  change(now: string, ...changes: Change[]): Decision;
  streak(now: string): StreakAnswer;
}

export function oneUser(rulesInput: RulesInput = {}, defaultZone = "UTC"): OneUser {
  const book: RuleBook = {
    versions: [{ version: 1, effectiveAt: 0, rules: defineRules(rulesInput) }],
    excused: [],
    defaultZone,
  };
  const records = new Map<DayNumber, DayRecord>();
  const log: LoggedActivity[] = [];
  let zones: ZoneChange[] = [];
  let protections: ProtectionRow[] = [];
  const user = {
    state: emptyState("ada", 0),
    records,
    get zones() {
      return zones;
    },
    get protections() {
      return protections;
    },
    book,
    record(now: string, ...activities: Partial<ActivityInput>[]): Decision {
      const { rules } = user.book.versions.at(-1) as RuleBook["versions"][number];
      const context = { now: Date.parse(now), source: "live" as const, rules };
      return user.change(
        now,
        ...(activities.length === 0 ? [{}] : activities).map((given) => ({
          kind: "activity" as const,
          activity: admit({ userId: "ada", type: "request", ...given }, context),
        })),
      );
    },
    change(now: string, ...changes: Change[]): Decision {
      const at = Date.parse(now);
      const asked = needs(user.state, changes, at, user.book);
      const loaded = {
        days: new Map(asked.days.map((day) => [day, records.get(day) as DayRecord])),
        identities: new Set(
          log.map(({ identity }) => identity).filter((identity) => asked.identities.includes(identity)),
        ),
        zones: asked.zones ? zones : [],
        sightings: log.filter(({ at }) => asked.sightingsFrom !== null && at >= asked.sightingsFrom),
        protections: asked.protections ? protections : [],
      };
      const decision = decide(user.state, loaded, changes, at, user.book);
      user.state = decision.state;
      for (const day of decision.removals?.days ?? []) records.delete(day);
      for (const record of decision.days) records.set(record.date, record);
      log.push(...decision.activities);
      const gone = new Set([...(decision.removals?.zones ?? []), ...decision.zones.map((zone) => zone.at)]);
      zones = [...zones.filter((zone) => !gone.has(zone.at)), ...decision.zones].sort((a, b) => a.at - b.at);
      const withdrawn = decision.removals?.protectionIds ?? [];
      protections = [...protections, ...decision.protections].filter(({ id }) => !withdrawn.includes(id));
      return decision;
    },
    streak(now: string): StreakAnswer {
      const at = Date.parse(now);
      return streakAnswer(user.state, records.get(todayOf(user.state, at, user.book)), at, user.book);
    },
  };
  return user;
}

/** The day number of a date that exists. */
export function day(date: string): DayNumber {
  return parseDate(date) as DayNumber;
}
