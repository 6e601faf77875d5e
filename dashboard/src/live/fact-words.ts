import { counted } from "../words/numbers.ts";
import type { SomebodysFact } from "./live-news.ts";

/** What a fact says, after the name of its user. What a newer server concludes is told by its kind. */
export function factWords(fact: SomebodysFact): string {
  const days = (key: string): string => counted(Number(fact[key] ?? 0), "day");
  const streak = fact.streak === "goal" ? "goal streak" : "streak";
  switch (fact.kind) {
    case "streak.started":
      return `started a ${streak}`;
    case "streak.extended":
      return `extended a ${streak} to ${days("length")}`;
    case "streak.broken":
      return `lost a ${streak} of ${days("length")}`;
    case "streak.healed":
      return `has a ${streak} of ${days("to")} again, since news came late`;
    case "streak.restored":
      return `restored a streak of ${days("current")}`;
    case "day.completed":
      return "met the goal of the day";
    case "milestone.reached":
      return `reached ${days("days")} in a row`;
    case "freeze.earned":
      return "earned a freeze";
    case "freeze.granted":
      return "was given a freeze";
    case "freeze.consumed":
      return "used a freeze";
    case "freeze.returned":
      return "got a freeze back";
    case "date.excused":
      return "was excused for a date";
    case "clock.corrected":
      return "has a device whose clock was corrected";
    case "notice.added":
      return "got a notice";
    default:
      return fact.kind;
  }
}

/** What a kind of fact is to the eye. */
export function factTone(kind: string): "good" | "bad" | "plain" {
  if (kind === "streak.broken") return "bad";
  return ["milestone.reached", "day.completed", "streak.healed"].includes(kind) ? "good" : "plain";
}
