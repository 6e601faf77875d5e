import { randomUUID } from "node:crypto";
import { DAY_MS, formatDate, type Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import type { NoticeKind } from "../core/notices/notice.ts";
import type { Delivery } from "./channel.ts";
import type { NoticeTexts, RenderedNotice } from "./notice-texts.ts";

/** What is known of an imagined learner for each kind: the same as of a real one. */
const SAMPLES: Readonly<Record<NoticeKind, Readonly<Record<string, string | number>>>> = {
  daily_reminder: { streak: 12, best: 30 },
  streak_at_risk: { streak: 12, hours: 3 },
  streak_broken: { length: 12, best: 30, missed: 1, restorable: 1, restores: 1, freezes: 0 },
  freeze_consumed: { streak: 12, freezes: 1 },
  milestone: { days: 7 },
  win_back: { days: 7, best: 30 },
  weekly_recap: { active_days: 5, complete_days: 3, streak: 12 },
};
const NAME = "Ada";

/** What a notice says to an imagined learner. @throws DaystreakError `request_invalid` where there is no such wording */
export function previewNotice(texts: NoticeTexts, kind: NoticeKind, variant: string, locale: string): RenderedNotice {
  const variants = texts.variants(kind, locale);
  if (!variants.includes(variant)) {
    throw new DaystreakError(
      "request_invalid",
      `there is no such wording of ${kind}: say one of ${variants.join(", ")}`,
    );
  }
  return texts.render(kind, variant, locale, { ...SAMPLES[kind], name: NAME });
}

/** A notice about an imagined learner; each has an id of its own. */
export function sampleDelivery(
  texts: NoticeTexts,
  kind: NoticeKind,
  locale: string,
  to: string,
  at: Instant,
): Delivery {
  const words = previewNotice(texts, kind, "a", locale);
  const { title, body, url } = words;
  return {
    id: `test_${randomUUID()}`,
    noticeId: "test",
    userId: "test",
    kind,
    about: formatDate(Math.floor(at / DAY_MS)),
    at,
    expiresAt: null,
    locale: words.locale,
    text: { title, body, url, variant: "a" },
    data: SAMPLES[kind],
    to,
  };
}
