import type { ActivityInput } from "../../core/activity.ts";
import { DAY_MS, type DayNumber, type Instant, weekdayOf } from "../../core/calendar.ts";
import { offsetAt } from "../../core/zones.ts";
import type { Learner } from "./learners.ts";
import { createRandom, type Random } from "./random.ts";

const MINUTE_MS = 60_000;
const HEARTBEAT_MS = 5 * MINUTE_MS;

/**
 * What a learner does on a local date: nothing, or one or two visits with lessons and problems. Depends on learner, date
 * and seed alone, so that any stretch of dates can be made by itself.
 */
export function activitiesOf(
  learner: Learner,
  date: DayNumber,
  seed: string,
  zones: readonly string[],
): ActivityInput[] {
  if (date < learner.joined) return [];
  const random = createRandom(seed, learner.userId, date);
  const age = date - learner.joined;
  if (age > 0 && !random.chance(Math.min(0.98, appetite(learner, date, age, seed) * learner.zeal))) return [];
  const zone = whereabouts(learner, age, seed, zones);
  const visits = random.chance(0.2) ? 2 : 1;
  const activities: ActivityInput[] = [];
  for (let visit = 0; visit < visits; visit++) {
    const weekend = weekdayOf(date) >= 6 ? 1.5 : 0;
    const hour = visit === 0 ? learner.hour - weekend + random.bell() * 1.2 : random.between(8, 22);
    const start = wallClock(date, Math.min(23.2, Math.max(0.1, hour)), zone);
    activities.push(...visitOf(learner, start, zone, age, random));
  }
  return activities;
}

/** How likely the learner is to come. */
function appetite(learner: Learner, date: DayNumber, age: number, seed: string): number {
  const weekend = weekdayOf(date) >= 6;
  switch (learner.habit) {
    case "steady":
      return weekend ? 0.9 : 1.05;
    case "travelling":
      return 0.95;
    case "weekend":
      return weekend ? 0.95 : 0.12;
    case "trying":
      return age < 4 ? 0.5 : 0.01;
    case "lapsing": {
      const random = createRandom(seed, learner.userId, "lapse");
      const half = random.between(10, 45);
      const back = random.between(35, 120);
      return age < back ? 0.95 * 0.5 ** (age / half) : 0.8 * 0.5 ** ((age - back) / half);
    }
    case "bingeing": {
      const random = createRandom(seed, learner.userId, "binge");
      const [on, off] = [random.between(3, 8), random.between(8, 24)];
      return age % (on + off) < on ? 1.1 : 0.03;
    }
  }
}

/** The zone the learner is in: travellers are away for some days every month or so. */
function whereabouts(learner: Learner, age: number, seed: string, zones: readonly string[]): string {
  if (learner.habit !== "travelling") return learner.zone;
  const plan = createRandom(seed, learner.userId, "travel");
  const [home, away] = [plan.between(15, 35), plan.between(4, 10)];
  const trip = Math.floor(age / (home + away));
  if (age % (home + away) < home) return learner.zone;
  return createRandom(seed, learner.userId, "trip", trip).pick(zones);
}

function visitOf(learner: Learner, start: Instant, zone: string, age: number, random: Random): ActivityInput[] {
  const { userId } = learner;
  const activities: ActivityInput[] = [];
  let at = start;
  const add = (type: string, ref?: string): void => {
    activities.push({ userId, type, at, zone, ...(ref === undefined ? {} : { ref }) });
    at += random.between(20_000, 3 * MINUTE_MS);
  };
  add("session");
  add("course_view", `course-${learner.groups[0]}`);
  const lesson = `lesson-${1 + (age % 120)}`;
  add("lesson_view", lesson);
  const eager = learner.habit === "bingeing" ? 9 : 5;
  const problems = random.chance(0.25) ? 0 : random.between(1, eager);
  for (let i = 0; i < problems; i++) {
    const problem = `problem-${1 + ((age * 7 + i) % 900)}`;
    add("problem_view", problem);
    if (random.chance(0.85)) add("problem_solved", problem);
  }
  if (random.chance(0.35)) add("lesson_completed", lesson);
  for (let beat = start + HEARTBEAT_MS; beat < at; beat += HEARTBEAT_MS) {
    activities.push({ userId, type: "heartbeat", at: beat, zone });
  }
  return activities.sort((a, b) => (a.at as Instant) - (b.at as Instant));
}

function wallClock(date: DayNumber, hour: number, zone: string): Instant {
  const wall = date * DAY_MS + Math.round(hour * 60) * MINUTE_MS;
  return wall - offsetAt(zone, wall - offsetAt(zone, wall));
}
