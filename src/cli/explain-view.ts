import type { ExplainAnswer } from "../core/answers.ts";
import { requireDate, weekdayOf } from "../core/calendar.ts";
import { createPaint, type Paint } from "./paint.ts";
import { counted, table } from "./wording.ts";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Several dates, one line each, oldest first. */
export function explainTable(answers: readonly ExplainAnswer[], colour: boolean): string[] {
  const paint = createPaint(colour);
  const [head, ...rows] = table([
    ["date", "", "effect", "presence", "goal", "why"],
    ...answers.map((answer) => [
      answer.date,
      weekday(answer),
      answer.effect,
      answer.presence,
      answer.goal,
      answer.summary,
    ]),
  ]);
  return [paint("dim", head as string), ...rows.map((row, i) => tinted(row, answers[i] as ExplainAnswer, paint))];
}

/** One date with all its evidence. */
export function explainLines(answer: ExplainAnswer, colour: boolean): string[] {
  const paint = createPaint(colour);
  const { evidence, protection } = answer;
  const facts: [string, string][] = [
    ["effect", `${answer.effect}: presence ${answer.presence}, goal ${answer.goal}`],
    ["status", `${answer.status}${answer.closed ? "" : ", still open"}`],
    ["goal", `${goalText(answer.daily_goal)} (rules version ${answer.rules_version})`],
  ];
  if (protection !== null) {
    const by = protection.by === null ? "" : ` by ${protection.by}`;
    const reason = protection.reason === null ? "" : `: ${protection.reason}`;
    facts.push(["protection", `${protection.kind}${by}${reason}`]);
  }
  if (answer.zone !== null) facts.push(["zone", zoneText(answer)]);
  if (evidence.first_at !== null) facts.push(["first", evidence.first_at], ["last", evidence.last_at ?? "-"]);
  if (evidence.problems_solved > 0)
    facts.push(["problems", `${evidence.problems_solved}: ${evidence.problem_ids.join(", ")}`]);
  if (evidence.lesson_ids.length > 0) facts.push(["lessons", evidence.lesson_ids.join(", ")]);
  if (evidence.active_minutes > 0) facts.push(["active", counted(evidence.active_minutes, "minute")]);
  if (evidence.hours.length > 0) facts.push(["hours", evidence.hours.join(", ")]);
  if (evidence.flags.length > 0) facts.push(["flags", evidence.flags.join(", ")]);
  const log = table(
    evidence.activities.map((activity) => [
      activity.at,
      activity.type,
      activity.ref ?? "-",
      activity.zone,
      activity.flags.join(", "),
    ]),
  );
  return [
    `${paint("bold", `${answer.user_id}  ${weekday(answer)} ${answer.date}`)}  ${answer.summary}`,
    "",
    ...table(facts).map((line) => `  ${line}`),
    ...(log.length === 0 ? [] : ["", "  logged:", ...log.map((line) => `    ${line}`)]),
  ];
}

function zoneText(answer: ExplainAnswer): string {
  const others = answer.zones.filter((zone) => zone !== answer.zone);
  return `${answer.zone}${others.length === 0 ? "" : `, also seen: ${others.join(", ")}`}`;
}

function goalText(goal: ExplainAnswer["daily_goal"]): string {
  if ("problems" in goal) return counted(goal.problems, "problem");
  if ("lessons" in goal) return counted(goal.lessons, "lesson");
  if ("minutes" in goal) return counted(goal.minutes, "active minute");
  return counted(goal.points, "point");
}

function weekday(answer: ExplainAnswer): string {
  return WEEKDAYS[weekdayOf(requireDate(answer.date)) - 1] as string;
}

function tinted(line: string, { effect }: ExplainAnswer, paint: Paint): string {
  if (effect === "counted") return paint("green", line);
  if (effect === "broke") return paint("red", line);
  return effect === "protected" ? paint("cyan", line) : line;
}
