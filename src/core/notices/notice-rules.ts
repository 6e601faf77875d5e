import { NOTICE_KINDS, type NoticeKind } from "./notice.ts";

/** The platform's part of the rules of notices. */
export interface NoticeRules {
  /** Channels without an address that reach everybody who has notices on: `inbox`, `webhook`. @default [] */
  readonly channels: readonly string[];
  /** Kinds that nobody gets. @default [] */
  readonly off: readonly NoticeKind[];
  /** When to remind whose habit is not known, as `HH:MM` on the wall clock. @default "18:00" */
  readonly remindAt: string;
  /** How long before the end of the day a streak at stake is warned of. @default 180 */
  readonly atRiskMinutes: number;
  /** Shorter streaks are neither warned of nor mourned. @default 2 */
  readonly minStreak: number;
  /** Days away after which a learner is written to. @default [3, 7, 14, 30] */
  readonly winBack: readonly number[];
  /** When the week's recap is due: an ISO weekday and a time. @default Monday, 09:00 */
  readonly recap: { readonly weekday: number; readonly at: string };
  /** No sound between these times; `null` for none. @default 22:00 to 08:00 */
  readonly quiet: { readonly from: string; readonly to: string } | null;
  /** Notices a day at most, over all channels. @default 2 */
  readonly perDay: number;
  /** After so many nudges in a row that led to nothing there is one a day, after twice as many one in three days; 0: never fewer. @default 3 */
  readonly fewerAfter: number;
  /** The share of notices that is sent to nobody. @default 0.05 */
  readonly holdout: number;
  /** Weights of the wordings of a kind. @default { a: 1, b: 1 } for each */
  readonly variants: { readonly [kind in NoticeKind]?: Readonly<Record<string, number>> };
}

/** The rules of notices where the platform says nothing. */
export const DEFAULT_NOTICE_RULES: NoticeRules = {
  channels: [],
  off: [],
  remindAt: "18:00",
  atRiskMinutes: 180,
  minStreak: 2,
  winBack: [3, 7, 14, 30],
  recap: { weekday: 1, at: "09:00" },
  quiet: { from: "22:00", to: "08:00" },
  perDay: 2,
  fewerAfter: 3,
  holdout: 0.05,
  variants: {},
};

const EVEN: Readonly<Record<string, number>> = { a: 1, b: 1 };

/** Draws a wording: of one notice always the same. @returns the name, and how likely it was */
export function drawVariant(rules: NoticeRules, kind: NoticeKind, draw: number): { name: string; chance: number } {
  const weights = Object.entries(rules.variants[kind] ?? EVEN);
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  let left = draw * sum;
  for (const [name, weight] of weights) {
    left -= weight;
    if (left < 0) return { name, chance: weight / sum };
  }
  const [name, weight] = weights.at(-1) as [string, number];
  return { name, chance: weight / sum };
}

/** A number in [0, 1) that only depends on a text: FNV-1a over its code units, finished as MurmurHash3 does. */
export function drawOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Whether a text names a kind of notice. */
export function isNoticeKind(text: unknown): text is NoticeKind {
  return (NOTICE_KINDS as readonly unknown[]).includes(text);
}
