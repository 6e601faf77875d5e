import type { DayNumber, Instant } from "../calendar.ts";
import type { UserState } from "../state.ts";
import type { Notice, NoticeKind, NoticeState } from "./notice.ts";
import type { NoticeRules } from "./notice-rules.ts";

/** Kinds that want the user to do something; what happens next says whether they were heeded. */
const NUDGES: ReadonlySet<NoticeKind> = new Set(["daily_reminder", "streak_at_risk", "win_back"]);
/** How far past its time a notice at a time the user asked for may come in quiet hours, in milliseconds. */
export const PUNCTUAL_MS = 3_600_000;
/** Dates over which what was decided is remembered. */
const REMEMBERED_DATES = 3;
/** Activity within this time counts as following a notice. */
const FOLLOWED_MS = 2 * 3_600_000;
/** So much later a device may still tell of it. */
const TOLD_MS = 24 * 3_600_000;

/** Whether a notice of this kind would be too much on a date. */
export function isTooMuch(notices: NoticeState, rules: NoticeRules, kind: NoticeKind, date: DayNumber): boolean {
  const onDate = notices.sent.filter(([day]) => day === date);
  if (onDate.some(([, known]) => known === kind)) return true;
  // Who has been warned is not also reminded.
  if (kind === "daily_reminder" && onDate.some(([, known]) => known === "streak_at_risk")) return true;
  if (onDate.length >= rules.perDay) return true;
  if (rules.fewerAfter === 0 || !NUDGES.has(kind) || notices.ignored < rules.fewerAfter) return false;
  if (onDate.length > 0) return true;
  return notices.ignored >= 2 * rules.fewerAfter && notices.nudgedOn !== null && notices.nudgedOn > date - 3;
}

/** What is remembered once a notice was decided. `isHeeded`: whether a date had activity, in the end. */
export function noted(before: NoticeState, notice: Notice, isHeeded: (date: DayNumber) => boolean): NoticeState {
  const { id, kind, date, dueAt } = notice;
  const sent = [...before.sent.filter(([day]) => day > date - REMEMBERED_DATES), [date, kind] as const];
  const open = before.awaited.filter((one) => isAwaited(one, notice.at));
  const notices = { ...before, sent, awaited: [...open, { id, from: dueAt, until: dueAt + FOLLOWED_MS }] };
  const { nudgedOn, ignored } = before;
  // Several nudges on one date count once: the date is not over yet. What was sent to nobody was ignored by nobody.
  if (!NUDGES.has(kind) || nudgedOn === date || notice.isHeldOut) return notices;
  return { ...notices, nudgedOn: date, ignored: nudgedOn === null || isHeeded(nudgedOn) ? 0 : ignored + 1 };
}

/** Whether it may still become known that activity followed a notice. */
export function isAwaited({ until }: NoticeState["awaited"][number], now: Instant): boolean {
  return now <= until + TOLD_MS;
}

/**
 * Until when presence, once it is known, has nothing more to tell of notices: then the next one may be due, or presence
 * follow one. Not after `at` where a notice waits for it already.
 */
export function nextOfNotices({ notices, wakeAt }: Pick<UserState, "notices" | "wakeAt">, at: Instant): Instant {
  let next = wakeAt !== null && wakeAt > at ? wakeAt : Number.POSITIVE_INFINITY;
  for (const { from, until } of notices?.awaited ?? []) if (until > at) next = Math.min(next, from);
  return next;
}
