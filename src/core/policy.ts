import { type DayNumber, type Instant, parseDate, weekdayOf } from "./calendar.ts";
import type { Goal, RuleBook, Rules, RulesVersion } from "./rules.ts";
import { parseClock } from "./rules-check.ts";
import type { Settings, UserState } from "./state.ts";
import { dateEndsAt, localDate } from "./zones.ts";

/** The rules and settings of one user over time: every date is judged by what was in force on it. */
export interface Policy {
  rulesOn(date: DayNumber): RulesVersion;
  goalOn(date: DayNumber): Goal;
  /** ISO weekdays that are rest days on a date. */
  restDaysOn(date: DayNumber): readonly number[];
  isRestDay(date: DayNumber): boolean;
  /** Why the date is excused for everyone, if it is. */
  excusedOn(date: DayNumber): string | undefined;
  /** Whether there is any rest day or date excused for everyone. */
  protectsDates(): boolean;
  /** Minutes after midnight at which dates begin, for an instant. */
  dayStartAt(at: Instant): number;
  /** The user's fixed zone at an instant, if one is set. */
  fixedZoneAt(at: Instant): string | null;
  /** The newest setting of a fixed zone up to an instant: evidence of where the user is, also after it was lifted. */
  zoneSettingAt(at: Instant): { readonly zone: string; readonly at: Instant } | undefined;
  /** Instants at which zone or day start change. */
  readonly turns: readonly Instant[];
}

interface RulesSpan {
  readonly from: DayNumber;
  readonly effectiveAt: Instant;
  readonly version: RulesVersion;
  readonly dayStart: number;
}

/** The newest rules of a book. */
export function newestRules(book: RuleBook): Rules {
  return (book.versions.at(-1) as RulesVersion).rules;
}

/**
 * The rules versions a user has not met yet, with the user's own first date under each: the local date after the one on
 * which the version came. Empty where the state is up to date.
 */
export function unmetRules(state: UserState, book: RuleBook): UserState["rules"] {
  if (book.versions.length === 1) return [];
  const known = Math.max(state.rules.at(-1)?.version ?? 0, book.versions[0]?.version ?? 0);
  const unmet = book.versions.filter(({ version }) => version > known);
  if (unmet.length === 0) return [];
  const met = spansOf(state.rules, book);
  return unmet.map(({ version, effectiveAt }) => {
    const zone = zoneKnownAt(state, effectiveAt) ?? book.defaultZone;
    const dayStart = dayStartOf(state.settings, met, effectiveAt);
    const today = localDate(effectiveAt, zone, dayStart);
    return { version, from: today + 1, effectiveAt: dateEndsAt(today, zone, dayStart) };
  });
}

/** Users without settings under the first rules of a book, which are nearly all, share one policy. */
const plainPolicies = new WeakMap<RuleBook, Policy>();

/** The policy of a user, rules not met yet included. */
export function policyOf(state: UserState, book: RuleBook): Policy {
  if (state.settings.length > 0 || book.versions.length > 1) return makePolicy(state, book);
  let policy = plainPolicies.get(book);
  if (policy === undefined) {
    policy = makePolicy(state, book);
    plainPolicies.set(book, policy);
  }
  return policy;
}

function makePolicy(state: UserState, book: RuleBook): Policy {
  const unmet = unmetRules(state, book);
  const spans = spansOf(unmet.length === 0 ? state.rules : [...state.rules, ...unmet], book);
  const { settings } = state;
  const segments = segmentsOf(spans, settings);
  let cursor = segments.at(-1) as Segment;
  const on = (date: DayNumber): Segment => {
    if (date < cursor.from || date >= cursor.before) {
      cursor = lastWhere(segments, ({ from }) => from <= date) ?? (segments[0] as Segment);
    }
    return cursor;
  };
  return {
    rulesOn: (date) => on(date).version,
    goalOn: (date) => on(date).goal,
    restDaysOn: (date) => on(date).restDays,
    isRestDay: (date) => {
      const { restDays } = on(date);
      return restDays.length > 0 && restDays.includes(weekdayOf(date));
    },
    excusedOn: (date) => {
      const { calendar } = on(date).version.rules;
      if (calendar.length === 0 && book.excused.length === 0) return undefined;
      return (
        calendar.find((entry) => parseDate(entry.date) === date)?.reason ??
        book.excused.find((entry) => entry.date === date)?.reason
      );
    },
    protectsDates: () =>
      book.excused.length > 0 ||
      segments.some(({ restDays, version }) => restDays.length > 0 || version.rules.calendar.length > 0),
    dayStartAt: (at) => dayStartOf(settings, spans, at),
    fixedZoneAt: (at) => {
      if (settings.length === 0) return null;
      return lastWhere(settings, (entry) => entry.effectiveAt <= at)?.fixedZone ?? null;
    },
    zoneSettingAt: (at) => {
      if (settings.length === 0) return undefined;
      const entry = lastWhere(settings, (candidate) => candidate.effectiveAt <= at && candidate.fixedZone !== null);
      return entry === undefined ? undefined : { zone: entry.fixedZone as string, at: entry.effectiveAt };
    },
    turns: [...settings, ...spans].map(({ effectiveAt }) => effectiveAt).sort((a, b) => a - b),
  };
}

/** Dates that are judged alike: `from <= date < before`. */
interface Segment {
  readonly from: DayNumber;
  readonly before: DayNumber;
  readonly version: RulesVersion;
  readonly goal: Goal;
  readonly restDays: readonly number[];
}

function segmentsOf(spans: readonly RulesSpan[], settings: readonly Settings[]): Segment[] {
  const starts = [...new Set([...spans, ...settings].map(({ from }) => from))].sort((a, b) => a - b);
  return starts.map((from, index) => {
    const { version } = lastWhere(spans, (span) => span.from <= from) ?? (spans[0] as RulesSpan);
    const own = lastWhere(settings, (entry) => entry.from <= from);
    return {
      from,
      before: starts[index + 1] ?? Number.POSITIVE_INFINITY,
      version,
      goal: own?.goal ?? version.rules.goal,
      restDays: own?.restDays ?? version.rules.restDays,
    };
  });
}

function spansOf(met: UserState["rules"], book: RuleBook): RulesSpan[] {
  const first = book.versions[0] as RulesVersion;
  const always = Number.NEGATIVE_INFINITY;
  const spans = [{ from: always, effectiveAt: always, version: first, dayStart: clock(first) }];
  for (const { version, from, effectiveAt } of met) {
    const known = book.versions.find((candidate) => candidate.version === version);
    if (known !== undefined) spans.push({ from, effectiveAt, version: known, dayStart: clock(known) });
  }
  return spans;
}

function clock({ rules }: RulesVersion): number {
  return parseClock(rules.dayStart) ?? 0;
}

function dayStartOf(settings: readonly Settings[], spans: readonly RulesSpan[], at: Instant): number {
  const own = settings.length === 0 ? undefined : lastWhere(settings, (entry) => entry.effectiveAt <= at)?.dayStart;
  if (spans.length === 1) return own ?? (spans[0] as RulesSpan).dayStart;
  return own ?? (lastWhere(spans, (span) => span.effectiveAt <= at) ?? (spans[0] as RulesSpan)).dayStart;
}

/** The fixed zone, else the newest of what evidence and settings say. */
function zoneKnownAt({ settings, zone: seen }: UserState, at: Instant): string | undefined {
  const made = settings.filter((entry) => entry.effectiveAt <= at);
  const fixed = made.at(-1)?.fixedZone ?? null;
  if (fixed !== null) return fixed;
  const set = lastWhere(made, (entry) => entry.fixedZone !== null);
  return seen === null || (set !== undefined && set.effectiveAt > seen.until)
    ? (set?.fixedZone ?? undefined)
    : seen.zone;
}

function lastWhere<T>(list: readonly T[], holds: (item: T) => boolean): T | undefined {
  for (let i = list.length - 1; i >= 0; i--) if (holds(list[i] as T)) return list[i];
  return undefined;
}
