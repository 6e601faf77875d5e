import type { DayNumber } from "./calendar.ts";
import type { Change, Outcome } from "./change.ts";
import { copyRecord } from "./daily.ts";
import { DaySet } from "./day-set.ts";
import type { Draft } from "./draft.ts";
import type { ErrorCode } from "./errors.ts";
import type { FoldedStreak } from "./fold.ts";
import { judgeAnew } from "./judge-anew.ts";
import { plainNoticeState } from "./notices/notice.ts";
import { protectionOn } from "./protection.ts";
import type { Rules } from "./rules.ts";
import { changeSettings } from "./settings.ts";
import { mapDays, type StreakRecord, type UserState } from "./state.ts";

const ACCEPTED: Outcome = { status: "accepted" };
const DUPLICATE: Outcome = { status: "duplicate" };

type Command<K extends Change["kind"]> = Extract<Change, { kind: K }>;

/** Changes settings from the next local date on. */
export function applySettings(draft: Draft, { patch }: Command<"settings">): Outcome {
  draft.state.settings = changeSettings(draft.state, patch, draft.now, draft.book);
  draft.refold();
  // A goal that waited and is replaced may have been meant for yesterday already, where it is later than where it was set.
  if (patch.goal !== undefined) judgeAnew(draft, draft.dateAt(draft.now) - 1);
  return ACCEPTED;
}

/** Changes what is known about the person, and their switches. */
export function applyAttributes(draft: Draft, { name, groups, switches }: Command<"attributes">): Outcome {
  if (name !== undefined) draft.state.name = name;
  if (groups !== undefined) draft.state.groups = [...groups];
  if (switches !== undefined) {
    // Who switches notices on is not told at once what would have come before.
    if (switches.notices === true && !draft.state.switches.notices) {
      draft.state.notices = { ...(draft.state.notices ?? plainNoticeState(draft.now)), since: draft.now };
    }
    draft.state.switches = { ...draft.state.switches, ...switches };
  }
  draft.touched = true;
  return ACCEPTED;
}

/** Gives freezes, within the cap. They cover dates after today. */
export function applyGrant(draft: Draft, { id, freezes, reason, by }: Command<"grant">): Outcome {
  if (draft.state.grants.some((grant) => grant.id === id)) return DUPLICATE;
  const date = draft.dateAt(draft.now);
  const { cap } = draft.policy.rulesOn(date).rules.freezes;
  const held = draft.folded.freezesHeld;
  if (held + freezes > cap) {
    return refuse("freeze_cap_reached", `the user holds ${held} of at most ${cap} freezes`);
  }
  const grant = { id, date, count: freezes };
  draft.state.grants.push(grant);
  draft.grants.push({ ...grant, reason, by, at: draft.now });
  draft.refold();
  return ACCEPTED;
}

/** Gives restores. An act with an id is kept among the grants, as one of no freezes, so that it is known again. */
export function applyGrantRestores(draft: Draft, change: Command<"grant_restores">): Outcome {
  const { id, restores, reason = "", by = "system" } = change;
  if (id !== undefined) {
    if (draft.state.grants.some((grant) => grant.id === id)) return DUPLICATE;
    const grant = { id, date: draft.dateAt(draft.now), count: 0 };
    draft.state.grants.push(grant);
    draft.grants.push({ ...grant, reason, by, at: draft.now });
  }
  draft.state.restoresGranted += restores;
  draft.touched = true;
  return ACCEPTED;
}

/** Pauses or excuses dates. */
export function applyProtect(draft: Draft, change: Command<"protect">): Outcome {
  if (draft.loaded.protections.some(({ id }) => id === change.id)) return DUPLICATE;
  if (draft.protections.some(({ id }) => id === change.id)) return DUPLICATE;
  if (change.to < change.from) return refuse("range_invalid", "the last date must not be before the first");
  const dates: DayNumber[] = [];
  for (let date = change.from; date <= change.to; date++) dates.push(date);
  draft.protect(change.protection, change.id, dates, change.reason, change.by);
  return ACCEPTED;
}

/** Withdraws an act of protection. History it made stays: the longest streak becomes a floor. */
export function applyWithdraw(draft: Draft, { id }: Command<"withdraw">): Outcome {
  const rows = [...draft.loaded.protections, ...draft.protections];
  const withdrawn = rows.filter((row) => row.id === id);
  if (withdrawn.length === 0) return DUPLICATE;
  const { presence, goal } = draft.folded;
  for (const { date, kind } of withdrawn) {
    const isStillProtected = rows.some((row) => row.id !== id && row.kind === kind && row.date === date);
    if (!isStillProtected) draft.state.days[kind].delete(date);
  }
  draft.removedProtections.push(id);
  // Who comes back from a pause is not told at once what would have come before.
  if (draft.state.notices !== null) draft.state.notices = { ...draft.state.notices, since: draft.now };
  draft.refold();
  raiseFloor(draft.state.presence, presence, draft.folded.presence);
  raiseFloor(draft.state.goal, goal, draft.folded.goal);
  return ACCEPTED;
}

/** Restores the streak that was lost: protects every closed date missed since, spending one of the user's restores. */
export function applyRestore(draft: Draft, { id, reason, by }: Command<"restore">): Outcome {
  const known = [...draft.loaded.protections, ...draft.protections].some((row) => row.id === id);
  if (known) return DUPLICATE;
  const { state, folded, policy } = draft;
  const today = draft.dateAt(draft.now);
  const { rules } = policy.rulesOn(today);
  const streak = folded[rules.primary];
  const lost = streak.breaks.at(-1);
  if (restoresLeft(state, rules) === 0) return refuse("no_restores", "the user has no restore left");
  if (streak.current > 0 || lost === undefined) return refuse("nothing_to_restore", "no streak is lost");
  if (!isInTimeToRestore(lost.missed, today, rules)) {
    return refuse("restore_too_late", `a streak can be restored within ${rules.restoreWithinDays} days of its break`);
  }
  const dates: DayNumber[] = [];
  const counted = state.days[rules.primary === "goal" ? "complete" : "active"];
  const closed = state.closedThrough ?? Number.NEGATIVE_INFINITY;
  for (let date = lost.missed; date <= closed; date++) {
    if (counted.has(date) || state.days.skipped.has(date)) continue;
    if (protectionOn(date, state.days, policy) === undefined) dates.push(date);
  }
  state.restoresUsed++;
  draft.protect("restored", id, dates, reason, by);
  return ACCEPTED;
}

/** Puts rebuilt days in place. History never shrinks: a longest streak that the new days cannot show becomes a floor. */
export function applyRebuild(draft: Draft, change: Command<"rebuild">): Outcome {
  const { state } = draft;
  if (change.version !== state.version) return refuse("conflict", "the user changed meanwhile: rebuild them again");
  const { presence, goal } = draft.folded;
  for (const record of change.records) draft.records.set(record.date, copyRecord(record));
  state.days = mapDays(change.days, (bytes) => DaySet.decode(bytes));
  state.rules = [...change.rules];
  state.steadySince = null;
  draft.refold();
  raiseFloor(state.presence, presence, draft.folded.presence);
  raiseFloor(state.goal, goal, draft.folded.goal);
  return ACCEPTED;
}

/** Whether a streak that broke on a missed date can still be restored: counted from the date after it, when it came to light. */
export function isInTimeToRestore(missed: DayNumber, today: DayNumber, rules: Rules): boolean {
  return today - (missed + 1) <= rules.restoreWithinDays;
}

/** Restores in hand: those of the rules and those given, less those used. */
export function restoresLeft(state: UserState, rules: Rules): number {
  return Math.max(0, rules.restores + state.restoresGranted - state.restoresUsed);
}

function raiseFloor(record: StreakRecord, before: FoldedStreak, after: FoldedStreak): void {
  if (after.longest < before.longest) record.floor = Math.max(record.floor, before.longest);
}

function refuse(code: ErrorCode, detail: string): Outcome {
  return { status: "rejected", code, detail };
}
