import { explainAnswer } from "../../core/explain.ts";
import { todayOf } from "../../core/in-force.ts";
import { emptyState } from "../../core/state.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { EXPLANATION } from "../contract/answers.ts";
import { dateText } from "../contract/schema.ts";
import { AS_OF, asOfOf, dateOf } from "../query.ts";
import { json } from "../reply.ts";
import type { Call, Route } from "../route.ts";
import { unseen } from "../subject.ts";

/** `GET /api/streak/explain/` and `GET /v1/users/{id}/explain`. */
export function explainRoutes(tracker: Tracker): Route[] {
  const handle = async (call: Call): Promise<Response> => {
    const { userId, query } = call;
    const asOf = asOfOf(query, tracker.now());
    const date = dateOf(query, "date");
    const none = (): object => {
      const at = asOf ?? tracker.now();
      const state = emptyState(userId, at);
      const day = date ?? todayOf(state, at, tracker.book);
      return explainAnswer({ state, record: undefined, activities: [], protections: [] }, day, at, tracker.book);
    };
    return json((await tracker.explain(userId, date, asOf)) ?? unseen(call, none));
  };
  const common = {
    method: "GET",
    query: [{ name: "date", description: "The local date; today by default.", schema: dateText() }, AS_OF],
    answer: {
      description: "The evidence, the zone, the protection, the rules and the resulting numbers.",
      schema: EXPLANATION,
    },
    refusals: ["date_invalid", "at_invalid", "range_invalid"],
    handle,
  } as const;
  return [
    {
      ...common,
      path: "/api/streak/explain/",
      group: "Streak",
      access: "user",
      operation: "explainDate",
      summary: "Why a date counted, or did not",
    },
    {
      ...common,
      path: "/v1/users/{id}/explain",
      group: "Server to server",
      access: "read",
      operation: "explainUserDate",
      summary: "Why a date of a user counted, or did not",
      refusals: [...common.refusals, "user_unknown"],
    },
  ];
}
