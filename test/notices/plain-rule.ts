import type { Happening, Learner, Told } from "./learner.ts";
import type { ZoneClock } from "./zone-clock.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const QUIET_FROM = 22 * 60;
const QUIET_TO = 8 * 60;
const MILESTONES = [3, 7, 14];
const NUDGES = ["daily_reminder", "streak_at_risk", "win_back"];

const dateText = (date: number): string => new Date(date * DAY_MS).toISOString().slice(0, 10);
const weekday = (date: number): number => new Date(date * DAY_MS).getUTCDay() || 7;
const isQuiet = (minute: number): boolean => minute >= QUIET_FROM || minute < QUIET_TO;

/**
 * What a learner is told, by the plainest means: one walk through time, day by day, that looks at the whole list of what
 * happened so far. It knows one freeze at the beginning, no zones but one, and no day start but midnight.
 */
export function plainNotices(learner: Learner, clock: ZoneClock, until: number): Told[] {
  const told: Told[] = [];
  const active: number[] = [];
  const hourOf = new Map<number, number>();
  const paused = new Set<number>();
  const sent: { readonly date: number; readonly kind: string }[] = [];
  let run = 0;
  let lastCounted = 0;
  let freezes = 1;
  let isOn = true;
  let isErased = false;
  let remindAt: number | null = null;
  let off: readonly string[] = [];
  let since = Number.NEGATIVE_INFINITY;
  let nudgedOn: number | null = null;
  let ignored = 0;

  const isProtected = (date: number): boolean => learner.restDays.includes(weekday(date)) || paused.has(date);
  const isResting = (date: number): boolean => !active.includes(date) && isProtected(date);

  const tell = (kind: string, about: string, at: number, due: number): void => {
    if (!isOn || isErased || off.includes(kind)) return;
    const { date } = clock.wallAt(due);
    const onDate = sent.filter((one) => one.date === date);
    if (onDate.some((one) => one.kind === kind) || onDate.length >= 2) return;
    if (kind === "daily_reminder" && onDate.some((one) => one.kind === "streak_at_risk")) return;
    const isNudge = NUDGES.includes(kind);
    if (isNudge && ignored >= 3 && onDate.length > 0) return;
    if (isNudge && ignored >= 6 && nudgedOn !== null && nudgedOn > date - 3) return;
    sent.push({ date, kind });
    told.push({ at, kind, about });
    if (!isNudge || nudgedOn === date) return;
    if (nudgedOn !== null) ignored = active.includes(nudgedOn) ? 0 : ignored + 1;
    nudgedOn = date;
  };

  /** News waits for the end of quiet hours, and for the end of a rest of up to two days. */
  const dueOfNews = (at: number): number | undefined => {
    const { date, minute } = clock.wallAt(at);
    const morning = minute >= QUIET_FROM ? date + 1 : date;
    if (!isResting(morning)) return isQuiet(minute) ? clock.instantOf(morning, QUIET_TO) : at;
    const next = [date + 1, date + 2].find((day) => day > morning && !isResting(day));
    return next === undefined ? undefined : clock.instantOf(next, QUIET_TO);
  };

  const news = (kind: string, about: string, at: number): void => {
    const due = dueOfNews(at);
    if (due !== undefined) tell(kind, about, at, due);
  };

  const habit = (before: number): number | null => {
    const days = active.filter((date) => date < before).slice(-28);
    if (days.length < 7) return null;
    const scores = Array.from({ length: 24 }, (_, hour) =>
      [...days].reverse().reduce((sum, date, age) => {
        const apart = Math.abs((hourOf.get(date) as number) - hour);
        const distance = Math.min(apart, 24 - apart);
        return sum + 0.95 ** age * ([1.1, 1, 0.5][distance] ?? 0);
      }, 0),
    );
    const best = Math.max(...scores);
    // Equal hours differ by rounding alone.
    return scores.findIndex((score) => score > best - 1e-9);
  };

  const reminderAt = (date: number): number => {
    if (remindAt !== null) return clock.instantOf(date, remindAt);
    const hour = habit(date);
    const minute = hour === null ? 18 * 60 : hour * 60;
    if (!isQuiet(minute)) return clock.instantOf(date, minute);
    return clock.instantOf(date, minute >= QUIET_FROM ? QUIET_FROM - 60 : QUIET_TO);
  };

  const awayOn = (date: number): number => {
    let days = 0;
    for (let day = (active.at(-1) as number) + 1; day <= date; day++) if (!isProtected(day)) days++;
    return days;
  };

  const happen = (one: Happening): void => {
    const { date, minute } = clock.wallAt(one.at);
    if (isErased) return;
    if (one.what === "switch") {
      isOn = one.isOn;
      if (isOn) since = one.at;
    }
    if (one.what === "wish") {
      remindAt = one.remindAt;
      off = one.off;
      since = one.at;
    }
    if (one.what === "pause") for (let day = one.from; day <= one.to; day++) paused.add(day);
    if (one.what === "opened") ignored = 0;
    if (one.what === "erase") isErased = true;
    if (one.what !== "activity") return;
    if (active.includes(date)) return;
    active.push(date);
    hourOf.set(date, Math.floor(minute / 60));
    run++;
    lastCounted = date;
    if (MILESTONES.includes(run)) news("milestone", `${run}:${dateText(date)}`, one.at);
  };

  const close = (date: number, at: number): void => {
    if (active.length === 0 || active.includes(date) || isProtected(date) || run === 0) return;
    if (freezes > 0) {
      freezes--;
      news("freeze_consumed", dateText(date), at);
      return;
    }
    const length = run;
    run = 0;
    if (length >= 2) news("streak_broken", dateText(lastCounted), at);
  };

  /** What time calls for on a date at this moment of it. */
  const look = (kind: string, date: number, at: number): void => {
    const { date: today, minute } = clock.wallAt(at);
    if (isErased || active.length === 0 || today !== date || at <= since || isResting(date)) return;
    const isAsked = remindAt !== null && (kind === "reminder" || kind === "win_back");
    if (isQuiet(minute) && !isAsked) return;
    if (kind === "recap") {
      if (isProtected(date)) return;
      const week = active.filter((day) => day >= date - 7 && day < date);
      if (week.length > 0) tell("weekly_recap", dateText(date), at, at);
      return;
    }
    if (active.includes(date)) return;
    if (kind === "risk") {
      if (run >= 2 && freezes === 0) tell("streak_at_risk", dateText(date), at, at);
      return;
    }
    const days = awayOn(date);
    if (days === 1 || days === 2) tell("daily_reminder", dateText(date), at, at);
    if ([3, 7, 14, 30].includes(days)) tell("win_back", `${dateText(active.at(-1) as number)}+${days}`, at, at);
  };

  const { happenings } = learner;
  let next = 0;
  const first = clock.wallAt((happenings[0] as Happening).at).date;
  for (let date = first; clock.endOf(date - 1) <= until; date++) {
    const end = clock.endOf(date);
    // Three hours before the end, or an hour before quiet hours where it would fall into them (a day with an hour twice).
    const late = end - 3 * HOUR_MS;
    const risk = isQuiet(clock.wallAt(late).minute) ? clock.instantOf(date, QUIET_FROM - 60) : late;
    // The time of a reminder may be changed while its date is under way: it is looked up anew at every moment.
    const moments = (): { readonly at: number; readonly kind: string }[] => [
      { at: risk, kind: "risk" },
      { at: reminderAt(date), kind: "reminder" },
      ...(weekday(date) === 1 ? [{ at: clock.instantOf(date, 9 * 60), kind: "recap" }] : []),
    ];
    let now = clock.endOf(date - 1) - 1;
    for (;;) {
      const moment = moments()
        .filter(({ at }) => at > now && at < end)
        .sort((a, b) => a.at - b.at)[0];
      const happening = happenings[next];
      const isNext =
        happening !== undefined && happening.at < end && (moment === undefined || happening.at < moment.at);
      if (isNext) {
        now = happening.at;
        next++;
        if (now <= until) happen(happening);
      } else if (moment !== undefined) {
        if (moment.at > until) break;
        for (const { at, kind } of moments()) if (at === moment.at) look(kind, date, at);
        now = moment.at;
      } else break;
    }
    if (end <= until) close(date, end);
  }
  return told;
}
