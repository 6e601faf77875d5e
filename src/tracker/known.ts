import type { Activity } from "../core/activity.ts";
import type { Instant } from "../core/calendar.ts";
import type { Change, Outcome } from "../core/change.ts";
import type { RuleBook, Rules } from "../core/rules.ts";
import type { UserState } from "../core/state.ts";
import type { Applied, ErasedUsers } from "../storage/store.ts";
import { markWindow } from "./mark-window.ts";
import { createMarks, type MarkedKind } from "./marks.ts";
import { createRecent, viewKey } from "./recent.ts";
import { ABSENT, createUserNumbers } from "./user-numbers.ts";

const HOUR_MS = 3_600_000;

/** What this process remembers to be committed, so that repeats cost nothing. */
export interface Known {
  /**
   * Whether presence without an id is known to be recorded: a handful of steps, no allocation but the key of a view.
   * @param ref as it was sent
   */
  knows(userId: string, type: string, zone: string | undefined, at: Instant, now: Instant, ref?: string): boolean;
  /** What an admitted activity would come to without any effect, or `undefined` where it must be written. */
  repeats(userId: string, activity: Activity, now: Instant): "accepted" | "duplicate" | undefined;
  /** Learns from changes that were committed. */
  learn(applied: Applied, changes: readonly Change[], now: Instant): void;
  /** Forgets a user, in case of erasure or when their settings change. */
  forget(userId: string): void;
  /** Says who was erased lately, perhaps by another process: of them nothing is known, until somebody else is asked. */
  doubt(erased: ErasedUsers | undefined): void;
  /** Marks in memory. */
  readonly size: number;
}

/** An empty memory for `maxMarks` users and `maxViews` views. `rules` names the app's own presence types. */
export function createKnown(book: () => RuleBook, rules: Rules, maxMarks: number, maxViews: number): Known {
  const marks = createMarks(maxMarks);
  const views = createRecent(maxViews);
  let erased: ErasedUsers | undefined;
  /** Who was found not to be among the erased ones, so that each costs one hash. */
  let cleared = createUserNumbers();
  const kinds = new Map<string, MarkedKind>([
    ["request", "presence"],
    ["session", "login"],
    ["course_view", "presence"],
    ["lesson_view", "presence"],
    ["problem_view", "presence"],
    ["streak_update", "presence"],
    ["heartbeat", "heartbeat"],
  ]);
  for (const [type, kind] of Object.entries(rules.types)) if (kind === "presence") kinds.set(type, "presence");

  /** Asked last: nearly always nobody was erased lately. */
  function stands(userId: string): boolean {
    if (erased === undefined || cleared.get(userId) !== ABSENT) return true;
    if (erased.includes(userId)) return false;
    cleared.set(userId, 0);
    return true;
  }

  function forget(userId: string): void {
    marks.drop(userId);
    views.clear();
  }

  /** A repeat of a logged identity has changed nothing: it shows no presence, only that the identity is stored. */
  function learnActivity(state: UserState, activity: Activity, isRepeat: boolean, now: Instant): void {
    const { userId } = state;
    const { at, zone } = activity;
    if (now - at > HOUR_MS || activity.source === "import") {
      // Late evidence can change the zone of whatever comes without one.
      if (zone !== undefined && marks.stamp(userId, zone, now, now) === undefined) marks.drop(userId);
      return;
    }
    const window = isRepeat ? undefined : markWindow(state, at, zone, book());
    if (window !== undefined) {
      const isLoginSettled = state.lastLogin !== null && state.lastLogin + HOUR_MS >= window.until;
      marks.remember(userId, window, kinds.get(activity.type) ?? "presence", isLoginSettled, at, now);
    } else if (!isRepeat) marks.drop(userId);
    if (!isView(activity)) return;
    const stamp = marks.stamp(userId, zone, at, now);
    if (stamp !== undefined) views.add(viewKey(userId, activity.type, activity.ref), stamp);
  }

  return {
    knows(userId, type, zone, at, now, ref) {
      const kind = kinds.get(type);
      if (kind === undefined) return false;
      if (ref === undefined) return marks.covers(userId, kind, zone, at, now) && stands(userId);
      const stamp = marks.stamp(userId, zone, at, now);
      return stamp !== undefined && views.has(viewKey(userId, type, ref), stamp) && stands(userId);
    },
    repeats(userId, activity, now) {
      const { type, zone, at } = activity;
      if (activity.kind !== "presence" || activity.flags.length > 0) return undefined;
      if (isView(activity)) {
        const stamp = marks.stamp(userId, zone, at, now);
        const isKnown = stamp !== undefined && views.has(viewKey(userId, type, activity.ref), stamp);
        return isKnown && stands(userId) ? "duplicate" : undefined;
      }
      if (activity.logged) return undefined;
      const isKnown = marks.covers(userId, kinds.get(type) ?? "presence", zone, at, now);
      return isKnown && stands(userId) ? "accepted" : undefined;
    },
    learn(applied, changes, now) {
      const { userId, state, outcomes } = applied;
      if (changes.some(({ kind }) => kind !== "activity" && kind !== "login" && kind !== "tick")) return forget(userId);
      for (const [index, change] of changes.entries()) {
        const { status } = outcomes[index] as Outcome;
        if (change.kind !== "activity" || status === "rejected") continue;
        learnActivity(state, change.activity, status === "duplicate", now);
      }
    },
    forget,
    doubt(next) {
      const before = erased?.hashes;
      const isMore = next !== undefined && [...next.hashes].some((hash) => before?.has(hash) !== true);
      if (isMore || next === undefined) cleared = createUserNumbers();
      erased = next;
    },
    get size() {
      return marks.size;
    },
  };
}

/** A view that is logged once per ref and local date. */
function isView(activity: Activity): activity is Activity & { ref: string } {
  return activity.kind === "presence" && activity.logged && activity.id === undefined && activity.ref !== undefined;
}
