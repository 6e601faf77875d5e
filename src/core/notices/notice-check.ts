import { formatDate, type Instant } from "../calendar.ts";
import type { RuleBook } from "../rules.ts";
import type { UserState } from "../state.ts";
import { endOfSpan } from "../wall-clock.ts";
import type { Notice, NoticeKind } from "./notice.ts";
import { PUNCTUAL_MS } from "./notice-limits.ts";
import { channelsFor, isResting, type NoticeScene, sceneAt } from "./notice-scene.ts";

const HOUR_MS = 3_600_000;
/** What comes at the time that the user chose. */
const AT_OWN_TIME: ReadonlySet<NoticeKind> = new Set(["daily_reminder", "win_back"]);
/** What is said of a moment, and not so for ever. */
const PASSING: ReadonlySet<NoticeKind> = new Set(["daily_reminder", "streak_at_risk", "win_back", "streak_broken"]);

/** Whether a notice may go out now, is to wait, or is no longer true or wanted. */
export type NoticeVerdict = "send" | "drop" | { readonly waitUntil: Instant };

/** Looks again, right before a notice is sent on a channel: what it says must still be so, and wanted. */
export function checkNotice(
  notice: Notice,
  channel: string,
  state: UserState,
  now: Instant,
  book: RuleBook,
): NoticeVerdict {
  const scene = sceneAt(state, now, book);
  if (scene === undefined || !channelsFor(scene, notice.kind).includes(channel)) return "drop";
  if (isResting(scene, scene.today) || !isStillSo(notice, scene)) return "drop";
  const until = endOfSpan(now, scene.zone, scene.clocks.quiet);
  if (until === now) return "send";
  // Only who chose a time of their own is told of anything at night, and then.
  const isAsked = scene.notices.remindAt !== null && AT_OWN_TIME.has(notice.kind);
  if (isAsked) return now - notice.dueAt < PUNCTUAL_MS ? "send" : "drop";
  return { waitUntil: until };
}

/**
 * Tells which notices are still so: a reminder is not once its day is done or over, nor is a break once something new has
 * begun. What was reached or kept stays so.
 */
export function currentNotices(
  state: UserState,
  now: Instant,
  book: RuleBook,
): (notice: Pick<Notice, "kind" | "date" | "data">) => boolean {
  let scene: NoticeScene | undefined | null = null;
  return (notice) => {
    if (!PASSING.has(notice.kind)) return true;
    scene = scene === null ? sceneAt(state, now, book) : scene;
    return scene !== undefined && isStillSo(notice, scene);
  };
}

/** The numbers of a notice at an instant: how many hours are left of a day is not what it was when it was decided. */
export function noticeDataAt({ kind, data, expiresAt }: Notice, now: Instant): Notice["data"] {
  if (kind !== "streak_at_risk" || now >= expiresAt) return data;
  return { ...data, hours: Math.round((expiresAt - now) / HOUR_MS) };
}

function isStillSo(
  { kind, date, data }: Pick<Notice, "kind" | "date" | "data">,
  { state, folded, rules, today }: NoticeScene,
): boolean {
  const { active, complete } = state.days;
  const streak = folded[rules.primary];
  switch (kind) {
    case "daily_reminder":
    case "win_back":
      return today === date && (active.last() ?? date) < date;
    case "streak_at_risk":
      if (today !== date || streak.current === 0) return false;
      // A freeze that came meanwhile keeps the streak: then nothing ends.
      if (folded.freezesHeld > 0 && !active.has(date)) return false;
      return rules.primary === "goal" ? !complete.has(date) : (active.last() ?? date) < date;
    case "streak_broken":
      return streak.current === 0;
    case "milestone":
      return streak.current >= Number(data.days);
    case "freeze_consumed":
      // A late activity gives the freeze back: then it covered nothing.
      return folded.presence.current > 0 && folded.frozen.some((day) => formatDate(day) === data.date);
    case "weekly_recap":
      return today === date;
  }
}
