import type { Instant } from "../calendar.ts";
import type { RuleBook } from "../rules.ts";
import type { UserState } from "../state.ts";
import { endOfSpan } from "../wall-clock.ts";
import type { Notice } from "./notice.ts";
import { PUNCTUAL_MS } from "./notice-limits.ts";
import { channelsFor, isResting, type NoticeScene, sceneAt } from "./notice-scene.ts";

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
  const wasAsked = endOfSpan(notice.dueAt, scene.zone, scene.clocks.quiet) !== notice.dueAt;
  if (wasAsked) return now - notice.dueAt < PUNCTUAL_MS ? "send" : "drop";
  return { waitUntil: until };
}

function isStillSo({ kind, date, data }: Notice, { state, folded, rules, today }: NoticeScene): boolean {
  const { active, complete } = state.days;
  const streak = folded[rules.primary];
  switch (kind) {
    case "daily_reminder":
    case "win_back":
      return today === date && (active.last() ?? date) < date;
    case "streak_at_risk":
      if (today !== date || streak.current === 0) return false;
      return rules.primary === "goal" ? !complete.has(date) : (active.last() ?? date) < date;
    case "streak_broken":
      return streak.current === 0;
    case "milestone":
      return streak.current >= Number(data.days);
    case "freeze_consumed":
      return folded.presence.current > 0;
    case "weekly_recap":
      return today === date;
  }
}
