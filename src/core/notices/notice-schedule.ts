import { type DayNumber, formatDate, type Instant, weekdayOf } from "../calendar.ts";
import { protectionOn } from "../protection.ts";
import { instantOf, isWithin } from "../wall-clock.ts";
import { dateEndsAt, localDate, localMinute } from "../zones.ts";
import { habitualHour } from "./habit.ts";
import type { NoticeKind } from "./notice.ts";
import { channelsFor, isResting, type NoticeScene } from "./notice-scene.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** How long before quiet hours something that would fall into them comes. */
const BEFORE_QUIET = 60;
/** Days after the last activity on which a daily reminder still comes; then it is left to winning back. */
export const REMINDED_DAYS = 2;
/** Who is away for longer is left alone. */
const LONGEST_AWAY = 4_000;

/** A notice that time alone calls for on a date, unless something happens. */
export interface Scheduled {
  readonly kind: NoticeKind;
  readonly about: string;
  readonly at: Instant;
  /** Whether the user asked for this very time, quiet hours or not. */
  readonly isAsked: boolean;
  readonly data: Readonly<Record<string, string | number | null>>;
}

/**
 * What time calls for on a date as things stand, the more important first: nothing on a date that is done, resting or
 * paused.
 */
export function scheduledOn(scene: NoticeScene, date: DayNumber): Scheduled[] {
  if (isResting(scene, date)) return [];
  const all = [atRiskOn(scene, date), ...remindersOn(scene, date), recapOn(scene, date)];
  return all.filter((item): item is Scheduled => item !== undefined && channelsFor(scene, item.kind).length > 0);
}

function atRiskOn(scene: NoticeScene, date: DayNumber): Scheduled | undefined {
  const { state, rules, noticeRules, folded, zone, dayStart, clocks } = scene;
  const streak = folded[rules.primary];
  const isDone = rules.primary === "goal" ? state.days.complete.has(date) : (state.days.active.last() ?? date) >= date;
  if (isDone || streak.current < noticeRules.minStreak || streak.lastDate === null) return undefined;
  // A freeze in hand keeps the streak: nothing is at stake, and nothing else would be said truthfully.
  if (folded.freezesHeld > 0 && !state.days.active.has(date)) return undefined;
  let at: Instant | undefined = dateEndsAt(date, zone, dayStart) - noticeRules.atRiskMinutes * MINUTE_MS;
  const minute = localMinute(at, zone);
  if (clocks.quiet !== null && isWithin(minute, clocks.quiet)) {
    const before = (clocks.quiet.from - BEFORE_QUIET + DAY_MINUTES) % DAY_MINUTES;
    at = instantOf(localDate(at, zone) - (minute < before ? 1 : 0), before, zone, 0);
  }
  if (at === undefined || localDate(at, zone, dayStart) !== date) return undefined;
  const data = { streak: streak.current, hours: Math.round((dateEndsAt(date, zone, dayStart) - at) / 3_600_000) };
  return { kind: "streak_at_risk", about: formatDate(date), at, isAsked: false, data };
}

/**
 * How many dates since the last activity, up to and with this one, the user was expected on: dates that rest, pauses and
 * the like protect do not count. 0 where there is activity on the date or after it.
 */
export function daysAway({ state, policy }: NoticeScene, date: DayNumber): number {
  const last = state.days.active.last() as DayNumber;
  if (date - last > LONGEST_AWAY) return LONGEST_AWAY;
  let days = 0;
  for (let day = last + 1; day <= date; day++) if (protectionOn(day, state.days, policy) === undefined) days++;
  return days;
}

/** A reminder soon after the last activity, or an attempt to win the learner back after a while. */
function remindersOn(scene: NoticeScene, date: DayNumber): Scheduled[] {
  const { state, noticeRules, folded, rules } = scene;
  const last = state.days.active.last() as DayNumber;
  const days = daysAway(scene, date);
  if (days < 1) return [];
  const isReminder = days <= REMINDED_DAYS;
  if (!isReminder && !noticeRules.winBack.includes(days)) return [];
  const time = reminderTime(scene, date);
  if (time === undefined) return [];
  const isShown = state.switches.streaks;
  const current = isShown ? folded[rules.primary].current : 0;
  const best = isShown ? Math.max(folded[rules.primary].longest, state[rules.primary].floor) : 0;
  if (isReminder) {
    return [{ kind: "daily_reminder", about: formatDate(date), ...time, data: { streak: current, best } }];
  }
  return [{ kind: "win_back", about: `${formatDate(last)}+${days}`, ...time, data: { days: date - last, best } }];
}

/** The user's own time as it stands, else the habit, else the time of the rules: these two kept out of quiet hours. */
function reminderTime(scene: NoticeScene, date: DayNumber): Pick<Scheduled, "at" | "isAsked"> | undefined {
  const { notices, clocks, zone, dayStart } = scene;
  const habit = notices.remindAt === null ? habitualHour(notices.hours, date) : undefined;
  const wanted = notices.remindAt ?? (habit === undefined ? clocks.remindAt : habit * 60);
  const at = instantOf(date, notices.remindAt === null ? loud(wanted) : wanted, zone, dayStart);
  return at === undefined ? undefined : { at, isAsked: notices.remindAt !== null };

  function loud(minute: number): number {
    const { quiet } = clocks;
    if (quiet === null || !isWithin(minute, quiet)) return minute;
    return minute >= quiet.from ? (quiet.from - BEFORE_QUIET + DAY_MINUTES) % DAY_MINUTES : quiet.to;
  }
}

function recapOn(scene: NoticeScene, date: DayNumber): Scheduled | undefined {
  const { state, policy, noticeRules, folded, rules, clocks, zone, dayStart } = scene;
  // Not even once something happens on a date of rest: the time for it was over then.
  if (weekdayOf(date) !== noticeRules.recap.weekday || protectionOn(date, state.days, policy) !== undefined) {
    return undefined;
  }
  const count = (days: { has(date: DayNumber): boolean }): number => {
    let active = 0;
    for (let day = date - 7; day < date; day++) if (days.has(day)) active++;
    return active;
  };
  const activeDays = count(state.days.active);
  const at = instantOf(date, clocks.recapAt, zone, dayStart);
  if (activeDays === 0 || at === undefined) return undefined;
  const data = {
    active_days: activeDays,
    complete_days: count(state.days.complete),
    streak: state.switches.streaks ? folded[rules.primary].current : 0,
  };
  return { kind: "weekly_recap", about: formatDate(date), at, isAsked: false, data };
}
