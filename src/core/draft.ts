import type { LoggedActivity } from "./activity.ts";
import type { DayNumber, Instant } from "./calendar.ts";
import type { Decision, Loaded, ProtectionKind, ProtectionRow } from "./change.ts";
import { copyRecord } from "./daily.ts";
import type { DayRecord } from "./day-record.ts";
import { type Folded, fold } from "./fold.ts";
import { closedThroughAt, zoneInForce } from "./in-force.ts";
import type { NoticeAddress, NoticeMark } from "./notices/notice.ts";
import { type Policy, policyOf, unmetRules } from "./policy.ts";
import type { RuleBook } from "./rules.ts";
import { surroundingsOf } from "./sightings.ts";
import { mapDays, type UserState, type ZoneChange } from "./state.ts";
import type { Surroundings } from "./zone-history.ts";
import { localDate } from "./zones.ts";

/** A decision in the making: a copy of the state that may be changed, and everything that will be written with it. */
export class Draft {
  readonly state: UserState;
  readonly loaded: Loaded;
  readonly now: Instant;
  readonly book: RuleBook;
  /** The first date under rules that the user meets with this decision. */
  readonly metFrom: DayNumber | undefined;
  /** Whether anything but the passing of time changed. */
  touched: boolean = false;
  readonly records: Map<DayNumber, DayRecord> = new Map();
  /** The instants of the activities that were accepted. */
  readonly seenAt: Instant[] = [];
  readonly activities: LoggedActivity[] = [];
  readonly protections: ProtectionRow[] = [];
  readonly grants: Decision["grants"][number][] = [];
  readonly addresses: NoticeAddress[] = [];
  readonly marks: NoticeMark[] = [];
  readonly removedAddresses: Pick<NoticeAddress, "channel" | "id">[] = [];
  readonly identities: Set<string> = new Set();
  /** Zone history, newest span included; complete only where `needs` asked for it. */
  readonly history: ZoneChange[];
  readonly zonePuts: Map<Instant, ZoneChange> = new Map();
  readonly removedDays: DayNumber[] = [];
  readonly removedZones: Set<Instant> = new Set();
  readonly removedProtections: string[] = [];
  removedActivitiesAfter: Instant | undefined;
  #policy: Policy;
  #folded: Folded | undefined;
  #surroundings: Surroundings | undefined;

  constructor(stored: UserState, loaded: Loaded, now: Instant, book: RuleBook) {
    this.state = copyState(stored);
    this.loaded = loaded;
    this.now = now;
    this.book = book;
    const unmet = unmetRules(this.state, book);
    this.metFrom = unmet[0]?.from;
    this.state.rules.push(...unmet);
    this.#policy = policyOf(this.state, book);
    this.history = loaded.zones.map((span) => ({ ...span }));
    const newest = this.state.zone;
    if (newest !== null) {
      if (this.history.at(-1)?.at === newest.since) this.history.pop();
      this.history.push({ at: newest.since, zone: newest.zone, until: newest.until, source: "activity" });
    }
  }

  get policy(): Policy {
    return this.#policy;
  }

  /** The streaks as the draft stands; folded anew after {@link refold}. */
  get folded(): Folded {
    this.#folded ??= fold({
      days: this.state.days,
      grants: this.state.grants,
      policy: this.#policy,
      closedThrough: this.state.closedThrough ?? Number.NEGATIVE_INFINITY,
    });
    return this.#folded;
  }

  /** What was stored of where the user was; complete only where `needs` asked for it. */
  get surroundings(): Surroundings {
    this.#surroundings ??= surroundingsOf(this.loaded, this.#policy);
    return this.#surroundings;
  }

  /** Says that something changed on which the streaks depend. */
  refold(): void {
    this.touched = true;
    this.#folded = undefined;
    this.#surroundings = undefined;
    this.#policy = policyOf(this.state, this.book);
  }

  /** Closes what is over by now; a user without activity has nothing to close. */
  close(): void {
    if (this.state.days.active.isEmpty) return;
    this.state.closedThrough = closedThroughAt(this.state, this.now, this.#policy, this.book.defaultZone);
    this.#folded = undefined;
  }

  zoneAt(at: Instant): string {
    return zoneInForce(this.state, at, this.#policy, this.book.defaultZone, this.history);
  }

  dateAt(at: Instant): DayNumber {
    return localDate(at, this.zoneAt(at), this.#policy.dayStartAt(at));
  }

  /** The record of a date as the draft stands, not to be changed. */
  record(date: DayNumber): DayRecord | undefined {
    return this.records.get(date) ?? (this.state.days.active.has(date) ? this.loaded.days.get(date) : undefined);
  }

  /** A record that may be changed and will be written; `undefined` where the date has none. */
  edit(date: DayNumber): DayRecord | undefined {
    const draft = this.records.get(date);
    if (draft !== undefined || !this.state.days.active.has(date)) return draft;
    const stored = this.loaded.days.get(date);
    if (stored === undefined) throw new Error(`the record of day ${date} was needed and not read`);
    const copy = copyRecord(stored);
    this.records.set(date, copy);
    return copy;
  }

  protect(kind: ProtectionKind, id: string, dates: Iterable<DayNumber>, reason: string, by: string): void {
    for (const date of dates) {
      this.state.days[kind].add(date);
      this.protections.push({ date, kind, id, reason, by, at: this.now });
    }
    this.refold();
  }
}

function copyState(state: UserState): UserState {
  return {
    ...state,
    days: mapDays(state.days, (set) => set.clone()),
    presence: { ...state.presence },
    goal: { ...state.goal },
    grants: [...state.grants],
    milestones: { ...state.milestones },
    settings: [...state.settings],
    rules: [...state.rules],
    groups: [...state.groups],
  };
}
