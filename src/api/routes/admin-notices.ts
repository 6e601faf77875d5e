import { randomUUID } from "node:crypto";
import { DAY_MS, formatDate } from "../../core/calendar.ts";
import { DaystreakError } from "../../core/errors.ts";
import { NOTICE_KINDS, type NoticeKind } from "../../core/notices/notice.ts";
import { isNoticeKind } from "../../core/notices/notice-rules.ts";
import { noticeReport } from "../../notices/report.ts";
import { REPORT_TABLES, reportRows } from "../../notices/report-rows.ts";
import { previewNotice, sampleDelivery } from "../../notices/sample.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { addAudit, createReadAct } from "../acts.ts";
import type { ApiNotices } from "../api-notices.ts";
import { createReadBody } from "../checked-body.ts";
import {
  type GoneAnswer,
  NOTICE_ENABLE_REQUEST,
  NOTICE_ENABLED,
  NOTICE_PAUSE,
  NOTICE_PAUSE_REQUEST,
  NOTICE_PREVIEW,
  NOTICE_REPORT,
  NOTICE_TEST,
  NOTICE_TEST_REQUEST,
} from "../contract/notices.ts";
import { text } from "../contract/schema.ts";
import { csvFile, FORMAT, tableOf, tableParameter, wantsCsv } from "../format.ts";
import { RANGE, rangeOf } from "../query.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";

const DATES = 28;
const TEST_MS = 20_000;

/** `/api/admin/notices/…`: what notices were sent and what became of them; preview, test, and a switch for all. */
export function adminNoticeRoutes(tracker: Tracker, { texts, channels, locale = "en" }: ApiNotices): Route[] {
  const { notices } = tracker.store;
  const readTest = createReadBody(NOTICE_TEST_REQUEST);
  const readPause = createReadAct(NOTICE_PAUSE_REQUEST);
  const common = { group: "Administration" } as const;
  const readEnable = createReadAct(NOTICE_ENABLE_REQUEST);
  const gone = async (): Promise<GoneAnswer[]> =>
    (await notices.gone()).map((one) => ({ ...one, since: new Date(one.since).toISOString() }));
  const pausedSince = async (): Promise<string | null> => {
    const since = await notices.pausedSince();
    return since === undefined ? null : new Date(since).toISOString();
  };

  return [
    {
      ...common,
      method: "GET",
      path: "/api/admin/notices/",
      access: "read",
      operation: "getNoticeReport",
      summary: "What was sent, and what became of it",
      description:
        "By kind, wording and channel, with what became of those that were drawn to be sent to nobody. `followed` is activity within 2 hours. By default of the last 28 dates.",
      query: [...RANGE, FORMAT, tableParameter(REPORT_TABLES)],
      answer: { description: "The report.", schema: NOTICE_REPORT, others: ["text/csv"] },
      refusals: ["date_invalid", "range_invalid", "request_invalid"],
      async handle({ request, query }) {
        const range = rangeOf(query);
        const to = range.to ?? Math.floor(tracker.now() / DAY_MS) + 1;
        const from = range.from ?? to - DATES;
        if (to < from) throw new DaystreakError("range_invalid", "to must not be before from");
        const [counts, deliveries] = await Promise.all([notices.counts(from, to), notices.deliveryCounts(from, to)]);
        const report = noticeReport(counts, deliveries);
        const dates = { from: formatDate(from), to: formatDate(to) };
        if (wantsCsv(request, query)) {
          const table = tableOf(query, REPORT_TABLES);
          return csvFile(reportRows(report, table), `notices-${table}-${dates.from}-${dates.to}`);
        }
        const held = { paused_since: await pausedSince(), gone: await gone() };
        return json({ ...dates, ...held, ...report });
      },
    },
    {
      ...common,
      method: "GET",
      path: "/api/admin/notices/preview/",
      access: "read",
      operation: "previewNotice",
      summary: "What a notice says",
      query: [
        { name: "kind", description: "The kind.", schema: text(), required: true },
        { name: "variant", description: "The wording; `a` by default.", schema: text() },
        { name: "locale", description: "The language.", schema: text() },
      ],
      answer: { description: "A notice about an imagined learner.", schema: NOTICE_PREVIEW },
      refusals: ["request_invalid"],
      async handle({ query }) {
        const kind = requireKind(query.get("kind"));
        return json(previewNotice(texts, kind, query.get("variant") ?? "a", query.get("locale") ?? locale));
      },
    },
    {
      ...common,
      method: "POST",
      path: "/api/admin/notices/test/",
      access: "admin",
      operation: "testNotice",
      summary: "Send a notice to an address to see that it arrives",
      body: { schema: NOTICE_TEST_REQUEST, required: true, example: { channel: "email", to: "ops@example.org" } },
      answer: { description: "What the receiver answered.", schema: NOTICE_TEST },
      refusals: ["body_invalid", "address_invalid", "not_found"],
      async handle(call) {
        const { channel: name, to, kind = "daily_reminder", ...rest } = await readTest(call.request);
        const channel = channels.find((one) => one.name === name);
        if (channel === undefined) throw new DaystreakError("not_found", "there is no such channel here");
        const objection = channel.check(to);
        if (objection !== null) throw new DaystreakError("address_invalid", objection);
        const delivery = sampleDelivery(texts, kind, rest.locale ?? locale, to, tracker.now());
        const outcome = await channel.send(delivery, AbortSignal.timeout(TEST_MS));
        const data = { channel: name, result: outcome.result };
        await addAudit(tracker, call, { id: randomUUID(), action: "notices.tested", reason: "", userId: null, data });
        return json({ result: outcome.result, reason: outcome.result === "delivered" ? null : outcome.reason });
      },
    },
    {
      ...common,
      method: "POST",
      path: "/api/admin/notices/pause/",
      access: "admin",
      operation: "pauseNotices",
      summary: "Send no notices for now, or go on",
      description: "What is due meanwhile waits; what its day is over for by then is not sent any more.",
      body: { schema: NOTICE_PAUSE_REQUEST, required: true, example: { paused: true, reason: "wrong texts" } },
      answer: { description: "Since when nothing is sent.", schema: NOTICE_PAUSE },
      refusals: ["body_invalid", "id_invalid"],
      async handle(call) {
        const { id, reason, body } = await readPause(call.request);
        const isPaused = body.paused === true;
        if (!isPaused || (await notices.pausedSince()) === undefined) {
          await notices.pause(isPaused ? tracker.now() : null);
        }
        const action = isPaused ? "notices.paused" : "notices.resumed";
        await addAudit(tracker, call, { id, action, reason, userId: null, data: {} });
        return json({ paused_since: await pausedSince() });
      },
    },
    {
      ...common,
      method: "POST",
      path: "/api/admin/notices/enable/",
      access: "admin",
      operation: "enableNoticeChannel",
      summary: "Let a channel call its receiver again",
      description:
        "After the receiver has answered 410. What waits and is still so goes out; what has expired meanwhile can be replayed.",
      body: { schema: NOTICE_ENABLE_REQUEST, required: true, example: { channel: "webhook", reason: "it is back" } },
      answer: { description: "The receivers that are still left alone.", schema: NOTICE_ENABLED },
      refusals: ["body_invalid", "id_invalid"],
      async handle(call) {
        const { id, reason, body } = await readEnable(call.request);
        const channel = body.channel as string;
        await notices.forgetGone(channel, tracker.now());
        await addAudit(tracker, call, { id, action: "notices.enabled", reason, userId: null, data: { channel } });
        return json({ gone: await gone() });
      },
    },
  ];
}

function requireKind(value: string | null): NoticeKind {
  if (isNoticeKind(value)) return value;
  throw new DaystreakError("request_invalid", `kind must be one of ${NOTICE_KINDS.join(", ")}`);
}
