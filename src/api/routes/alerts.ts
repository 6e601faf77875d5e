import type { Metrics } from "../../metrics/metrics.ts";
import { ALERTS } from "../contract/metrics.ts";
import { dateText, text } from "../contract/schema.ts";
import { dateOf } from "../query.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";

/** `GET /api/admin/alerts/`: what is strange. */
export function alertRoutes(metrics: Metrics): Route[] {
  return [
    {
      method: "GET",
      path: "/api/admin/alerts/",
      group: "Metrics",
      access: "read",
      operation: "getAlerts",
      summary: "Unusual patterns",
      description:
        "Dates on which far more or fewer users were active than the same weekday of the weeks before lets expect, each explained in a sentence with its numbers.",
      query: [
        { name: "from", description: "The first date; 90 dates are looked at by default.", schema: dateText() },
        { name: "to", description: "The last date; yesterday in the app's zone by default.", schema: dateText() },
        { name: "group", description: "Looks only at the users of this group.", schema: text() },
      ],
      answer: { description: "What is strange, oldest first.", schema: ALERTS },
      refusals: ["date_invalid", "range_invalid"],
      async handle({ query }) {
        const [from, to] = [dateOf(query, "from"), dateOf(query, "to")];
        return json(await metrics.alerts({ from, to, group: query.get("group") || undefined }));
      },
    },
  ];
}
