import type { ActivityInput } from "../core/activity.ts";
import type { StreakAnswer } from "../core/answers.ts";
import { DAY_MS, type DayNumber, formatDate, type Instant } from "../core/calendar.ts";
import type { Tracker } from "../tracker/tracker.ts";

/** Users that `check --write` made, and the only ones it ever touches. */
export const CHECK_PREFIX = "daystreak-check-";

/** One simulated day and what the streak did. */
export interface CheckDay {
  readonly day: number;
  readonly date: string;
  /** What the learner did, for people. */
  readonly did: string;
  readonly current_streak: number;
  readonly max_streak: number;
  readonly goal_streak: number;
  readonly state: StreakAnswer["state"];
  /** Sentences about what is not as it must be. */
  readonly problems: readonly string[];
}

/** What {@link liveThrough} needs. */
export interface CheckOptions {
  /** A tracker whose clock is {@link CheckOptions.clock}. */
  readonly tracker: Tracker;
  readonly clock: { now: Instant };
  readonly userId: string;
  readonly days: number;
  /** Day numbers, from 1, on which the learner stays away. */
  readonly missed: ReadonlySet<number>;
  /** The last date. */
  readonly last: DayNumber;
}

/**
 * Lets one learner live through days at noon UTC: a visit a day, three problems solved every other day. Everything is sent
 * twice, as a browser does that lost the answer: the second time must change nothing.
 */
export async function liveThrough(options: CheckOptions): Promise<CheckDay[]> {
  const { tracker, clock, userId, missed } = options;
  const lived: CheckDay[] = [];
  for (let day = 1; day <= options.days; day++) {
    const date = options.last - options.days + day;
    clock.now = date * DAY_MS + DAY_MS / 2;
    const problems: string[] = [];
    const isMissed = missed.has(day);
    if (!isMissed) {
      const visit = visitOf(userId, date, clock.now, day % 2 === 0 ? 3 : 1);
      problems.push(...(await send(tracker, visit)));
      const once = await tracker.streak(userId);
      problems.push(...(await send(tracker, visit)));
      const twice = await tracker.streak(userId);
      if (
        once?.current_streak !== twice?.current_streak ||
        once?.today.problems_solved !== twice?.today.problems_solved
      ) {
        problems.push(`sending the day's activities twice made ${once?.current_streak} into ${twice?.current_streak}`);
      }
    }
    const answer = await tracker.streak(userId);
    lived.push({
      day,
      date: formatDate(date),
      did: isMissed ? "stayed away" : day % 2 === 0 ? "solved 3 problems" : "solved 1 problem",
      current_streak: answer?.current_streak ?? 0,
      max_streak: answer?.max_streak ?? 0,
      goal_streak: answer?.goal.current_streak ?? 0,
      state: answer?.state ?? "none",
      problems,
    });
  }
  return lived;
}

function visitOf(userId: string, date: DayNumber, at: Instant, solved: number): ActivityInput[] {
  const zone = "UTC";
  const visit: ActivityInput[] = [
    { userId, type: "session", at, zone },
    { userId, type: "lesson_view", at, zone, ref: `lesson-${date}` },
  ];
  for (let i = 1; i <= solved; i++)
    visit.push({ userId, type: "problem_solved", at, zone, id: `${userId}:${date}:${i}` });
  return visit;
}

async function send(tracker: Tracker, visit: readonly ActivityInput[]): Promise<string[]> {
  const outcomes = await tracker.recordMany(visit);
  return outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [`refused: ${outcome.detail}`] : []));
}
