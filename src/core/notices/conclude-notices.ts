import { DAY_MS, type DayNumber, formatDate, type Instant } from "../calendar.ts";
import { isInTimeToRestore, restoresLeft } from "../commands.ts";
import type { Draft } from "../draft.ts";
import type { Fact } from "../fact.ts";
import { endOfSpan, instantOf, isWithin } from "../wall-clock.ts";
import { dateEndsAt, localDate, localMinute } from "../zones.ts";
import { INBOX, type Notice, type NoticeDelivery, type NoticeKind } from "./notice.ts";
import { isTooMuch, noted, PUNCTUAL_MS } from "./notice-limits.ts";
import { drawOf, drawVariant } from "./notice-rules.ts";
import { channelsFor, isResting, type NoticeScene } from "./notice-scene.ts";
import { scheduledOn } from "./notice-schedule.ts";

/** News of so many days ago is no news. */
const FRESH_DAYS = 2;

/** The wording that is always there, and says nothing of streaks where none is known. */
const PLAIN_WORDING = "a";

/** What is to be told, before it is known whether it may be. */
interface Draw {
  readonly kind: NoticeKind;
  readonly about: string;
  readonly dueAt: Instant;
  readonly expiresAt: Instant;
  readonly data: Notice["data"];
}

/**
 * The notices of a decision: what its facts call for, then what time calls for by now. They are noted in the draft, so
 * that the limits of a day hold and nothing comes twice.
 */
export function concludeNotices(
  scene: NoticeScene | undefined,
  draft: Draft,
  facts: readonly Fact[],
): { notices: Notice[]; deliveries: NoticeDelivery[] } {
  const notices: Notice[] = [];
  const deliveries: NoticeDelivery[] = [];
  if (scene === undefined) return { notices, deliveries };
  const due = ofTime(scene);
  for (const draw of [...ofFacts(scene, facts, draft), ...due]) {
    const date = localDate(draw.dueAt, scene.zone, scene.dayStart);
    const known = draft.state.notices ?? scene.notices;
    const channels = channelsFor(scene, draw.kind);
    if (channels.length === 0 || isTooMuch(known, scene.noticeRules, draw.kind, date)) continue;
    const notice = write(scene, draw, date, channels);
    draft.state.notices = noted(known, notice, (day) => draft.state.days.active.has(day));
    draft.touched = true;
    notices.push(notice);
    deliveries.push(...deliveriesOf(scene, notice));
  }
  if (due.length > 0) {
    // What was too much now is not made up for later.
    draft.state.notices = { ...(draft.state.notices ?? scene.notices), since: draft.now };
    draft.touched = true;
  }
  return { notices, deliveries };
}

/** What the page is told of a notice as it comes: nothing of one that it does not show. */
export function noticeFacts({ id, kind, date, at, version, channels, isHeldOut }: Notice): Fact[] {
  if (isHeldOut || !channels.includes(INBOX)) return [];
  const data = { notice: id, notice_kind: kind };
  return [{ key: `notice.added:${id}`, kind: "notice.added", at, version, date, data }];
}

function write(scene: NoticeScene, draw: Draw, date: DayNumber, channels: readonly string[]): Notice {
  const { state, now, noticeRules } = scene;
  const id = `${draw.kind}:${draw.about}`;
  const seed = `${state.userId}\0${id}`;
  const { name, chance } = state.switches.streaks
    ? drawVariant(noticeRules, draw.kind, drawOf(`${seed}\0variant`))
    : { name: PLAIN_WORDING, chance: 1 };
  const isHeldOut = drawOf(`${seed}\0holdout`) < noticeRules.holdout;
  return {
    ...draw,
    id,
    date,
    at: now,
    version: state.version + 1,
    variant: name,
    variantChance: chance,
    isHeldOut,
    holdout: noticeRules.holdout,
    channels,
  };
}

/** One for each address, and one for each channel that has a single receiver; the inbox has it by that. */
function deliveriesOf({ notices }: NoticeScene, notice: Notice): NoticeDelivery[] {
  if (notice.isHeldOut) return [];
  const { id: noticeId, dueAt, expiresAt, at } = notice;
  return notice.channels.flatMap((channel) => {
    const nextAt = channel === INBOX ? null : dueAt;
    const own = notices.addresses.filter((address) => address.channel === channel).map(({ id }) => id);
    return (own.length === 0 ? [""] : own).map((address) => ({ noticeId, channel, address, nextAt, expiresAt, at }));
  });
}

function ofTime(scene: NoticeScene): Draw[] {
  const { now, today, notices, zone, dayStart, clocks } = scene;
  const isQuiet = clocks.quiet !== null && isWithin(localMinute(now, zone), clocks.quiet);
  const expiresAt = dateEndsAt(today, zone, dayStart);
  return scheduledOn(scene, today)
    .filter(({ at, isAsked }) => {
      if (at > now || at <= notices.since) return false;
      return !isQuiet || (isAsked && now - at < PUNCTUAL_MS);
    })
    .map(({ kind, about, data }) => ({ kind, about, data, dueAt: now, expiresAt }));
}

function ofFacts(scene: NoticeScene, facts: readonly Fact[], draft: Draft): Draw[] {
  const { today } = scene;
  if (facts.length === 0) return [];
  const dueAt = soonest(scene);
  if (dueAt === undefined) return [];
  const news = [brokenOf(scene, facts, draft), frozenOf(scene, facts), milestoneOf(facts)];
  return news
    .filter((item): item is Pick<Draw, "kind" | "about" | "data"> & { readonly date: DayNumber } => {
      return item !== undefined && today - item.date <= FRESH_DAYS;
    })
    .map(({ kind, about, data }) => ({ kind, about, data, dueAt, expiresAt: dueAt + DAY_MS }));
}

/** When news may be told: not in quiet hours, nor on a date on which the user rests. */
function soonest(scene: NoticeScene): Instant | undefined {
  const { now, today, zone, dayStart, clocks } = scene;
  const at = endOfSpan(now, zone, clocks.quiet);
  const first = at === now ? today : localDate(at, zone, dayStart);
  if (!isResting(scene, first)) return at;
  for (let date = first + 1; date <= today + FRESH_DAYS; date++) {
    if (!isResting(scene, date)) return instantOf(date, clocks.quiet?.to ?? dayStart, zone, dayStart);
  }
  return undefined;
}

type News = (Pick<Draw, "kind" | "about" | "data"> & { readonly date: DayNumber }) | undefined;

/** The run that broke, where nothing new has begun since. */
function brokenOf(
  { folded, rules, noticeRules, state, today }: NoticeScene,
  facts: readonly Fact[],
  draft: Draft,
): News {
  if (folded[rules.primary].current > 0) return undefined;
  const fact = facts.findLast(({ kind, data }) => kind === "streak.broken" && data.streak === rules.primary);
  if (fact === undefined || Number(fact.data.length) < noticeRules.minStreak) return undefined;
  const grace = Math.ceil(rules.closeGraceHours / 24);
  const restores = restoresLeft(state, rules);
  const isRestorable = restores > 0 && isInTimeToRestore(fact.date, today, rules);
  const { length, ended_on: endedOn } = fact.data;
  return {
    kind: "streak_broken",
    about: String(endedOn),
    date: fact.date + grace,
    data: {
      length: Number(length),
      ended_on: String(endedOn),
      best: Math.max(folded[rules.primary].longest, state[rules.primary].floor),
      restorable: isRestorable ? 1 : 0,
      restores,
      missed: today - fact.date,
      freezes: draft.folded.freezesHeld,
    },
  };
}

/** The last date that a freeze was spent on, where the run goes on. */
function frozenOf({ folded }: NoticeScene, facts: readonly Fact[]): News {
  const fact = facts.findLast(({ kind }) => kind === "freeze.consumed");
  if (fact === undefined || folded.presence.current === 0) return undefined;
  const data = { streak: folded.presence.current, freezes: folded.freezesHeld, date: formatDate(fact.date) };
  return { kind: "freeze_consumed", about: formatDate(fact.date), date: fact.date, data };
}

/** The longest milestone that was just reached. */
function milestoneOf(facts: readonly Fact[]): News {
  const reached = facts.filter(({ kind, data }) => kind === "milestone.reached" && data.celebrate === true);
  const fact = reached.reduce<Fact | undefined>(
    (best, next) => (best === undefined || Number(next.data.days) > Number(best.data.days) ? next : best),
    undefined,
  );
  if (fact === undefined) return undefined;
  const days = Number(fact.data.days);
  const about = `${days}:${fact.data.reached_on}`;
  return { kind: "milestone", about, date: fact.date, data: { days, reached_on: String(fact.data.reached_on) } };
}
