import type { DayNumber, Instant } from "../calendar.ts";

/** What a message to a user can be about. */
export const NOTICE_KINDS = [
  "daily_reminder",
  "streak_at_risk",
  "streak_broken",
  "freeze_consumed",
  "milestone",
  "win_back",
  "weekly_recap",
] as const;

/** What a message to a user is about. */
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** The channel that is the list of notices itself: it makes no sound and needs no address. */
export const INBOX = "inbox";

/** A message that a cause called for. Immutable; what becomes of it is kept beside it. */
export interface Notice {
  /** Kind and cause: unique per user, so that a retry writes it once. */
  readonly id: string;
  readonly kind: NoticeKind;
  /** The date or the run it is about. */
  readonly about: string;
  /** The local date on which it counts against the limits of a day. */
  readonly date: DayNumber;
  /** When it was decided. */
  readonly at: Instant;
  /** From when on channels that make a sound may send it. */
  readonly dueAt: Instant;
  /** From when on nobody sends it any more. */
  readonly expiresAt: Instant;
  /** The state version that decided it. */
  readonly version: number;
  /** Which wording was drawn, and how likely that was. */
  readonly variant: string;
  readonly variantChance: number;
  /** Drawn to be sent to nobody, so that the effect of the others can be measured; and how likely that was. */
  readonly isHeldOut: boolean;
  readonly holdout: number;
  /** Where it goes. */
  readonly channels: readonly string[];
  /** The numbers its text is made of. */
  readonly data: Readonly<Record<string, string | number | null>>;
}

/** A notice on its way to one address. */
export interface NoticeDelivery {
  readonly noticeId: string;
  readonly channel: string;
  /** Names the address; empty where the channel has one receiver for everybody. */
  readonly address: string;
  /** When it is due; `null` where being written is all there is to it. */
  readonly nextAt: Instant | null;
  readonly expiresAt: Instant;
  readonly at: Instant;
}

/** An address to which a user's notices go. */
export interface NoticeAddress {
  readonly channel: string;
  /** Names the address within the channel. */
  readonly id: string;
  /** An e-mail address, a push subscription as JSON, a token. */
  readonly address: string;
  readonly createdAt: Instant;
}

/** What can become of a notice: the user saw it, took it up, put it away; or was active within two hours. */
export type NoticeMarkKind = "read" | "opened" | "dismissed" | "followed";

/** What became of a notice, and when; of one kind the first counts. */
export interface NoticeMark {
  readonly noticeId: string;
  readonly mark: NoticeMarkKind;
  readonly at: Instant;
}

/** What a user wants of notices, and what the rule must remember of them. */
export interface NoticeState {
  /** Up to when times were looked at: those before, also before the user changed this, are not made up for. */
  readonly since: Instant;
  /** Minutes after midnight; `null` follows the user's habit. */
  readonly remindAt: number | null;
  /** Kinds switched off: `kind` everywhere, `channel/kind` or `channel/*` on one channel. */
  readonly off: readonly string[];
  /** Channels without an address of the user's own; `null` follows the rules. */
  readonly channels: readonly string[] | null;
  readonly addresses: readonly Pick<NoticeAddress, "channel" | "id">[];
  /** BCP 47; `null` follows the app. */
  readonly locale: string | null;
  /** The last active dates with the hour of the day's first activity, as date × 24 + hour, ascending. */
  readonly hours: readonly number[];
  /** What was decided lately: date and kind. */
  readonly sent: readonly (readonly [date: DayNumber, kind: NoticeKind])[];
  /** The last date with a nudge, and how many nudges in a row led to nothing. */
  readonly nudgedOn: DayNumber | null;
  readonly ignored: number;
  /** Notices of which it is not known yet whether activity followed; activities say so by their instants. */
  readonly awaited: readonly { readonly id: string; readonly from: Instant; readonly until: Instant }[];
}

/** The wishes of a user who never said any. */
export function plainNoticeState(since: Instant): NoticeState {
  return {
    since,
    remindAt: null,
    off: [],
    channels: null,
    addresses: [],
    locale: null,
    hours: [],
    sent: [],
    nudgedOn: null,
    ignored: 0,
    awaited: [],
  };
}
