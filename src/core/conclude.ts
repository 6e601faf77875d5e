import { type DayNumber, formatDate } from "./calendar.ts";
import { problemsSolved } from "./daily.ts";
import type { Draft } from "./draft.ts";
import type { Fact, FactKind } from "./fact.ts";
import type { Folded, FoldedStreak } from "./fold.ts";
import { closedThroughAt } from "./in-force.ts";
import { firstOwnDate, isLegacy } from "./legacy-history.ts";
import type { UserState } from "./state.ts";

const HOUR_MS = 3_600_000;
const STREAKS = ["presence", "goal"] as const;

/**
 * The facts of a decision: what time alone brought about since the stored state, then what the changes did.
 * @param stored the state as it was
 * @param before the streaks once everything over by now was closed, before any change
 */
export function concludeFacts(draft: Draft, stored: UserState, before: Folded): Fact[] {
  const facts: Fact[] = [];
  const version = stored.version + 1;
  const after = draft.folded;
  const write = (kind: FactKind, subject: string, date: DayNumber, data: Fact["data"] = {}): void => {
    facts.push({ key: `${kind}:${subject}`, kind, at: draft.now, version, date, data });
  };
  if (draft.removedActivitiesAfter !== undefined) {
    write("clock.corrected", String(draft.now), draft.dateAt(draft.now), {
      records_withdrawn: draft.removedDays.length,
    });
  }
  announceBreaks();
  for (const date of draft.folded.frozen) {
    const isNew = before.frozen.includes(date) ? date > (stored.closedThrough ?? date) : true;
    if (isNew) write("freeze.consumed", formatDate(date), date, { held: after.freezesHeld });
  }
  for (const date of before.frozen) {
    if (!after.frozen.includes(date) && date <= (stored.closedThrough ?? Number.NEGATIVE_INFINITY)) {
      write("freeze.returned", formatDate(date), date, { held: after.freezesHeld });
    }
  }
  for (const name of STREAKS) tellStreak(name, before[name], after[name]);
  for (const record of draft.records.values()) {
    if (record.status === "complete" && !isLegacy(record.source) && !stored.days.complete.has(record.date)) {
      write("day.completed", formatDate(record.date), record.date, {
        problems_solved: problemsSolved(record),
      });
    }
  }
  if (after.freezesEarned > before.freezesEarned) {
    write("freeze.earned", String(after.freezesEarned), draft.dateAt(draft.now), {
      count: after.freezesEarned - before.freezesEarned,
      held: after.freezesHeld,
    });
  }
  for (const { id, date, count } of draft.grants) {
    if (count > 0) write("freeze.granted", id, date, { count, held: after.freezesHeld });
  }
  const excusedActs = new Map(draft.protections.map((row) => [`${row.kind}:${row.id}`, row]));
  for (const { kind, id, date, reason } of excusedActs.values()) {
    if (kind === "excused") write("date.excused", id, date, { reason });
    if (kind === "restored") write("streak.restored", id, date, { current: after.presence.current });
  }
  awardMilestones();
  return facts;

  /** A break is announced once the grace of the rules has passed; only runs that stood before this decision are news. */
  function announceBreaks(): void {
    const { policy, state, book, now } = draft;
    if (state.days.active.isEmpty) return;
    const grace = policy.rulesOn(draft.dateAt(now)).rules.closeGraceHours * HOUR_MS;
    const closed = state.closedThrough ?? Number.NEGATIVE_INFINITY;
    const due =
      grace === 0
        ? closed
        : closedThroughAt({ ...state, closedThrough: stored.announcedThrough }, now - grace, policy, book.defaultZone);
    state.announcedThrough = Math.max(stored.announcedThrough ?? due, Math.min(due, closed));
    // Who has only a history from elsewhere may still be learning there: nothing is known to have ended.
    if (stored.announcedThrough === null || firstOwnDate(stored.days) === undefined) return;
    for (const name of STREAKS) {
      if (before[name].breaks.length === 0) continue;
      const standing = new Set(after[name].breaks.map(({ endedOn }) => endedOn));
      for (const { missed, length, endedOn } of before[name].breaks) {
        if (missed <= stored.announcedThrough || missed > state.announcedThrough || !standing.has(endedOn)) continue;
        write("streak.broken", `${name}:${formatDate(endedOn)}`, missed, {
          streak: name,
          length,
          ended_on: formatDate(endedOn),
        });
      }
    }
  }

  function tellStreak(name: (typeof STREAKS)[number], was: FoldedStreak, is: FoldedStreak): void {
    if (is.lastDate === null || is.startedOn === null) return;
    if (is.breaks.length < was.breaks.length) {
      write("streak.healed", `${name}:${version}`, is.lastDate, { streak: name, from: was.current, to: is.current });
    }
    if (is.lastDate === was.lastDate || is.current === 0) return;
    const isNewRun = was.current === 0 || was.lastDate === null || is.startedOn > was.lastDate;
    write(
      isNewRun && is.current === 1 ? "streak.started" : "streak.extended",
      `${name}:${formatDate(is.lastDate)}`,
      is.lastDate,
      {
        streak: name,
        length: is.current,
      },
    );
  }

  /** A run earns a milestone unless it was awarded on or after the run's first date. */
  function awardMilestones(): void {
    const { milestones } = draft.state;
    const today = draft.dateAt(draft.now);
    for (const { length, on, runStartedOn } of after.milestones) {
      const awarded = milestones[length];
      if (awarded !== undefined && awarded >= runStartedOn) continue;
      milestones[length] = on;
      write("milestone.reached", `${length}:${formatDate(on)}`, on, {
        days: length,
        reached_on: formatDate(on),
        celebrate: on >= today - 1 && !draft.state.days.legacy.has(on),
      });
    }
  }
}
