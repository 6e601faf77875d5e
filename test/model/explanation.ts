import { protectionOn } from "./calendar.ts";
import { inOrder, preferenceOn, rulesOn } from "./history.ts";
import { lessonsOf, minutesOf, problemsOf } from "./judge.ts";
import { wallMinuteOf } from "./local-time.ts";
import type { ModelView } from "./model.ts";

/** What the model can say of a date that was judged, in the words of the answer; lists in the order of their texts. */
export function explanationOf(view: ModelView, date: number): Record<string, unknown> {
  const { judgement, history, closedThrough } = view;
  const judged = judgement.dates.find((d) => d.date === date);
  if (judged === undefined) throw new Error("the date was not judged");
  const of = inOrder(history.activities.filter((a) => a.date === date));
  const closed = closedThrough !== null && date <= closedThrough;
  const empty =
    judged.shield === "skipped"
      ? "skipped"
      : judged.shield !== null
        ? "protected"
        : !closed
          ? "open"
          : judged.broke
            ? "broke"
            : "nothing";
  return {
    effect: of.length > 0 ? "counted" : empty,
    status: judged.status,
    presence: judged.presence,
    goal: judged.goal,
    closed,
    zone: of[0]?.datedIn ?? null,
    daily_goal: preferenceOn(history, "goal", date) ?? rulesOn(history, date).goal,
    protection: of.length > 0 ? null : protectionOn(view, date),
    zones: [...new Set(of.map((a) => a.datedIn))].sort(),
    problems_solved: problemsOf(of).size,
    active_minutes: minutesOf(of),
    hours: [...new Set(of.map((a) => Math.floor(wallMinuteOf(a.at, a.datedIn) / 60)))].sort((a, b) => a - b),
    first_at: instant(of[0]?.at),
    last_at: instant(of.at(-1)?.at),
    problem_ids: [...problemsOf(of)].sort(),
    lesson_ids: [...lessonsOf(of)].sort(),
  };
}

function instant(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
