import type { CalendarDay } from "../../core/answers.ts";
import { calendarAnswer } from "../../core/calendar-answer.ts";
import { emptyState } from "../../core/state.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { CALENDAR } from "../contract/answers.ts";
import { csvFile, FORMAT, wantsCsv } from "../format.ts";
import { AS_OF, asOfOf, RANGE, rangeOf } from "../query.ts";
import { json } from "../reply.ts";
import type { Call, Route } from "../route.ts";
import { unseen } from "../subject.ts";

/** `GET /api/activity/` and `GET /v1/users/{id}/activity`. */
export function calendarRoutes(tracker: Tracker): Route[] {
  const handle = async (call: Call): Promise<Response> => {
    const { userId, query, request } = call;
    const asOf = asOfOf(query, tracker.now());
    const at = asOf ?? tracker.now();
    const range = rangeOf(query);
    const answer =
      (await tracker.calendar(userId, range, asOf)) ??
      unseen(call, () => calendarAnswer(emptyState(userId, at), [], range, at, tracker.book));
    if (wantsCsv(request, query)) return csvFile(answer.days.map(dayRow), `days-${answer.from}-${answer.to}`);
    return json(answer);
  };
  const common = {
    method: "GET",
    query: [...RANGE, AS_OF, FORMAT],
    answer: { description: "Each date with a record or a protection.", schema: CALENDAR, others: ["text/csv"] },
    refusals: ["date_invalid", "range_invalid", "at_invalid", "request_invalid"],
    handle,
  } as const;
  return [
    {
      ...common,
      path: "/api/activity/",
      group: "Activity",
      access: "user",
      operation: "getCalendar",
      summary: "The caller's calendar",
    },
    {
      ...common,
      path: "/v1/users/{id}/activity",
      group: "Server to server",
      access: "read",
      operation: "getUserCalendar",
      summary: "A user's calendar, now or at any instant",
      refusals: [...common.refusals, "user_unknown"],
    },
  ];
}

/** A date as a line of a table. */
function dayRow({ lesson_ids, ...day }: CalendarDay): Readonly<Record<string, string | number | null>> {
  const { date, status, problems_solved, protection = null, zone, first_at, last_at } = day;
  return { date, status, problems_solved, lesson_ids: lesson_ids.join(" "), protection, zone, first_at, last_at };
}
