import { requireZone } from "./admission.ts";
import { formatDate, type Instant } from "./calendar.ts";
import type { SettingsPatch } from "./change.ts";
import { DaystreakError } from "./errors.ts";
import { closedThroughAt, dayEndsAt, todayOf, zoneInForce } from "./in-force.ts";
import { type NoticeWishes, noticeWishes } from "./notices/notice-wishes.ts";
import { type Policy, policyOf } from "./policy.ts";
import type { Goal, RuleBook } from "./rules.ts";
import { checkGoal, checkRestDays, formatClock, parseClock } from "./rules-check.ts";
import { emptyState, type Settings, type Switches, type UserState } from "./state.ts";

/** A user's own settings before they set any: the app's own hold. */
const DEFAULTS: Required<SettingsPatch> = { fixedZone: null, dayStart: null, goal: null, restDays: null };

/** Settings as they stand on a date, in the form of the API. */
export interface SettingsView {
  /** `follow` (the device), or the fixed zone. */
  zone: string;
  day_start: string;
  goal: Goal;
  rest_days: number[];
}

/** The answer of `GET /api/me/`. */
export interface SettingsAnswer extends SettingsView {
  user_id: string;
  /** The zone in force now, fixed or followed. */
  current_zone: string;
  /** Settings that begin with the next local date, if any. */
  pending: (SettingsView & { effective_from: string; effective_at: string }) | null;
  switches: Switches;
  notices: NoticeWishes;
  name: string | null;
  groups: string[];
}

/**
 * Reads settings as the API takes them: `zone` (`"follow"` or a zone), `day_start` (`HH:MM`), `goal`, `rest_days`;
 * `null` returns to the app's own.
 * @throws DaystreakError `settings_invalid` or `zone_invalid`
 */
export function settingsPatch(input: Readonly<Record<string, unknown>>): SettingsPatch {
  const { zone, day_start: dayStart, goal, rest_days: restDays } = input;
  return {
    ...(zone === undefined ? {} : { fixedZone: zone === "follow" || zone === null ? null : requireZone(zone) }),
    ...(dayStart === undefined ? {} : { dayStart: dayStart === null ? null : requireClock(dayStart) }),
    ...(goal === undefined ? {} : { goal: goal === null ? null : checked(() => checkGoal(goal, "goal")) }),
    ...(restDays === undefined
      ? {}
      : { restDays: restDays === null ? null : checked(() => checkRestDays(restDays, "rest_days")) }),
  };
}

/**
 * The settings of a user after a change. It holds from the end of the current local date; at once, and for all dates,
 * for a user without activity. What waits already keeps its own time, unless the change is about the same setting.
 */
export function changeSettings(state: UserState, patch: SettingsPatch, now: Instant, book: RuleBook): Settings[] {
  if (state.days.active.isEmpty) return [{ ...DEFAULTS, ...state.settings.at(-1), ...patch, from: 0, effectiveAt: 0 }];
  const held = inForce(state, now);
  // What waits must not postpone the end of the date.
  const current = { ...state, settings: held };
  const policy = policyOf(current, book);
  const effectiveAt = dayEndsAt(current, now, policy, book.defaultZone);
  const closed = closedThroughAt(current, now, policy, book.defaultZone);
  const from = Math.max(todayOf(current, now, book), closed) + 1;
  const base = { ...DEFAULTS, ...held.at(-1) };
  const undone = Object.fromEntries(Object.keys(patch).map((key) => [key, base[key as keyof SettingsPatch]]));
  const waiting = state.settings.slice(held.length);
  const sooner = waiting.filter((entry) => entry.effectiveAt < effectiveAt).map((entry) => ({ ...entry, ...undone }));
  const later = waiting.filter((entry) => entry.effectiveAt > effectiveAt).map((entry) => ({ ...entry, ...patch }));
  const same = waiting.find((entry) => entry.effectiveAt === effectiveAt);
  return [...held, ...sooner, { ...base, ...sooner.at(-1), ...same, ...patch, from, effectiveAt }, ...later];
}

/** The settings, zone and switches of a user; the defaults for one never seen. */
export function settingsAnswer(
  userId: string,
  stored: UserState | undefined,
  now: Instant,
  book: RuleBook,
): SettingsAnswer {
  const state = stored ?? emptyState(userId, now);
  const policy = policyOf(state, book);
  const next = state.settings.find((entry) => entry.effectiveAt > now);
  const pending =
    next === undefined
      ? null
      : {
          ...viewAt(policy, next.effectiveAt, next.from),
          effective_from: formatDate(next.from),
          effective_at: new Date(next.effectiveAt).toISOString(),
        };
  return {
    user_id: userId,
    ...viewAt(policy, now, todayOf(state, now, book)),
    current_zone: zoneInForce(state, now, policy, book.defaultZone),
    pending,
    switches: state.switches,
    notices: noticeWishes(state.notices, todayOf(state, now, book)),
    name: state.name,
    groups: state.groups,
  };
}

function viewAt(policy: Policy, at: Instant, date: number): SettingsView {
  return {
    zone: policy.fixedZoneAt(at) ?? "follow",
    day_start: formatClock(policy.dayStartAt(at)),
    goal: policy.goalOn(date),
    rest_days: [...policy.restDaysOn(date)],
  };
}

function inForce(state: UserState, now: Instant): Settings[] {
  return state.settings.filter((entry) => entry.effectiveAt <= now);
}

function requireClock(value: unknown): number {
  const minutes = typeof value === "string" ? parseClock(value) : undefined;
  if (minutes === undefined) throw new DaystreakError("settings_invalid", "day_start must be a time of day as HH:MM");
  return minutes;
}

/** A user's own settings are refused with their own code, in the words of the rules. */
function checked<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof DaystreakError)) throw error;
    throw new DaystreakError("settings_invalid", error.message, { cause: error });
  }
}
