import type { DayNumber, Instant } from "./calendar.ts";
import { DaySet } from "./day-set.ts";
import type { NoticeState } from "./notices/notice.ts";
import type { Goal } from "./rules.ts";

/** The dates of a user, one bit each, from which everything else is folded. */
export interface Days {
  /** Dates with a record. */
  readonly active: DaySet;
  /** Dates whose goal was met; a subset of `active`. */
  readonly complete: DaySet;
  /** Dates lost to travelling, judged as if they were empty. */
  readonly bridged: DaySet;
  /** Dates of which no instant existed where the user was. */
  readonly skipped: DaySet;
  readonly paused: DaySet;
  readonly excused: DaySet;
  readonly restored: DaySet;
  /** Dates taken over from another system as whole days; a subset of `active`, all before the first date of the user's own. */
  readonly legacy: DaySet;
}

/** Another set for each set of dates. */
export function mapDays<A, B>(days: Readonly<Record<keyof Days, A>>, to: (set: A) => B): Record<keyof Days, B> {
  return {
    active: to(days.active),
    complete: to(days.complete),
    bridged: to(days.bridged),
    skipped: to(days.skipped),
    paused: to(days.paused),
    excused: to(days.excused),
    restored: to(days.restored),
    legacy: to(days.legacy),
  };
}

/** A streak as last concluded; `view` brings it up to an instant. */
export interface StreakRecord {
  current: number;
  max: number;
  /** `max` never falls below this: history that the days cannot show. */
  floor: number;
  startedOn: DayNumber | null;
  /** Last date that counted. */
  lastDate: DayNumber | null;
}

/** The settings of one user from a date on; `null` follows the app. */
export interface Settings {
  /** The first local date they hold for. */
  readonly from: DayNumber;
  /** The instant from which they hold. */
  readonly effectiveAt: Instant;
  /** A zone that overrides whatever devices report. */
  readonly fixedZone: string | null;
  /** Minutes after midnight at which the user's date begins. */
  readonly dayStart: number | null;
  readonly goal: Goal | null;
  readonly restDays: readonly number[] | null;
}

/** Freezes given, not earned. They cover dates after `date`. */
export interface FreezeGrant {
  readonly id: string;
  readonly date: DayNumber;
  readonly count: number;
}

/** The newest run of equal zone evidence. */
export interface ZoneEvidence {
  readonly zone: string;
  /** First and last instant at which it was seen. */
  readonly since: Instant;
  readonly until: Instant;
}

/** One row of zone history: from `at` on the user was seen in `zone`, last at `until`. */
export interface ZoneChange {
  readonly at: Instant;
  readonly zone: string;
  readonly until: Instant;
  readonly source: "activity" | "settings";
}

/** What the user may switch off. */
export interface Switches {
  readonly streaks: boolean;
  readonly notices: boolean;
  readonly tracking: boolean;
}

/** The one state row of a user. `version` is 0 for a user that is not stored yet. */
export interface UserState {
  readonly userId: string;
  version: number;
  createdAt: Instant;
  days: Days;
  presence: StreakRecord;
  goal: StreakRecord;
  /** Freezes in hand as last concluded. */
  freezesHeld: number;
  grants: FreezeGrant[];
  restoresGranted: number;
  restoresUsed: number;
  /** Milestone to the date on which a run last reached it. */
  milestones: Record<string, DayNumber>;
  /** Every date up to this one is over; never moves back. */
  closedThrough: DayNumber | null;
  /** Breaks on dates up to this one have been announced; behind `closedThrough` by the grace of the rules. */
  announcedThrough: DayNumber | null;
  zone: ZoneEvidence | null;
  /** The zone a device reported against a fixed zone. */
  deviceZone: string | null;
  /** Ascending by `from`. */
  settings: Settings[];
  /** Versions of the rules after the first, with the user's first date and instant under them. Ascending. */
  rules: { readonly version: number; readonly from: DayNumber; readonly effectiveAt: Instant }[];
  /** The last activity and the zone that dated it. */
  lastAt: Instant | null;
  lastZone: string | null;
  /** Every record of this date or a later one shows `lastZone` and no other zone; `null` where that is not known. */
  steadySince: DayNumber | null;
  lastLogin: Instant | null;
  lastSeenAt: Instant | null;
  /** When time alone will next change something; null once nothing is due. */
  wakeAt: Instant | null;
  switches: Switches;
  /** `null` for who never had notices. */
  notices: NoticeState | null;
  name: string | null;
  groups: string[];
}

/** Day sets without dates. */
export function noDays(): Days {
  return {
    active: DaySet.of(),
    complete: DaySet.of(),
    bridged: DaySet.of(),
    skipped: DaySet.of(),
    paused: DaySet.of(),
    excused: DaySet.of(),
    restored: DaySet.of(),
    legacy: DaySet.of(),
  };
}

/** The state of a user never seen before. */
export function emptyState(userId: string, now: Instant): UserState {
  return {
    userId,
    version: 0,
    createdAt: now,
    days: noDays(),
    presence: { current: 0, max: 0, floor: 0, startedOn: null, lastDate: null },
    goal: { current: 0, max: 0, floor: 0, startedOn: null, lastDate: null },
    freezesHeld: 0,
    grants: [],
    restoresGranted: 0,
    restoresUsed: 0,
    milestones: {},
    closedThrough: null,
    announcedThrough: null,
    zone: null,
    deviceZone: null,
    settings: [],
    rules: [],
    lastAt: null,
    lastZone: null,
    steadySince: null,
    lastLogin: null,
    lastSeenAt: null,
    wakeAt: null,
    switches: { streaks: true, notices: true, tracking: true },
    notices: null,
    name: null,
    groups: [],
  };
}
