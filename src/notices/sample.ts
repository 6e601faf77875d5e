import { randomUUID } from "node:crypto";
import { DAY_MS, formatDate, type Instant } from "../core/calendar.ts";
import type { NoticeKind } from "../core/notices/notice.ts";
import type { Delivery } from "./channel.ts";
import type { NoticeTexts } from "./notice-texts.ts";

/** The numbers of an imagined learner, for previews and tests. */
export const SAMPLE_NOTICE: Readonly<Record<string, string | number>> = {
  name: "Ada",
  streak: 12,
  best: 30,
  length: 12,
  missed: 1,
  days: 7,
  active_days: 5,
  complete_days: 3,
  freezes: 1,
  restores: 1,
  restorable: 1,
  hours: 3,
};

/** A notice about an imagined learner; each has an id of its own. */
export function sampleDelivery(
  texts: NoticeTexts,
  kind: NoticeKind,
  locale: string,
  to: string,
  at: Instant,
): Delivery {
  const words = texts.render(kind, "a", locale, SAMPLE_NOTICE);
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
    data: SAMPLE_NOTICE,
    to,
  };
}
