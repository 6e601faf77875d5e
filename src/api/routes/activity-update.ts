import type { Activity, ActivityInput } from "../../core/activity.ts";
import { admit, requireInstant } from "../../core/admission.ts";
import { formatDate } from "../../core/calendar.ts";
import { DaystreakError } from "../../core/errors.ts";
import { zoneInForce } from "../../core/in-force.ts";
import { policyOf } from "../../core/policy.ts";
import { emptyState } from "../../core/state.ts";
import { canonicalZone, localDate } from "../../core/zones.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { readJsonObject } from "../body.ts";
import { requireClientType } from "../client-types.ts";
import { UPDATE, type UpdateAnswer } from "../contract/reports.ts";
import { UPDATE_REQUEST } from "../contract/requests.ts";
import { createReadActivity } from "../intake.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";
import { streakOf } from "../subject.ts";

const BODY_LIMIT = 64 * 1024;

/** `POST /api/activity/update/`: the original's call, in the original's fields. */
export function activityUpdateRoutes(tracker: Tracker): Route[] {
  const reader = createReadActivity(UPDATE_REQUEST);
  return [
    {
      method: "POST",
      path: "/api/activity/update/",
      group: "Activity",
      access: "user",
      operation: "updateActivity",
      summary: "Record one activity of the caller",
      description:
        "Without a body, whatever its content type says, it is a heartbeat: the user is here now. Only the types a user may report are taken. Where the body has no zone, the header `Daystreak-Zone` counts.",
      body: {
        schema: UPDATE_REQUEST,
        required: false,
        example: { type: "lesson_view", ref: "lesson-7", zone: "Europe/Paris" },
      },
      answer: { description: "Recorded.", schema: UPDATE },
      refusals: [
        "type_forbidden",
        "type_unknown",
        "type_invalid",
        "too_late",
        "at_invalid",
        "at_out_of_range",
        "zone_invalid",
        "ref_invalid",
        "id_or_ref_required",
        "tracking_off",
      ],
      async handle({ request, userId }) {
        const body = (await readJsonObject(request, BODY_LIMIT)) ?? {};
        const zone = body.zone ?? zoneOf(request);
        const read = await reader();
        const input = read({ ...body, type: body.type ?? "heartbeat", ...(zone !== undefined && { zone }) }, userId);
        const sentAt = body.sent_at == null ? undefined : requireInstant(body.sent_at, "sent_at");
        requireClientType(input.type, tracker.rules);
        const options = { source: "live", limitLate: true, ...(sentAt !== undefined && { sentAt }) } as const;
        const activity = admit(input, { ...options, now: tracker.now(), rules: tracker.rules });
        const outcome = await tracker.record(input, options);
        if (outcome.status === "rejected") throw new DaystreakError(outcome.code, outcome.detail);
        const streak = await streakOf(tracker, userId);
        const answer: UpdateAnswer = {
          success: true,
          message: outcome.status === "duplicate" ? "Activity was already recorded" : "Activity recorded",
          streak: {
            current_streak: streak.current_streak,
            max_streak: streak.max_streak,
            last_activity_date: streak.last_activity_date,
          },
          activity_date: isNow(input) ? streak.date : await creditedDate(tracker, userId, activity),
        };
        return json(answer);
      },
    },
  ];
}

/** The zone that browsers send with every request; one that is none costs the zone, not the activity. */
function zoneOf({ headers }: Request): string | undefined {
  return canonicalZone(headers.get("daystreak-zone") ?? "");
}

/** Most calls say nothing but "now": their date is today's. */
function isNow(input: ActivityInput): boolean {
  return input.at === undefined && input.zone === undefined;
}

/** The local date of an activity, by the same order of zones as the one that dated it. */
async function creditedDate(tracker: Tracker, userId: string, { at, zone }: Activity): Promise<string> {
  const { book, store } = tracker;
  const state = (await tracker.state(userId)) ?? emptyState(userId, at);
  const policy = policyOf(state, book);
  const isPast = state.zone !== null && at < state.zone.since;
  const dated =
    policy.fixedZoneAt(at) ??
    zone ??
    zoneInForce(state, at, policy, book.defaultZone, isPast ? await store.zoneChanges(userId) : []);
  return formatDate(localDate(at, dated, policy.dayStartAt(at)));
}
