import type { CalendarAnswer, StreakAnswer, StreakNumbers } from "../core/answers.ts";
import { requireDate, weekdayOf } from "../core/calendar.ts";
import { heatMap } from "./heat-map.ts";
import { createPaint, type Paint } from "./paint.ts";
import { counted, duration, table } from "./wording.ts";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** What `inspect` shows. */
export interface InspectView {
  readonly streak: StreakAnswer;
  readonly calendar: CalendarAnswer;
  readonly name: string | null;
}

/** A user's day, streaks and year as lines for a terminal. */
export function inspectLines({ streak, calendar, name }: InspectView, columns: number, colour: boolean): string[] {
  const paint = createPaint(colour);
  const left = duration(Date.parse(streak.day_ends_at) - Date.parse(streak.as_of));
  const weekday = WEEKDAYS[weekdayOf(requireDate(streak.date)) - 1];
  return [
    `${paint("bold", name === null ? streak.user_id : `${name} (${streak.user_id})`)}  ${weekday} ${streak.date} in ${streak.zone}, ends in ${left}`,
    "",
    ...streakTable(streak, paint).map((line) => `  ${line}`),
    "",
    ...detailLines(streak).map((line) => `  ${line}`),
    "",
    ...heatMap(calendar, columns, paint),
  ];
}

function streakTable(streak: StreakAnswer, paint: Paint): string[] {
  const row = (label: string, numbers: StreakNumbers): (string | number)[] => [
    label,
    numbers.current_streak,
    numbers.max_streak,
    numbers.started_on ?? "-",
    numbers.last_activity_date ?? "-",
    stateWord(numbers),
  ];
  const [head, presence, goal] = table([
    ["streak", "current", "longest", "since", "last date", "state"],
    row("presence", streak.presence),
    row("goal", streak.goal),
  ]) as [string, string, string];
  return [paint("dim", head), tinted(presence, streak.presence, paint), tinted(goal, streak.goal, paint)];
}

function stateWord({ state }: StreakNumbers): string {
  if (state === "at_risk") return "at risk: ends with today";
  return state === "none" ? "none yet" : state;
}

function tinted(line: string, { state }: StreakNumbers, paint: Paint): string {
  if (state === "active") return paint("green", line);
  if (state === "at_risk") return paint("yellow", line);
  return state === "broken" ? paint("red", line) : line;
}

function detailLines(streak: StreakAnswer): string[] {
  const { today, freezes, next_milestone: next, lost, zone_mismatch: mismatch } = streak;
  const lines: [string, string][] = [["today", todayText(today)]];
  const restores = streak.restores_left === 0 ? "" : `, ${counted(streak.restores_left, "restore")} left`;
  lines.push(["freezes", `${freezes.held} held, cap ${freezes.cap}${restores}`]);
  if (next !== null) lines.push(["milestone", `${counted(next.days, "day")}, ${next.remaining} to go`]);
  if (lost !== null) lines.push(["lost", `a streak of ${counted(lost.length, "day")} that ended on ${lost.ended_on}`]);
  if (mismatch !== undefined)
    lines.push(["zone", `fixed to ${mismatch.fixed}, but the device reports ${mismatch.device}`]);
  return table(lines);
}

function todayText(today: StreakAnswer["today"]): string {
  const done: string[] = [];
  if (today.problems_solved > 0) done.push(`${counted(today.problems_solved, "problem")} solved`);
  if (today.lesson_ids.length > 0) done.push(`${counted(today.lesson_ids.length, "lesson")} completed`);
  const status = { none: "nothing yet", partial: "active", complete: "goal met" }[today.status];
  const protection = today.protection === undefined ? "" : ` (${today.protection})`;
  return `${status}${protection}${done.length === 0 ? "" : `: ${done.join(", ")}`}`;
}
