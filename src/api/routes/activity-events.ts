import { requireInstant } from "../../core/admission.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { readJsonObject } from "../body.ts";
import { requireClientType } from "../client-types.ts";
import { USER_REPORT, type UserReportAnswer } from "../contract/reports.ts";
import { EVENT, EVENTS_REQUEST } from "../contract/requests.ts";
import { createReadActivity, createReport, requireActivities } from "../intake.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";
import { streakOf } from "../subject.ts";

const BODY_LIMIT = 1024 * 1024;
const MAX_ACTIVITIES = 1_000;

/** `POST /api/activity/events/`: what a client gathered, perhaps offline; safe to send again. */
export function activityEventsRoutes(tracker: Tracker): Route[] {
  const reader = createReadActivity(EVENT);
  return [
    {
      method: "POST",
      path: "/api/activity/events/",
      group: "Activity",
      access: "user",
      operation: "reportActivities",
      summary: "Record a batch of the caller's activities",
      description:
        "Each activity is judged by itself: a bad one is listed in `rejected` and stops no other. Safe to send again.",
      body: {
        schema: EVENTS_REQUEST,
        required: true,
        example: {
          activities: [
            { id: "8f2c", type: "lesson_view", at: "2026-03-01T20:15:00+01:00", ref: "lesson-7", zone: "Europe/Paris" },
          ],
        },
      },
      answer: { description: "What became of each, and the streak they led to.", schema: USER_REPORT },
      refusals: ["at_invalid"],
      async handle({ request, userId }) {
        const body = await readJsonObject(request, BODY_LIMIT);
        const activities = requireActivities(body, MAX_ACTIVITIES);
        const sentAt = body?.sent_at == null ? undefined : requireInstant(body.sent_at, "sent_at");
        const readItem = await reader();
        const report = createReport({
          tracker,
          source: "live",
          record: { limitLate: true, ...(sentAt !== undefined && { sentAt }) },
          read(item) {
            const input = readItem(item, userId);
            requireClientType(input.type, tracker.rules);
            return input;
          },
        });
        await report.take(activities, 0);
        const answer: UserReportAnswer = { ...report.answer(), streak: await streakOf(tracker, userId) };
        return json(answer);
      },
    },
  ];
}
