import { factAnswer } from "../../core/view.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { FEED } from "../contract/people.ts";
import { formatCursor, PAGE, pageOf } from "../query.ts";
import { json } from "../reply.ts";
import type { Call, Route } from "../route.ts";
import { unseen } from "../subject.ts";

/** `GET /api/feed/` and `GET /v1/users/{id}/feed`. */
export function feedRoutes(tracker: Tracker): Route[] {
  const handle = async (call: Call): Promise<Response> => {
    const { limit, before } = pageOf(call.query);
    const page =
      (await tracker.feed(call.userId, limit, before)) ?? unseen(call, () => ({ facts: [], next: undefined }));
    return json({
      facts: page.facts.map(factAnswer),
      next_cursor: page.next === undefined ? null : formatCursor(page.next),
    });
  };
  const common = {
    method: "GET",
    query: PAGE,
    answer: { description: "A page of facts, newest first.", schema: FEED },
    refusals: ["cursor_invalid", "range_invalid"],
    handle,
  } as const;
  return [
    {
      ...common,
      path: "/api/feed/",
      group: "Streak",
      access: "user",
      operation: "getFeed",
      summary: "What was concluded about the caller",
    },
    {
      ...common,
      path: "/v1/users/{id}/feed",
      group: "Server to server",
      access: "read",
      operation: "getUserFeed",
      summary: "What was concluded about a user",
      refusals: [...common.refusals, "user_unknown"],
    },
  ];
}
