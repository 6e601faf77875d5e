import type { Instant } from "./calendar.ts";
import type { Draft } from "./draft.ts";
import { closedThroughAt } from "./in-force.ts";
import { firstOwnDate } from "./legacy-history.ts";
import type { NoticeScene } from "./notices/notice-scene.ts";
import { noticeWakeAt } from "./notices/notice-wake.ts";
import { protectionOn } from "./protection.ts";
import { dateEndsAt } from "./zones.ts";

const HOUR_MS = 3_600_000;
/** A schedule without an end (every weekday a rest day, a long pause) is looked at again after this many dates. */
const HORIZON_DAYS = 400;

/** When time alone will next conclude something for a user, or a notice may be due; `null` where nothing is. */
export function wakeAtOf(draft: Draft, scene: NoticeScene | undefined): Instant | null {
  const concluding = concludingAt(draft);
  const telling = scene === undefined ? null : noticeWakeAt(scene);
  if (concluding === null || telling === null) return concluding ?? telling;
  return Math.min(concluding, telling);
}

/**
 * When time alone will next conclude something: the end of the first date that could break a run or cost a
 * freeze, or the end of the grace of a break not announced yet; `null` where nothing is due.
 */
function concludingAt(draft: Draft): Instant | null {
  const { state, folded, policy, book } = draft;
  const { closeGraceHours } = policy.rulesOn(draft.dateAt(draft.now)).rules;
  const unannounced = folded.presence.breaks.at(-1);
  if (unannounced !== undefined && unannounced.missed > (state.announcedThrough ?? unannounced.missed)) {
    return endOf(unannounced.missed) + closeGraceHours * HOUR_MS;
  }
  if (folded.presence.current === 0 || firstOwnDate(state.days) === undefined) return null;
  const closed = closedThroughAt(state, draft.now, policy, book.defaultZone);
  for (let date = closed + 1; date <= closed + HORIZON_DAYS; date++) {
    if (isSafe(date)) continue;
    return endOf(date);
  }
  return endOf(closed + HORIZON_DAYS);

  function isSafe(date: number): boolean {
    if (state.days.complete.has(date)) return true;
    if (state.days.active.has(date) && folded.goal.current === 0) return true;
    return protectionOn(date, state.days, policy) !== undefined;
  }

  function endOf(date: number): Instant {
    const dayStart = policy.dayStartAt(draft.now);
    const here = dateEndsAt(date, draft.zoneAt(draft.now), dayStart);
    return state.lastZone === null ? here : Math.max(here, dateEndsAt(date, state.lastZone, dayStart));
  }
}
