import type { LoggedActivity } from "../core/activity.ts";
import { type DayNumber, formatDate } from "../core/calendar.ts";
import type { DayRecord } from "../core/day-record.ts";
import type { UserState } from "../core/state.ts";
import { factAnswer } from "../core/view.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { protectedDates, protectingActs } from "./protected-dates.ts";

/** Dates read at a time, and facts and acts a page: the memory that an export takes. */
const DATES = 92;
const PAGE = 500;

/** The text of an export, piece by piece: one JSON document with everything stored about a user. */
export async function* exportOf(
  tracker: Tracker,
  userId: string,
  state: UserState | undefined,
): AsyncGenerator<string> {
  const { store } = tracker;
  const head = {
    format: "daystreak.export.v1",
    exported_at: instant(tracker.now()),
    user_id: userId,
    state: state === undefined ? null : stateOf(state),
    settings: (state?.settings ?? []).map(({ from, effectiveAt, fixedZone, dayStart, goal, restDays }) => ({
      from: formatDate(from),
      effective_at: instant(effectiveAt),
      fixed_zone: fixedZone,
      day_start_minutes: dayStart,
      goal,
      rest_days: restDays,
    })),
    protections: (await protectingActs(tracker, userId)).map((act) => ({ kind: act.kind, ...protectedDates(act) })),
    grants: (await store.grants(userId)).map(({ id, date, count, reason, by, at }) => ({
      id,
      date: formatDate(date),
      freezes: count,
      reason,
      by,
      at: instant(at),
    })),
    notice_wishes: noticesOf(state),
    addresses: (await store.notices.addresses(userId)).map(({ channel, address, createdAt }) => ({
      channel,
      address,
      created_at: instant(createdAt),
    })),
    deliveries: (await store.notices.deliveries(userId)).map(({ noticeId, channel, state, attempts, sentAt }) => ({
      notice: noticeId,
      channel,
      state,
      attempts,
      sent_at: instantOrNull(sentAt),
    })),
    zone_changes: (await store.zoneChanges(userId)).map(({ at, zone, until, source }) => ({
      at: instant(at),
      zone,
      until: instant(until),
      source,
    })),
  };
  yield JSON.stringify(head).slice(0, -1);
  const spans = [...spansOf(state)];
  yield* list("days", spans, async ({ from, to }) => (await store.days(userId, from, to)).map(dayOf));
  yield* list("activities", spans, async ({ from, to }) => (await store.activities(userId, from, to)).map(activityOf));
  yield* list("facts", factPages(tracker, userId), async (facts) => facts.map(factAnswer));
  yield* list("notices", noticePages(tracker, userId), async (notices) => notices.map(noticeOf));
  yield* list("audit", auditPages(tracker, userId), async (acts) =>
    acts.map(({ id, at, action, reason, data }) => ({ id, at: instant(at), action, reason, data })),
  );
  yield "}";
}

/** A member whose list comes in parts. */
async function* list<T>(
  name: string,
  parts: AsyncIterable<T> | Iterable<T>,
  itemsOf: (part: T) => Promise<unknown[]>,
): AsyncGenerator<string> {
  yield `,${JSON.stringify(name)}:[`;
  let separator = "";
  for await (const part of parts) {
    const items = await itemsOf(part);
    if (items.length === 0) continue;
    yield separator + items.map((item) => JSON.stringify(item)).join(",");
    separator = ",";
  }
  yield "]";
}

function* spansOf(state: UserState | undefined): Generator<{ from: DayNumber; to: DayNumber }> {
  const { active } = state?.days ?? {};
  for (let from = active?.next(0); from !== undefined; from = active?.next(from + DATES)) {
    yield { from, to: from + DATES - 1 };
  }
}

type Facts = Awaited<ReturnType<Tracker["store"]["facts"]>>;

async function* factPages({ store }: Tracker, userId: string): AsyncGenerator<Facts> {
  let page = await store.facts(userId, PAGE);
  while (page.length > 0) {
    yield page;
    const { version, key } = page.at(-1) as Facts[number];
    page = await store.facts(userId, PAGE, { version, key });
  }
}

type Notices = Awaited<ReturnType<Tracker["store"]["notices"]["notices"]>>;

async function* noticePages({ store }: Tracker, userId: string): AsyncGenerator<Notices> {
  let page = await store.notices.notices(userId, PAGE);
  while (page.length > 0) {
    yield page;
    page = await store.notices.notices(userId, PAGE, page.at(-1) as Notices[number]);
  }
}

type Acts = Awaited<ReturnType<Tracker["store"]["shared"]["audits"]>>;

async function* auditPages({ store }: Tracker, userId: string): AsyncGenerator<Acts> {
  let page = await store.shared.audits(PAGE, undefined, userId);
  while (page.length > 0) {
    yield page;
    const { at, id } = page.at(-1) as Acts[number];
    page = await store.shared.audits(PAGE, { at, id }, userId);
  }
}

function stateOf(state: UserState): object {
  const { presence, goal } = state;
  const streak = ({ current, max, floor, startedOn, lastDate }: UserState["presence"]): object => ({
    current,
    max,
    floor,
    started_on: dateOrNull(startedOn),
    last_date: dateOrNull(lastDate),
  });
  return {
    version: state.version,
    created_at: instant(state.createdAt),
    name: state.name,
    groups: state.groups,
    switches: state.switches,
    zone: state.zone?.zone ?? null,
    device_zone: state.deviceZone,
    presence: streak(presence),
    goal: streak(goal),
    freezes_held: state.freezesHeld,
    restores_granted: state.restoresGranted,
    restores_used: state.restoresUsed,
    milestones: Object.fromEntries(Object.entries(state.milestones).map(([days, date]) => [days, formatDate(date)])),
    dates: Object.fromEntries(Object.entries(state.days).map(([name, set]) => [name, [...set].map(formatDate)])),
    closed_through: dateOrNull(state.closedThrough),
    last_activity_at: instantOrNull(state.lastAt),
    last_seen_at: instantOrNull(state.lastSeenAt),
    last_login: instantOrNull(state.lastLogin),
  };
}

function noticesOf(state: UserState | undefined): object | null {
  const notices = state?.notices ?? null;
  if (notices === null) return null;
  const { since, remindAt, off, channels, locale, hours, sent, nudgedOn, ignored } = notices;
  return {
    since: instant(since),
    remind_at_minutes: remindAt,
    off,
    channels,
    locale,
    first_hours: hours.map((packed) => ({ date: formatDate(Math.floor(packed / 24)), hour: packed % 24 })),
    lately: sent.map(([date, kind]) => ({ date: formatDate(date), kind })),
    nudged_on: dateOrNull(nudgedOn),
    ignored,
  };
}

function noticeOf(notice: Notices[number]): object {
  return {
    id: notice.id,
    kind: notice.kind,
    at: instant(notice.at),
    date: formatDate(notice.date),
    variant: notice.variant,
    held_out: notice.isHeldOut,
    channels: notice.channels,
    data: notice.data,
    marks: Object.fromEntries(Object.entries(notice.marks).map(([mark, at]) => [mark, instant(at)])),
  };
}

function dayOf(day: DayRecord): object {
  return {
    date: formatDate(day.date),
    status: day.status,
    problem_ids: day.problemIds,
    lesson_ids: day.lessonIds,
    counts: day.counts,
    base_problems: day.baseProblems,
    base_lessons: day.baseLessons,
    hours: Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => ((day.hours >> hour) & 1) === 1),
    active_slots: [...day.slots].flatMap((byte, at) =>
      Array.from({ length: 8 }, (_, bit) => at * 8 + bit).filter((slot) => ((byte >> (slot & 7)) & 1) === 1),
    ),
    first_at: instant(day.firstAt),
    first_zone: day.firstZone,
    last_at: instant(day.lastAt),
    last_zone: day.lastZone,
    zones: day.zones,
    goal: day.goal,
    rules_version: day.rulesVersion,
    source: day.source,
    flags: day.flags,
  };
}

function activityOf(activity: LoggedActivity): object {
  return {
    identity: activity.identity,
    type: activity.type,
    at: instant(activity.at),
    date: formatDate(activity.date),
    zone: activity.zone,
    own_zone: activity.ownZone,
    ref: activity.ref,
    received_at: instant(activity.receivedAt),
    source: activity.source,
    flags: activity.flags,
  };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

function instantOrNull(at: number | null): string | null {
  return at === null ? null : instant(at);
}

function dateOrNull(date: DayNumber | null): string | null {
  return date === null ? null : formatDate(date);
}
