import type { DayNumber, Instant } from "../calendar.ts";
import type { Draft } from "../draft.ts";
import type { Folded } from "../fold.ts";
import { firstOwnDate } from "../legacy-history.ts";
import type { Policy } from "../policy.ts";
import { protectionOn } from "../protection.ts";
import type { RuleBook, Rules } from "../rules.ts";
import { parseClock } from "../rules-check.ts";
import type { UserState } from "../state.ts";
import { viewState } from "../view.ts";
import type { ClockSpan } from "../wall-clock.ts";
import { type NoticeKind, type NoticeState, plainNoticeState } from "./notice.ts";
import { DEFAULT_NOTICE_RULES, type NoticeRules } from "./notice-rules.ts";

/** Everything that decides about a user's notices at an instant. */
export interface NoticeScene {
  readonly state: UserState;
  readonly notices: NoticeState;
  readonly rules: Rules;
  readonly noticeRules: NoticeRules;
  readonly clocks: NoticeClocks;
  readonly folded: Folded;
  readonly policy: Policy;
  readonly now: Instant;
  readonly today: DayNumber;
  readonly zone: string;
  /** Minutes after midnight. */
  readonly dayStart: number;
  readonly channels: readonly string[];
}

/** The times of the rules, in minutes after midnight. */
export interface NoticeClocks {
  readonly remindAt: number;
  readonly recapAt: number;
  readonly quiet: ClockSpan | null;
}

/** What is told of streaks alone: not to whoever does not want to see theirs. */
const OF_STREAKS: ReadonlySet<NoticeKind> = new Set([
  "streak_at_risk",
  "streak_broken",
  "freeze_consumed",
  "milestone",
]);

const clocks = new WeakMap<NoticeRules, NoticeClocks>();

/** What decides about notices for a decision in the making; `undefined` where the user gets none. */
export function sceneOfDraft(draft: Draft): NoticeScene | undefined {
  const { state, book, now } = draft;
  if (isSilent(state, book)) return undefined;
  const zone = draft.zoneAt(now);
  return sceneOf(state, now, draft.dateAt(now), zone, draft.policy, draft.folded);
}

/** What decides about notices at an instant, whether or not any job has run; `undefined` where the user gets none. */
export function sceneAt(state: UserState, now: Instant, book: RuleBook): NoticeScene | undefined {
  if (isSilent(state, book)) return undefined;
  const { zone, today, policy, folded } = viewState(state, now, book);
  return sceneOf(state, now, today, zone, policy, folded);
}

/** The cheap answer for nearly everybody where notices are not used. */
function isSilent({ switches, notices, days }: UserState, book: RuleBook): boolean {
  // Of whom nothing is recorded any more nobody knows whether it is done.
  if (!switches.notices || !switches.tracking || days.active.isEmpty) return true;
  return notices === null && book.versions.every(({ rules }) => (rules.notices?.channels.length ?? 0) === 0);
}

function sceneOf(
  state: UserState,
  now: Instant,
  today: DayNumber,
  zone: string,
  policy: Policy,
  folded: Folded,
): NoticeScene | undefined {
  const { rules } = policy.rulesOn(today);
  const noticeRules = rules.notices ?? DEFAULT_NOTICE_RULES;
  const notices = state.notices ?? plainNoticeState(state.createdAt);
  const channels = channelsOf(notices, noticeRules);
  if (channels.length === 0 || firstOwnDate(state.days) === undefined) return undefined;
  const dayStart = policy.dayStartAt(now);
  return {
    state,
    notices,
    rules,
    noticeRules,
    clocks: clocksOf(noticeRules),
    folded,
    policy,
    now,
    today,
    zone,
    dayStart,
    channels,
  };
}

/** The channels that a user has: those chosen, or those of the rules, and those that an address is known for. */
function channelsOf(notices: NoticeState, rules: NoticeRules): string[] {
  const all = new Set([...(notices.channels ?? rules.channels), ...notices.addresses.map(({ channel }) => channel)]);
  return [...all].filter((channel) => !notices.off.includes(`${channel}/*`));
}

/** Where a notice of this kind goes; nowhere where it is switched off. */
export function channelsFor({ state, notices, noticeRules, channels }: NoticeScene, kind: NoticeKind): string[] {
  if (noticeRules.off.includes(kind) || notices.off.includes(kind)) return [];
  if (!state.switches.streaks && OF_STREAKS.has(kind)) return [];
  return channels.filter((channel) => !notices.off.includes(`${channel}/${kind}`));
}

/** Whether nothing is expected of the user on a date: it is protected, and nothing happened on it. */
export function isResting({ state, policy, folded }: NoticeScene, date: DayNumber): boolean {
  if (state.days.active.has(date)) return false;
  return folded.frozen.includes(date) || protectionOn(date, state.days, policy) !== undefined;
}

function clocksOf(rules: NoticeRules): NoticeClocks {
  let known = clocks.get(rules);
  if (known === undefined) {
    const { remindAt, recap, quiet } = rules;
    known = {
      remindAt: minutes(remindAt),
      recapAt: minutes(recap.at),
      quiet: quiet === null ? null : { from: minutes(quiet.from), to: minutes(quiet.to) },
    };
    clocks.set(rules, known);
  }
  return known;
}

function minutes(clock: string): number {
  return parseClock(clock) ?? 0;
}
