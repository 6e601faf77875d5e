import { formatDate } from "../../src/core/calendar.ts";
import { inOrder } from "./history.ts";
import { lessonsOf, problemsOf, type Shield, shieldBesideRest, shieldOf, statusOf } from "./judge.ts";
import type { ModelView } from "./model.ts";

/** What protects a date on which nothing was done. */
export function protectionOn(view: ModelView, date: number): Exclude<Shield, "skipped"> | null {
  const { judgement, history } = view;
  const judged = judgement.dates.find((d) => d.date === date);
  const shield = judged === undefined ? shieldOf(history, history.activities, date) : judged.shield;
  return shield === "skipped" ? null : shield;
}

/** As calendars show it: rest days recur for ever, so that before the first activity and in time to come they say nothing. */
function protectionListed(view: ModelView, date: number): Shield | null {
  const protection = protectionOn(view, date);
  const first = view.judgement.dates[0]?.date;
  const isWithin = first !== undefined && date >= first && date <= Math.max(view.date, view.closedThrough ?? view.date);
  if (protection !== "rest" || isWithin) return protection;
  const other = shieldBesideRest(view.history, view.history.activities, date);
  return other === "skipped" ? null : other;
}

/** The dates of a calendar as the model has them: each with a record or a protection, lessons in the order of their names. */
export function calendarOf(view: ModelView, from: number, to: number): unknown[] {
  const days: unknown[] = [];
  for (let date = from; date <= to; date++) {
    const of = inOrder(view.history.activities.filter((a) => a.date === date));
    const protection = of.length === 0 ? protectionListed(view, date) : null;
    if (of.length === 0 && protection === null) continue;
    days.push({
      date: formatDate(date),
      status: statusOf(view.history, date, of),
      problems_solved: problemsOf(of).size,
      lesson_ids: [...lessonsOf(of)].sort(),
      ...(protection !== null && { protection }),
      zone: of[0]?.datedIn ?? null,
      first_at: instant(of[0]?.at),
      last_at: instant(of.at(-1)?.at),
    });
  }
  return days;
}

function instant(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
