import { formatDate, type Instant } from "../../core/calendar.ts";
import { INBOX } from "../../core/notices/notice.ts";
import { currentNotices, noticeDataAt } from "../../core/notices/notice-check.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import type { ApiNotices } from "../api-notices.ts";
import { createReadBody } from "../checked-body.ts";
import { INBOX_PAGE, type InboxNotice, MARKS, MARKS_REQUEST } from "../contract/notices.ts";
import { formatCursor, PAGE, pageOf } from "../query.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";

const BODY_LIMIT = 32 * 1024;
/** A page is looked for in so many pages of what was ever told. */
const MAX_READS = 10;

/** `GET /api/notices/` and `POST /api/notices/marks/`: the caller's inbox. */
export function noticeRoutes(tracker: Tracker, { texts, locale = "en" }: ApiNotices): Route[] {
  const { store } = tracker;
  const readMarks = createReadBody(MARKS_REQUEST, BODY_LIMIT);
  return [
    {
      method: "GET",
      path: "/api/notices/",
      group: "Notices",
      access: "user",
      operation: "getNotices",
      summary: "The caller's notices",
      description: "Those of the inbox, newest first, in the caller's language; without those that were put away.",
      query: PAGE,
      answer: { description: "A page of notices.", schema: INBOX_PAGE },
      refusals: ["cursor_invalid", "range_invalid"],
      async handle({ userId, query }) {
        const { limit, before } = pageOf(query);
        const cursor = before === undefined ? undefined : { at: before.version, id: before.key };
        const { shown, next } = await inboxPage(store.notices, userId, limit, cursor);
        const state = await tracker.state(userId);
        const now = tracker.now();
        const isCurrent = state === undefined ? () => true : currentNotices(state, now, tracker.book);
        const notices = shown.map((notice): InboxNotice => {
          const { id, kind, variant, at, date, marks } = notice;
          const current = isCurrent(notice);
          const variables = { ...(current ? noticeDataAt(notice, now) : notice.data), name: state?.name ?? null };
          const words = texts.render(kind, variant, state?.notices?.locale ?? locale, variables);
          return {
            id,
            kind,
            at: instant(at),
            date: formatDate(date),
            ...words,
            current,
            read_at: marks.read === undefined ? null : instant(marks.read),
            opened_at: marks.opened === undefined ? null : instant(marks.opened),
          };
        });
        return json({
          notices,
          unread: notices.filter((one) => one.current && one.read_at === null && one.opened_at === null).length,
          next_cursor: next === undefined ? null : formatCursor({ version: next.at, key: next.id }),
        });
      },
    },
    {
      method: "POST",
      path: "/api/notices/marks/",
      group: "Notices",
      access: "user",
      operation: "markNotices",
      summary: "Say that notices were read, taken up, or put away",
      description: "Marking twice changes nothing; ids that the caller has no notice of are left out.",
      body: { schema: MARKS_REQUEST, required: true, example: { ids: ["daily_reminder:2026-03-02"], mark: "opened" } },
      answer: { description: "How many were marked.", schema: MARKS },
      refusals: ["body_invalid"],
      async handle({ userId, request }) {
        const { ids, mark } = await readMarks(request);
        const found = await Promise.all([...new Set(ids)].map((id) => store.notices.notice(userId, id)));
        const marked = found.flatMap((notice) =>
          notice === undefined || notice.isHeldOut || notice.marks[mark] !== undefined ? [] : [notice.id],
        );
        if (marked.length > 0) {
          await tracker.change(
            userId,
            marked.map((id) => ({ kind: "notice_mark", id, mark }) as const),
          );
        }
        return json({ marked: marked.length });
      },
    },
  ];
}

function instant(at: Instant): string {
  return new Date(at).toISOString();
}

type NoticeReads = Pick<Tracker["store"]["notices"], "notices">;
type NoticeRow = Awaited<ReturnType<NoticeReads["notices"]>>[number];
type NoticeCursor = Parameters<NoticeReads["notices"]>[2];

/**
 * A page of what stands in the inbox: full where there is enough, however much was put away or never shown.
 * @returns also where the next page begins, where there may be one
 */
async function inboxPage(
  tables: NoticeReads,
  userId: string,
  limit: number,
  before: NoticeCursor,
): Promise<{ shown: NoticeRow[]; next: NoticeCursor }> {
  const shown: NoticeRow[] = [];
  let next = before;
  for (let reads = 0; reads < MAX_READS; reads++) {
    const rows = await tables.notices(userId, limit + 1, next);
    for (const [index, row] of rows.slice(0, limit).entries()) {
      const { channels, isHeldOut, marks } = row;
      if (channels.includes(INBOX) && !isHeldOut && marks.dismissed === undefined) shown.push(row);
      next = row;
      if (shown.length === limit) return { shown, next: index + 1 < rows.length ? next : undefined };
    }
    if (rows.length <= limit) return { shown, next: undefined };
  }
  return { shown, next };
}
