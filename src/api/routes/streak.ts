import type { Tracker } from "../../tracker/tracker.ts";
import { STREAK } from "../contract/answers.ts";
import { AS_OF, asOfOf } from "../query.ts";
import { json, jsonWithTag } from "../reply.ts";
import type { Call, Route } from "../route.ts";
import { noStreak, unseen } from "../subject.ts";

/** `GET /api/streak/` and `GET /v1/users/{id}/streak`. */
export function streakRoutes(tracker: Tracker): Route[] {
  const handle = async (call: Call): Promise<Response> => {
    const asOf = asOfOf(call.query, tracker.now());
    const answer =
      (await tracker.streak(call.userId, asOf)) ?? unseen(call, () => noStreak(tracker, call.userId, asOf));
    // The instant of the answer moves on though nothing changes: it is no part of the tag.
    return asOf === undefined ? jsonWithTag(call.request, answer, ["as_of"]) : json(answer);
  };
  const common = {
    method: "GET",
    query: [AS_OF],
    description:
      "Without `as_of` the answer has an ETag: send it back as `If-None-Match` and get 304 while nothing changes.",
    answer: { description: "Both streaks, today, and what comes next.", schema: STREAK },
    tagged: true,
    refusals: ["at_invalid", "range_invalid"],
    handle,
  } as const;
  return [
    {
      ...common,
      path: "/api/streak/",
      group: "Streak",
      access: "user",
      operation: "getStreak",
      summary: "The caller's streaks",
    },
    {
      ...common,
      path: "/v1/users/{id}/streak",
      group: "Server to server",
      access: "read",
      operation: "getUserStreak",
      summary: "A user's streaks, now or at any instant",
      refusals: [...common.refusals, "user_unknown"],
    },
  ];
}
