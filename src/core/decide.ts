import type { Activity } from "./activity.ts";
import { addActivities, ERASED, noteLogin } from "./add-activities.ts";
import type { DayNumber, Instant } from "./calendar.ts";
import type { Change, Decision, Loaded, Outcome } from "./change.ts";
import { repairClock } from "./clock-repair.ts";
import {
  applyAttributes,
  applyGrant,
  applyGrantRestores,
  applyProtect,
  applyRebuild,
  applyRestore,
  applySettings,
  applyWithdraw,
} from "./commands.ts";
import { concludeFacts } from "./conclude.ts";
import { Draft } from "./draft.ts";
import type { FoldedStreak } from "./fold.ts";
import { judgeAnew } from "./judge-anew.ts";
import { keptBeside } from "./kept-dates.ts";
import { applyLegacy } from "./legacy.ts";
import { concludeNotices, noticeFacts } from "./notices/conclude-notices.ts";
import { noteHours } from "./notices/notice-hours.ts";
import { sceneOfDraft } from "./notices/notice-scene.ts";
import {
  applyNoticeMark,
  applyNotices,
  applyNoticesOff,
  applySubscribe,
  applyUnsubscribe,
  noteFollowed,
} from "./notices/notice-settings.ts";
import type { RuleBook } from "./rules.ts";
import { emptyState, type StreakRecord, type UserState } from "./state.ts";
import { wakeAtOf } from "./wake.ts";

/**
 * Decides what changes do to a user: the new state, the rows to write and the facts. Pure: the same input gives the
 * same decision, and neither `stored` nor `loaded` is touched.
 */
export function decide(
  stored: UserState,
  loaded: Loaded,
  changes: readonly Change[],
  now: Instant,
  book: RuleBook,
): Decision {
  const erased = changes.findLastIndex(({ kind }) => kind === "erase");
  if (erased >= 0) return decideErasure(stored, loaded, changes, erased, now);
  const draft = new Draft(stored, loaded, now, book);
  repairClock(draft);
  if (draft.metFrom !== undefined) judgeAnew(draft, draft.metFrom);
  draft.close();
  const before = draft.folded;
  const outcomes = applyChanges(draft, changes);
  draft.close();
  const facts = concludeFacts(draft, stored, before);
  const { state, folded } = draft;
  summarise(state.presence, folded.presence);
  summarise(state.goal, folded.goal);
  state.freezesHeld = folded.freezesHeld;
  noteHours(draft);
  noteFollowed(draft);
  const scene = sceneOfDraft(draft);
  const { notices, deliveries } = concludeNotices(scene, draft, facts);
  for (const notice of notices) facts.push(...noticeFacts(notice));
  state.wakeAt = wakeAtOf(draft, scene);
  const changed = draft.touched || facts.length > 0 || (stored.version > 0 && state.wakeAt !== stored.wakeAt);
  if (changed) state.version = stored.version + 1;
  return {
    state: changed ? state : stored,
    changed,
    days: [...draft.records.values()].sort((a, b) => a.date - b.date),
    activities: draft.activities,
    zones: [...draft.zonePuts.values()].sort((a, b) => a.at - b.at),
    protections: draft.protections,
    grants: draft.grants,
    facts,
    kept: keptBeside(state, draft.policy, newDates(draft, stored)),
    notices,
    deliveries,
    addresses: draft.addresses,
    marks: draft.marks,
    ...removalsOf(draft),
    at: now,
    changes,
    before: { state: stored, days: loaded.days },
    outcomes,
  };
}

/** Nothing before an erasure in the same batch matters any more; nothing after it brings the user back. */
function decideErasure(
  stored: UserState,
  loaded: Loaded,
  changes: readonly Change[],
  index: number,
  now: Instant,
): Decision {
  return {
    state: emptyState(stored.userId, now),
    changed: stored.version > 0,
    days: [],
    activities: [],
    zones: [],
    protections: [],
    grants: [],
    facts: [],
    kept: [],
    notices: [],
    deliveries: [],
    addresses: [],
    marks: [],
    erased: { version: stored.version, at: now },
    at: now,
    changes,
    before: { state: stored, days: loaded.days },
    outcomes: changes.map((_, position) => (position > index ? ERASED : { status: "accepted" })),
  };
}

/** Activities that stand together are added together: among them the order of their instants counts. */
function applyChanges(draft: Draft, changes: readonly Change[]): Outcome[] {
  const outcomes: Outcome[] = [];
  let together: Activity[] = [];
  const addTogether = (): void => {
    if (together.length > 0) outcomes.push(...addActivities(draft, together));
    together = [];
  };
  for (const change of changes) {
    if (change.kind === "activity") together.push(change.activity);
    else {
      addTogether();
      outcomes.push(applyCommand(draft, change));
    }
  }
  addTogether();
  return outcomes;
}

function applyCommand(draft: Draft, change: Exclude<Change, { kind: "activity" }>): Outcome {
  switch (change.kind) {
    case "settings":
      return applySettings(draft, change);
    case "attributes":
      return applyAttributes(draft, change);
    case "grant":
      return applyGrant(draft, change);
    case "grant_restores":
      return applyGrantRestores(draft, change);
    case "protect":
      return applyProtect(draft, change);
    case "withdraw":
      return applyWithdraw(draft, change);
    case "restore":
      return applyRestore(draft, change);
    case "rebuild":
      return applyRebuild(draft, change);
    case "legacy":
      return applyLegacy(draft, change.history);
    case "login":
      if (draft.loaded.erasedAt !== undefined && change.at <= draft.loaded.erasedAt) return ERASED;
      noteLogin(draft, change.at);
      return { status: "accepted" };
    case "notices":
      return applyNotices(draft, change);
    case "notices_off":
    case "notices_on":
      return applyNoticesOff(draft, change);
    case "subscribe":
      return applySubscribe(draft, change);
    case "unsubscribe":
      return applyUnsubscribe(draft, change);
    case "notice_mark":
      return applyNoticeMark(draft, change);
    case "tick":
    case "erase":
      return { status: "accepted" };
  }
}

/** Dates that were not active before; where time alone passed, the last active one, whose rest days may have come since. */
function newDates({ records, state }: Draft, stored: UserState): DayNumber[] {
  if (records.size > 0) return [...records.keys()].filter((date) => !stored.days.active.has(date));
  const last = state.days.active.last();
  return last === undefined ? [] : [last];
}

function summarise(record: StreakRecord, folded: FoldedStreak): void {
  record.current = folded.current;
  record.max = Math.max(folded.longest, record.floor);
  record.startedOn = folded.startedOn;
  record.lastDate = folded.lastDate;
}

function removalsOf(draft: Draft): Pick<Decision, "removals"> {
  const { removedDays, removedZones, removedProtections, removedActivitiesAfter, removedAddresses } = draft;
  const isNone =
    removedDays.length + removedZones.size + removedProtections.length + removedAddresses.length === 0 &&
    removedActivitiesAfter === undefined;
  if (isNone) return {};
  return {
    removals: {
      days: removedDays.filter((day) => !draft.records.has(day)),
      ...(removedActivitiesAfter === undefined ? {} : { activitiesAfter: removedActivitiesAfter }),
      zones: [...removedZones],
      protectionIds: removedProtections,
      addresses: removedAddresses,
    },
  };
}
