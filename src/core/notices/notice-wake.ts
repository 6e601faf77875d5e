import { type DayNumber, type Instant, weekdayOf } from "../calendar.ts";
import type { NoticeScene } from "./notice-scene.ts";
import { daysAway, REMINDED_DAYS, scheduledOn } from "./notice-schedule.ts";

/** A recap of a week without activity never comes: none is further away than this. */
const RECAP_DATES = 14;
/** A pause may be long. */
const HORIZON_DATES = 400;

/**
 * When a notice may next be due, should nothing happen before; `null` where none is. It may be earlier than anything is
 * due, never later: when it comes the rule looks again.
 */
export function noticeWakeAt(scene: NoticeScene): Instant | null {
  const { now } = scene;
  for (const date of datesAhead(scene)) {
    let next: Instant | null = null;
    for (const { at } of scheduledOn(scene, date)) {
      if (at > now && (next === null || at < next)) next = at;
    }
    if (next !== null) return next;
  }
  return null;
}

/** The dates on which something may be due, ascending; nearly always one of the first. */
function* datesAhead(scene: NoticeScene): Generator<DayNumber> {
  const { today, noticeRules } = scene;
  const longest = Math.max(REMINDED_DAYS, ...noticeRules.winBack);
  for (let date = today; date < today + HORIZON_DATES; date++) {
    const days = daysAway(scene, date);
    const isReminded = days <= REMINDED_DAYS || noticeRules.winBack.includes(days);
    if (isReminded || weekdayOf(date) === noticeRules.recap.weekday) yield date;
    if (days > longest && date > today + RECAP_DATES) return;
  }
}
