import type { DayNumber } from "../calendar.ts";
import type { Change, Outcome } from "../change.ts";
import type { Draft } from "../draft.ts";
import type { UserState } from "../state.ts";
import { HABIT_DATES } from "./habit.ts";
import { type NoticeState, plainNoticeState } from "./notice.ts";
import { isAwaited } from "./notice-limits.ts";

/** Addresses of one user, at most: each notice goes to all of them. */
const MAX_ADDRESSES = 20;

const ACCEPTED: Outcome = { status: "accepted" };
const DUPLICATE: Outcome = { status: "duplicate" };

type Command<K extends Change["kind"]> = Extract<Change, { kind: K }>;

/** Changes what a user wants of notices; absent keys stay. */
export function applyNotices(draft: Draft, { patch }: Command<"notices">): Outcome {
  change(draft, { ...patch, since: draft.now });
  return ACCEPTED;
}

/** Switches a kind off, or on again, for the user or on one channel. */
export function applyNoticesOff(draft: Draft, { kind, what }: Command<"notices_off" | "notices_on">): Outcome {
  const off = draft.state.notices?.off ?? [];
  const isOff = kind === "notices_off";
  if (off.includes(what) === isOff) return DUPLICATE;
  change(draft, { off: isOff ? [...off, what] : off.filter((known) => known !== what) });
  return ACCEPTED;
}

/** Adds an address, or replaces the one of its name. */
export function applySubscribe(draft: Draft, { channel, id, address }: Command<"subscribe">): Outcome {
  const known = draft.state.notices?.addresses ?? [];
  const isKnown = known.some((one) => one.channel === channel && one.id === id);
  if (!isKnown && known.length >= MAX_ADDRESSES) {
    return {
      status: "rejected",
      code: "conflict",
      detail: `a user has at most ${MAX_ADDRESSES} addresses: remove one first`,
    };
  }
  const removed = draft.removedAddresses.findIndex((one) => one.channel === channel && one.id === id);
  if (removed >= 0) draft.removedAddresses.splice(removed, 1);
  const added = draft.addresses.findIndex((one) => one.channel === channel && one.id === id);
  if (added >= 0) draft.addresses.splice(added, 1);
  draft.addresses.push({ channel, id, address, createdAt: draft.now });
  if (!isKnown) change(draft, { addresses: [...known, { channel, id }], since: draft.now });
  draft.touched = true;
  return ACCEPTED;
}

/** Takes an address away. */
export function applyUnsubscribe(draft: Draft, { channel, id }: Command<"unsubscribe">): Outcome {
  const known = draft.state.notices?.addresses ?? [];
  const left = known.filter((one) => one.channel !== channel || one.id !== id);
  if (left.length === known.length) return DUPLICATE;
  change(draft, { addresses: left });
  draft.removedAddresses.push({ channel, id });
  return ACCEPTED;
}

/** Says what became of a notice. Who takes one up: what was ignored before no longer counts. */
export function applyNoticeMark(draft: Draft, { id, mark }: Command<"notice_mark">): Outcome {
  draft.marks.push({ noticeId: id, mark, at: draft.now });
  if (mark === "opened" && draft.state.notices !== null) change(draft, { ignored: 0 });
  draft.touched = true;
  return ACCEPTED;
}

/** Whether activity followed a notice in time, as soon as that is known: devices may tell of it later, in any order. */
export function noteFollowed(draft: Draft): void {
  const awaited = draft.state.notices?.awaited ?? [];
  if (awaited.length === 0 || draft.seenAt.length === 0) return;
  const left = awaited.filter((one) => {
    const after = draft.seenAt.filter((at) => at > one.from && at <= one.until);
    if (after.length > 0) draft.marks.push({ noticeId: one.id, mark: "followed", at: Math.min(...after) });
    return after.length === 0 && isAwaited(one, draft.now);
  });
  if (left.length < awaited.length) change(draft, { awaited: left });
}

function change(draft: Draft, patch: Partial<NoticeState>): void {
  const before = draft.state.notices ?? plainNoticeState(draft.now);
  draft.state.notices = { ...before, ...patch };
  draft.touched = true;
}

/** The dates whose records say when the user usually begins, where that is not known yet and begins to matter. */
export function needsOfHabit(state: UserState, changes: readonly Change[]): DayNumber[] {
  if ((state.notices?.hours.length ?? 0) > 0) return [];
  if (!changes.some(({ kind }) => kind === "notices" || kind === "subscribe")) return [];
  const dates: DayNumber[] = [];
  const { active } = state.days;
  for (let day = active.last(); day !== undefined && dates.length < HABIT_DATES; day = active.previous(day - 1)) {
    dates.push(day);
  }
  return dates;
}
