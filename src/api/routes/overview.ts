import type { AlertLimits } from "../../metrics/alert-limits.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { OVERVIEW } from "../contract/metrics.ts";
import { text } from "../contract/schema.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";

/** `GET /api/admin/overview/`: everybody at a glance, in one call. */
export function overviewRoutes(tracker: Tracker, metrics: Metrics, limits: AlertLimits): Route[] {
  return [
    {
      method: "GET",
      path: "/api/admin/overview/",
      group: "Metrics",
      access: "read",
      operation: "getOverview",
      summary: "Everybody at a glance",
      description:
        "Who is active now, and today as far as it has come beside yesterday and a week ago, with what its weekday lets expect.",
      query: [
        {
          name: "group",
          description: "Counts only the users of this group; who is active now is counted of everybody.",
          schema: text(),
        },
      ],
      answer: { description: "The most important numbers.", schema: OVERVIEW },
      async handle({ query }) {
        const [active, numbers] = await Promise.all([
          tracker.activeNow(),
          metrics.overview(query.get("group") || undefined, limits),
        ]);
        return json({ as_of: new Date(tracker.now()).toISOString(), active_now: active, ...numbers });
      },
    },
  ];
}
