import type { DayNumber, Instant } from "../core/calendar.ts";
import type { Notice, NoticeAddress, NoticeKind, NoticeMarkKind } from "../core/notices/notice.ts";
import type { Part } from "./part.ts";

/** Where a delivery stands: it waits, was sent, will not be sent any more by itself, or is no longer to be sent. */
export type DeliveryState = "waiting" | "sent" | "dead" | "dropped";

/** A notice on its way to an address, or what became of it. */
export interface DeliveryRow {
  readonly userId: string;
  readonly noticeId: string;
  readonly channel: string;
  /** Names the address; empty where the channel has one receiver for everybody. */
  readonly address: string;
  readonly state: DeliveryState;
  /** When it is due; null once it waits for nothing. */
  readonly nextAt: Instant | null;
  /** Attempts begun so far. */
  readonly attempts: number;
  readonly expiresAt: Instant;
  readonly sentAt: Instant | null;
  /** What the channel is asked about later. */
  readonly receipt: string | null;
  readonly error: string | null;
}

/** A delivery that is due, with everything that sending it takes. */
export interface DueDelivery {
  readonly delivery: DeliveryRow;
  readonly notice: Notice;
  /** The address itself; null where it is gone or the channel needs none. */
  readonly to: string | null;
  /** The user as stored; null where they are gone. */
  readonly user: { readonly version: number; readonly name: string | null; readonly locale: string | null } | null;
}

/** What became of an attempt. */
export interface DeliveryResult extends Pick<DeliveryRow, "state" | "nextAt" | "sentAt" | "receipt" | "error"> {
  /** As it was claimed: where somebody else has claimed it since, nothing is written. */
  readonly delivery: DeliveryRow;
}

/** A notice with what became of it. */
export interface NoticeRow extends Notice {
  readonly marks: { readonly [mark in NoticeMarkKind]?: Instant };
}

/** The one receiver of a channel that said it exists no more: nothing is sent to it until somebody says otherwise. */
export interface GoneReceiver {
  readonly channel: string;
  /** Which receiver, where the channel names it: after a change of the configuration it is another. */
  readonly receiver: string;
  readonly since: Instant;
}

/** Where a page of notices ended: older ones follow. */
export interface NoticeCursor {
  readonly at: Instant;
  readonly id: string;
}

/** How many notices of one kind and wording there were, and of how many something became. */
export interface NoticeCount {
  readonly kind: NoticeKind;
  readonly variant: string;
  readonly isHeldOut: boolean;
  /** `null` counts all of them. */
  readonly mark: NoticeMarkKind | null;
  readonly count: number;
}

/** How many deliveries of one kind, channel and wording stand how, and of how many of their notices something became. */
export interface DeliveryCount {
  readonly kind: NoticeKind;
  readonly channel: string;
  readonly variant: string;
  readonly state: DeliveryState;
  /** `null` counts all of them. */
  readonly mark: NoticeMarkKind | null;
  readonly count: number;
}

/**
 * Notices as they were decided, on their way, and afterwards. They are written by `apply`, in the transaction of their
 * cause; here they are read and sent. Every row is of one user and goes with them.
 */
export interface NoticeTables {
  /** What is due on a channel, longest first; of one part of all users where one is named. */
  due(channel: string, now: Instant, limit: number, part?: Part): Promise<DueDelivery[]>;
  /**
   * Begins attempts: the deliveries are due again at `until` unless they are settled. Gives those that nobody else took, and
   * whose user did not change since they were found: what is left out is still due.
   */
  claim(due: readonly Pick<DueDelivery, "delivery" | "user">[], until: Instant): Promise<DeliveryRow[]>;
  settle(results: readonly DeliveryResult[]): Promise<void>;
  /** A user's notices, newest first (instant, then id, both descending), older than `before`; those held out included. */
  notices(userId: string, limit: number, before?: NoticeCursor): Promise<NoticeRow[]>;
  notice(userId: string, id: string): Promise<NoticeRow | undefined>;
  addresses(userId: string): Promise<NoticeAddress[]>;
  deliveries(userId: string): Promise<DeliveryRow[]>;
  /** Deliveries given up, after a user and notice; at most `limit`. */
  dead(limit: number, after?: Pick<DeliveryRow, "userId" | "noticeId">): Promise<DeliveryRow[]>;
  /** Makes deliveries that were given up due at an instant, with all attempts before them. Gives how many. */
  revive(deliveries: readonly DeliveryRow[], now: Instant, expiresAt: Instant): Promise<number>;
  /** Since when nothing is sent; `undefined` where that is not so. */
  pausedSince(): Promise<Instant | undefined>;
  /** Stops sending, or `null`: goes on. */
  pause(since: Instant | null): Promise<void>;
  /** The receivers that said they are gone, by channel and name. */
  gone(): Promise<GoneReceiver[]>;
  /** Notes one; where it is noted already, since then. */
  noteGone(receiver: GoneReceiver): Promise<void>;
  /**
   * Lets a channel call its receivers again. What waited for it and has expired is given up, so that it can be replayed.
   * Gives how many receivers were noted.
   */
  forgetGone(channel: string, now: Instant): Promise<number>;
  /** Who has an address of this name on a channel, and since when; nearly always one. */
  holders(channel: string, id: string): Promise<{ readonly userId: string; readonly createdAt: Instant }[]>;
  /** Of notices with `from <= date <= to`. */
  counts(from: DayNumber, to: DayNumber): Promise<NoticeCount[]>;
  deliveryCounts(from: DayNumber, to: DayNumber): Promise<DeliveryCount[]>;
}
