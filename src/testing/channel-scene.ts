import type { Channel, Delivery } from "../notices/channel.ts";

/** How a receiver behaves towards what comes next. */
export type ReceiverMood =
  /** Takes everything. */
  | "takes"
  /** Says that it cannot now. */
  | "busy"
  /** Says that the address exists no more. */
  | "gone"
  /** Listens, and never says anything. */
  | "silent"
  /** Hangs up in the middle. */
  | "dies"
  /** Is not there. */
  | "away";

/** One notice as it arrived. */
export interface Arrived {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

/** A channel with a real receiver at its other end. */
export interface ChannelScene {
  readonly channel: Channel;
  /** An address that the receiver knows, and another one. */
  readonly addresses: readonly [string, string];
  /** Addresses that can never be used. */
  readonly badAddresses: readonly string[];
  /** Changes how the receiver behaves from now on. */
  turn(mood: ReceiverMood): Promise<void>;
  /** What has arrived so far, repeats included. */
  arrived(): Promise<readonly Arrived[]>;
  /** Lets go of the receiver; the suite closes the channel itself. */
  dispose(): Promise<void>;
}

/** What a scene may be asked for. */
export interface SceneWishes {
  /** How long the channel waits for its receiver, in milliseconds. @default its own limit */
  readonly timeoutMs?: number;
}

/** A notice for tests. */
export function sampleDelivery(to: string, changes: Partial<Delivery> = {}): Delivery {
  const at = Date.UTC(2026, 2, 1, 18);
  return {
    id: "ntc_5nQ-2bF_x1",
    noticeId: "streak_at_risk:2026-03-01",
    userId: "ada",
    kind: "streak_at_risk",
    about: "2026-03-01",
    at,
    expiresAt: null,
    locale: "en",
    data: { streak: 12, missed: null },
    text: { title: "12 days in a row", body: "Nothing yet today.", url: "https://app.example/today", variant: "plain" },
    to,
    ...changes,
  };
}
