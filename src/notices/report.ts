import type { NoticeKind, NoticeMarkKind } from "../core/notices/notice.ts";
import type { DeliveryCount, NoticeCount } from "../storage/store.ts";

/** How many of how many, with the 95 % interval. */
export interface NoticeRate {
  count: number;
  of: number;
  /** Null where there is nothing to divide by. */
  rate: number | null;
  low: number | null;
  high: number | null;
}

/** What became of the notices of one group. */
export interface NoticeArm {
  notices: number;
  read: NoticeRate;
  opened: NoticeRate;
  dismissed: NoticeRate;
  /** Activity within two hours. */
  followed: NoticeRate;
}

/** What was sent, what became of it, and what would have been without. */
export interface NoticeReport {
  kinds: {
    kind: NoticeKind;
    treated: NoticeArm;
    held_out: NoticeArm;
    /** Followed by activity: treated less held out; null where one of them is empty. */
    lift: { difference: number; low: number; high: number } | null;
  }[];
  variants: { kind: NoticeKind; variant: string; treated: NoticeArm }[];
  channels: {
    kind: NoticeKind;
    channel: string;
    sent: number;
    waiting: number;
    dead: number;
    dropped: number;
    opened: NoticeRate;
    followed: NoticeRate;
  }[];
}

/** The 97.5th percentile of the normal distribution. */
const Z = 1.959964;

/** Adds up what the database counted. */
export function noticeReport(counts: readonly NoticeCount[], deliveries: readonly DeliveryCount[]): NoticeReport {
  return {
    kinds: distinct(counts.map(({ kind }) => kind)).map((kind) => {
      const own = counts.filter((one) => one.kind === kind);
      const treated = armOf(own.filter(({ isHeldOut }) => !isHeldOut));
      const heldOut = armOf(own.filter(({ isHeldOut }) => isHeldOut));
      return { kind, treated, held_out: heldOut, lift: liftOf(treated.followed, heldOut.followed) };
    }),
    variants: distinct(counts.map(({ kind, variant }) => `${kind} ${variant}`)).map((key) => {
      const [kind, variant] = key.split(" ") as [NoticeKind, string];
      const own = counts.filter((one) => one.kind === kind && one.variant === variant && !one.isHeldOut);
      return { kind, variant, treated: armOf(own) };
    }),
    channels: distinct(deliveries.map(({ kind, channel }) => `${kind} ${channel}`)).map((key) => {
      const [kind, channel] = key.split(" ") as [NoticeKind, string];
      const own = deliveries.filter((one) => one.kind === kind && one.channel === channel);
      const of = (state: DeliveryCount["state"], mark: NoticeMarkKind | null = null): number =>
        sum(own.filter((one) => one.state === state && one.mark === mark));
      return {
        kind,
        channel,
        sent: of("sent"),
        waiting: of("waiting"),
        dead: of("dead"),
        dropped: of("dropped"),
        opened: rateOf(of("sent", "opened"), of("sent")),
        followed: rateOf(of("sent", "followed"), of("sent")),
      };
    }),
  };
}

/** A share with its Wilson score interval at 95 % (Wilson 1927), which holds for small numbers, too. */
function rateOf(count: number, of: number): NoticeRate {
  if (of === 0) return { count, of, rate: null, low: null, high: null };
  const share = count / of;
  const spread = Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  const middle = share + Z ** 2 / (2 * of);
  const scale = 1 + Z ** 2 / of;
  return {
    count,
    of,
    rate: share,
    low: Math.max(0, (middle - spread) / scale),
    high: Math.min(1, (middle + spread) / scale),
  };
}

/** The difference of two shares with its interval by Newcombe's hybrid score method (1998, method 10). */
function liftOf(treated: NoticeRate, control: NoticeRate): NoticeReport["kinds"][number]["lift"] {
  const [p, q] = [treated, control];
  if (p.rate === null || p.low === null || p.high === null) return null;
  if (q.rate === null || q.low === null || q.high === null) return null;
  const difference = p.rate - q.rate;
  return {
    difference,
    low: difference - Math.hypot(p.rate - p.low, q.high - q.rate),
    high: difference + Math.hypot(p.high - p.rate, q.rate - q.low),
  };
}

function armOf(counts: readonly NoticeCount[]): NoticeArm {
  const of = (mark: NoticeMarkKind | null): number => sum(counts.filter((one) => one.mark === mark));
  const notices = of(null);
  return {
    notices,
    read: rateOf(of("read"), notices),
    opened: rateOf(of("opened"), notices),
    dismissed: rateOf(of("dismissed"), notices),
    followed: rateOf(of("followed"), notices),
  };
}

function sum(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}

function distinct<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort();
}
