import type { LoggedActivity } from "../../core/activity.ts";
import type { ExplainAnswer, StreakAnswer } from "../../core/answers.ts";
import { type Instant, requireDate } from "../../core/calendar.ts";
import { policyOf } from "../../core/policy.ts";
import type { UserState } from "../../core/state.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { readUser, requireUser } from "../read-user.ts";
import { verifyUser } from "../verify-user.ts";
import { counted, duration } from "../wording.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";

/** Dates that are told one by one. */
const DATES = 14;
/** Who was here less long ago may just have gone to bed. */
const QUIET_MS = 36 * 3_600_000;
const LATE_MS = 120_000;

/** Why a user's streak is what it is. */
export interface UserReport {
  readonly streak: StreakAnswer;
  readonly findings: Finding[];
  /** The last dates, oldest first. */
  readonly dates: ExplainAnswer[];
}

/**
 * Explains a user's streak as it stands now.
 * @throws DaystreakError `user_unknown`
 */
export async function reportUser(tracker: Tracker, userId: string): Promise<UserReport> {
  const now = tracker.now();
  const state = await requireUser(tracker.store, userId);
  const streak = (await tracker.streak(userId)) as StreakAnswer;
  const today = requireDate(streak.date);
  const dates: ExplainAnswer[] = [];
  for (let date = today - DATES + 1; date <= today; date++) {
    dates.push((await tracker.explain(userId, date)) as ExplainAnswer);
  }
  const recent = await tracker.store.activities(userId, today - DATES, today + 2);
  const findings = [
    streakFinding(streak, state),
    trackingFinding(state),
    activityFinding(state, now),
    zoneFinding(streak, state, now, tracker),
    await breakFinding(tracker, streak, userId),
    goalFinding(streak, dates),
    flagFinding(recent),
    sweepFinding(state, now),
    await storedFinding(tracker, state),
  ].flatMap((finding) => finding ?? []);
  return { streak, findings, dates };
}

function streakFinding(streak: StreakAnswer, { presence }: UserState): Finding {
  const last = streak.last_activity_date ?? "never";
  const floor = presence.floor > 0 ? `; ${presence.floor} of the longest was imported or kept by a rebuild` : "";
  const text = `${streak.current_streak} (${streak.state}), longest ${streak.max_streak}, last counted date ${last}${floor}`;
  return fine("streak", text);
}

function trackingFinding({ switches }: UserState): Finding | undefined {
  if (switches.tracking) return undefined;
  const advice = "PATCH /api/me/ of that user turns it on again; only they should";
  return warning("tracking", "the user has switched tracking off: nothing of theirs is recorded", advice);
}

function activityFinding({ lastAt, lastZone, lastSeenAt }: UserState, now: Instant): Finding {
  if (lastAt === null) {
    const seen = lastSeenAt === null ? "" : ` (settings or a login without a person at ${iso(lastSeenAt)})`;
    const advice = "see the guide: streaks not updating";
    return warning("activity", `no activity was ever recorded${seen}`, advice);
  }
  const text = `the last was at ${iso(lastAt)}, ${duration(Math.max(0, now - lastAt))} ago, dated in ${lastZone}`;
  if (lastAt > now + 5 * 60_000) {
    return problem("activity", `the last one lies ahead: ${iso(lastAt)}`, "see the guide: future");
  }
  if (now - lastAt < QUIET_MS) return fine("activity", text);
  const advice =
    "if they were active since, their requests do not reach Daystreak; see the guide: streaks not updating";
  return warning("activity", text, advice);
}

function zoneFinding(streak: StreakAnswer, state: UserState, now: Instant, { book }: Tracker): Finding {
  const policy = policyOf(state, book);
  const fixed = policy.fixedZoneAt(now);
  const start = policy.dayStartAt(now);
  const from =
    fixed !== null ? "fixed by their settings" : state.zone !== null ? "seen on their device" : "the app's default";
  const dayStart =
    start === 0
      ? ""
      : `, and begins at ${String(Math.floor(start / 60)).padStart(2, "0")}:${String(start % 60).padStart(2, "0")}`;
  const text = `it is ${streak.date} in ${streak.zone} (${from})${dayStart}; the date ends at ${streak.day_ends_at}`;
  if (streak.zone_mismatch !== undefined) {
    const advice = "dates follow the fixed zone; if the user has moved, they should change it or follow their device";
    return warning("zone", `${text}; their device says ${streak.zone_mismatch.device}`, advice);
  }
  if (fixed !== null || state.zone !== null) return fine("zone", text);
  const advice = "no activity said where the user is: send Daystreak-Zone or `zone`, or set --default-zone";
  return warning("zone", text, advice);
}

async function breakFinding(tracker: Tracker, streak: StreakAnswer, userId: string): Promise<Finding | undefined> {
  const ended = streak.lost?.ended_on;
  const before = ended === undefined && streak.started_on !== null ? requireDate(streak.started_on) - 1 : undefined;
  const date = ended === undefined ? before : requireDate(ended) + 1;
  const why = date === undefined ? undefined : await tracker.explain(userId, date);
  if (why === undefined || why.effect !== "broke") return undefined;
  const lost = streak.lost === null ? "the run before this one ended" : `a run of ${streak.lost.length} ended`;
  return fine("break", `${lost}: ${why.summary}`);
}

function goalFinding({ goal, presence }: StreakAnswer, dates: readonly ExplainAnswer[]): Finding | undefined {
  if (goal.current_streak >= presence.current_streak) return undefined;
  const short = dates.findLast(({ status, closed }) => status === "partial" && closed);
  const because = short === undefined ? "" : `: on ${short.date} they were here, but did not meet the goal`;
  return fine(
    "goal",
    `the goal streak is ${goal.current_streak}, the presence streak ${presence.current_streak}${because}`,
  );
}

function flagFinding(recent: readonly LoggedActivity[]): Finding | undefined {
  const flagged = recent.filter(({ flags }) => flags.length > 0);
  if (flagged.length === 0) return undefined;
  const flags = [...new Set(flagged.flatMap((activity) => activity.flags))].join(", ");
  const advice = "the device's clock is wrong, or it was offline for long; the dates were taken from what is known";
  return warning(
    "flags",
    `${counted(flagged.length, "recent activity", "recent activities")} flagged: ${flags}`,
    advice,
  );
}

function sweepFinding({ wakeAt }: UserState, now: Instant): Finding | undefined {
  if (wakeAt === null || wakeAt > now - LATE_MS) return undefined;
  const text = `a break or spent freeze is due for ${duration(now - wakeAt)}: shown already, not in the feed yet`;
  return problem("sweep", text, "no sweep runs: start the service, or an app whose tracker has not `sweep: false`");
}

async function storedFinding({ store, book }: Tracker, state: UserState): Promise<Finding | undefined> {
  const input = await readUser(store, state);
  const differences = input === undefined ? [] : verifyUser(input, book);
  if (differences.length === 0) return fine("numbers", "every stored number is what the records make it");
  return problem("numbers", differences.join("; "), `daystreak rebuild --user ${state.userId}`);
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
