import type { NoticeKind } from "../core/notices/notice.ts";

/** One message for one address. */
export interface Delivery {
  /**
   * Stable: the same notice on the same channel to the same address has it on every attempt, in every process. Letters,
   * digits, `_` and `-`.
   */
  readonly id: string;
  /** The notice's own id, by which the API knows it: the same for all channels and addresses. */
  readonly noticeId: string;
  readonly userId: string;
  readonly kind: NoticeKind;
  /** The date (`YYYY-MM-DD`) or the run the notice is about: with user and kind it names the cause. */
  readonly about: string;
  /** When it was decided, in milliseconds since 1970. */
  readonly at: number;
  /** After this instant nobody wants to read it any more, in milliseconds since 1970; `null`: it does not age. */
  readonly expiresAt: number | null;
  /** BCP 47. */
  readonly locale: string;
  readonly text: {
    readonly title: string;
    readonly body: string;
    /** Where the message leads. */
    readonly url: string | null;
    readonly variant: string;
  };
  /** The numbers behind the text, as the API shows them. */
  readonly data: Readonly<Record<string, string | number | null>>;
  /** An e-mail address, a push subscription as JSON, a token; empty where the channel has one receiver for everybody. */
  readonly to: string;
}

/** What became of an attempt. A `reason` is for people: at most 200 characters, without secrets or answers of strangers. */
export type DeliveryOutcome =
  /** `receipt`: what {@link Channel.confirm} is asked about later. */
  | { readonly result: "delivered"; readonly receipt?: string }
  /** May work later; `afterMs`: not before so many milliseconds. */
  | { readonly result: "retry"; readonly afterMs?: number; readonly reason: string }
  /** The address exists no more: it is forgotten, with everything that waits for it. A receiver of everybody is left alone. */
  | { readonly result: "gone"; readonly reason: string }
  /** This delivery will never be taken. */
  | { readonly result: "refused"; readonly reason: string };

/** A way to bring notices to people. Every channel passes `testChannel` of `daystreak/testing/suites`. */
export interface Channel {
  /** How preferences and reports call it. */
  readonly name: string;
  /** Deliveries under way at once, at most. */
  readonly concurrency: number;
  /**
   * Where the channel has one receiver for everybody: names it for the operator, without secrets. A receiver that says it
   * is gone gets nothing any more until the operator lets the channel call it again, or configures another.
   * @default ""
   */
  readonly receiver?: string;
  /** Attempts begun a second by one process, at most: many that are due at once are spread evenly. @default 500 */
  readonly perSecond?: number;
  /** Why this address cannot be taken; `null` where it can. Asked when it is stored. */
  check(to: string): string | null;
  /**
   * Names the device or browser behind an address, whatever else stands in the address: it belongs to one learner, whoever
   * claimed it last. @default addresses may be shared, as families share mail
   */
  device?(to: string): string;
  /** Who stands behind an address, where several share the channel: while one of them fails the others go on. @default one for all */
  lane?(to: string): string;
  /** Never rejects; resolves within a limit of its own (15 s), or soon after the signal. */
  send(delivery: Delivery, signal: AbortSignal): Promise<DeliveryOutcome>;
  /** Asks what became of a delivery that was taken; `null`: not known yet. */
  confirm?(receipt: string, signal: AbortSignal): Promise<DeliveryOutcome | null>;
  /** Lets go of connections. */
  close(): Promise<void>;
}
