import { createHash } from "node:crypto";
import type { Instant } from "../core/calendar.ts";
import { noticeDataAt } from "../core/notices/notice-check.ts";
import type { DueDelivery } from "../storage/store.ts";
import type { Delivery } from "./channel.ts";
import type { NoticeTexts } from "./notice-texts.ts";

/** What a channel is given of a delivery that is due. */
export function deliveryOf(
  { delivery, notice, to, user }: DueDelivery,
  texts: NoticeTexts,
  locale: string,
  now: Instant,
): Delivery {
  const { kind, variant, about, at, expiresAt } = notice;
  const data = noticeDataAt(notice, now);
  const variables = { ...data, name: user?.name ?? null };
  const text = texts.render(kind, variant, user?.locale ?? locale, variables);
  return {
    id: deliveryId(delivery),
    noticeId: notice.id,
    userId: delivery.userId,
    kind,
    about,
    at,
    expiresAt,
    locale: text.locale,
    text: { title: text.title, body: text.body, url: text.url, variant },
    data,
    to: to ?? "",
  };
}

/** The id under which receivers know a delivery again: of one notice, channel and address always the same. */
function deliveryId({ userId, noticeId, channel, address }: DueDelivery["delivery"]): string {
  const hash = createHash("sha256").update([userId, noticeId, channel, address].join("\0"), "utf8");
  return `ntc_${hash.digest("base64url").slice(0, 27)}`;
}
