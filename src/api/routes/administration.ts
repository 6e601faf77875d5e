import { randomUUID } from "node:crypto";
import { DAY_MS, formatDate, requireDate } from "../../core/calendar.ts";
import { DaystreakError } from "../../core/errors.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { addAudit, createReadAct, REASON, reasonOf } from "../acts.ts";
import { AUDIT, EXCUSED_DATE_REQUEST, EXCUSED_DATES } from "../contract/acts.ts";
import { dateText } from "../contract/schema.ts";
import { requireInReach } from "../dates.ts";
import { formatCursor, PAGE, pageOf, USER, userOf } from "../query.ts";
import { json } from "../reply.ts";
import type { Call, Route } from "../route.ts";

/** Protected dates may stand between a last activity and the date; the number shown is right for all in any case. */
const REACH_DAYS = 31;

/** Every process looks at the calendar within this time, so that none concludes those who are woken by the one before. */
const SETTLE_MS = 15_000;

/** `/api/admin/audit` and `/api/admin/calendar`: for admin keys, and users with the admin claim. */
export function administrationRoutes(tracker: Tracker): Route[] {
  const { shared } = tracker.store;
  const readDate = createReadAct(EXCUSED_DATE_REQUEST);
  const common = { group: "Administration", access: "admin" } as const;
  const calendar = {
    ...common,
    path: "/api/admin/calendar",
    answer: { description: "All dates excused by hand, ascending.", schema: EXCUSED_DATES },
  } as const;

  const answerDates = async (): Promise<Response> => {
    await tracker.refresh();
    const dates = tracker.book.excused.map(({ date, reason }) => ({ date: formatDate(date), reason }));
    return json({ dates });
  };

  /** The note comes first, so that a process that dies here leaves at most waking for nothing. */
  const excuse = async (call: Call, text: string, reason: string, isExcused: boolean): Promise<Response> => {
    const date = requireDate(text);
    requireInReach(date, Math.floor(tracker.now() / DAY_MS));
    await shared.noteWaking(date - REACH_DAYS, tracker.now() + SETTLE_MS);
    await shared.excuse(date, isExcused ? reason : null);
    await tracker.refresh();
    const action = isExcused ? "calendar.excused" : "calendar.withdrawn";
    await addAudit(tracker, call, { id: randomUUID(), action, reason, userId: null, data: { date: formatDate(date) } });
    return answerDates();
  };

  return [
    {
      ...common,
      method: "GET",
      path: "/api/admin/audit",
      operation: "getAudit",
      summary: "What support and administration did",
      query: [...PAGE, USER],
      answer: { description: "A page of acts, newest first.", schema: AUDIT },
      refusals: ["cursor_invalid", "range_invalid", "user_id_invalid"],
      async handle({ query }) {
        const { limit, before } = pageOf(query);
        const cursor = before === undefined ? undefined : { at: before.version, id: before.key };
        const rows = await shared.audits(limit + 1, cursor, userOf(query));
        const page = rows.slice(0, limit);
        const last = rows.length > limit ? page.at(-1) : undefined;
        return json({
          acts: page.map(({ at, userId, ...rest }) => ({ ...rest, at: new Date(at).toISOString(), user_id: userId })),
          next_cursor: last === undefined ? null : formatCursor({ version: last.at, key: last.id }),
        });
      },
    },
    {
      ...calendar,
      method: "GET",
      operation: "getExcusedDates",
      summary: "The dates that are excused for everyone",
      description: "Beside those of the rules.",
      handle: answerDates,
    },
    {
      ...calendar,
      method: "POST",
      operation: "excuseDate",
      summary: "Excuse a date for everyone",
      description: "Such as the day of an outage: nobody's streak breaks on it, also where it broke already.",
      body: { schema: EXCUSED_DATE_REQUEST, required: true, example: { date: "2026-03-02", reason: "outage" } },
      refusals: ["date_invalid", "range_invalid", "id_invalid"],
      async handle(call) {
        const { reason, body } = await readDate(call.request);
        return excuse(call, body.date as string, reason, true);
      },
    },
    {
      ...calendar,
      method: "DELETE",
      operation: "withdrawExcusedDate",
      summary: "Excuse a date for everyone no longer",
      query: [{ name: "date", description: "The date.", schema: dateText(), required: true }, REASON],
      refusals: ["date_invalid", "range_invalid", "body_invalid"],
      async handle(call) {
        const date = call.query.get("date");
        if (date === null) throw new DaystreakError("date_invalid", "say which date");
        return excuse(call, date, reasonOf(call.query), false);
      },
    },
  ];
}
