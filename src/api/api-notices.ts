import type { Channel } from "../notices/channel.ts";
import { createNoticeTexts, type NoticeTexts } from "../notices/notice-texts.ts";
import type { Unsubscribing } from "../notices/unsubscribe.ts";

/** What the API needs to speak of notices. */
export interface ApiNotices {
  /** What notices say. */
  readonly texts: NoticeTexts;
  /** The channels that addresses can be stored for. */
  readonly channels: readonly Channel[];
  /** The language of users of whom none is known. @default "en" */
  readonly locale?: string;
  /** The public key that browsers subscribe to web push with. @default there is no web push */
  readonly pushKey?: string;
  /** Reads the links of e-mails. @default there are none */
  readonly unsubscribing?: Unsubscribing;
}

/** Notices in the inbox alone, in our own words. */
export function plainNotices(): ApiNotices {
  return { texts: createNoticeTexts({ app: "Daystreak" }), channels: [] };
}
