import { DaystreakError } from "../../core/errors.ts";
import { ALERT_KINDS, type Alert, type AlertKind } from "../../metrics/alert.ts";
import type { AlertLimits } from "../../metrics/alert-limits.ts";
import { DETECTORS } from "../../metrics/detectors/registry.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import { ALERTS } from "../contract/metrics.ts";
import { dateText, text } from "../contract/schema.ts";
import { csvFile, FORMAT, wantsCsv } from "../format.ts";
import { dateOf } from "../query.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";

/** `GET /api/admin/alerts/`: what is strange. */
export function alertRoutes(metrics: Metrics, limits: AlertLimits): Route[] {
  return [
    {
      method: "GET",
      path: "/api/admin/alerts/",
      group: "Metrics",
      access: "read",
      operation: "getAlerts",
      summary: "Unusual patterns",
      description: [
        "What is strange, each with what was seen, what is usual, why it is told and what to look at. Looked for is:",
        ...DETECTORS.map(({ title, about }) => `${title}. ${about}`),
      ].join("\n\n"),
      query: [
        { name: "from", description: "The first date; 90 dates are looked at by default.", schema: dateText() },
        {
          name: "to",
          description: "The last date; today in the app's zone by default, of which only what is over is looked at.",
          schema: dateText(),
        },
        {
          name: "kind",
          description: `Looks only for these, separated by commas: ${ALERT_KINDS.join(", ")}.`,
          schema: text(),
        },
        {
          name: "group",
          description: "Looks only at the users of this group; kinds that cannot are left out.",
          schema: text(),
        },
        FORMAT,
      ],
      answer: { description: "What is strange, oldest first.", schema: ALERTS, others: ["text/csv"] },
      refusals: ["date_invalid", "range_invalid", "request_invalid"],
      async handle({ request, query }) {
        const kinds = alertKindsOf(query.get("kind") ?? undefined);
        const group = query.get("group") || undefined;
        const ask = { from: dateOf(query, "from"), to: dateOf(query, "to"), group, kinds, limits };
        const { from, to, alerts } = await metrics.alerts(ask);
        if (wantsCsv(request, query)) return csvFile(alerts.map(alertRow), `alerts-${from}-${to}`);
        const asked = DETECTORS.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
        return json({ from, to, detectors: asked.map(({ kind, title, about }) => ({ kind, title, about })), alerts });
      },
    },
  ];
}

/** Kinds separated by commas; `undefined` for all. @throws DaystreakError `request_invalid` */
export function alertKindsOf(given: string | undefined): AlertKind[] | undefined {
  if (given === undefined || given === "") return undefined;
  return given.split(",").map((name) => {
    const kind = ALERT_KINDS.find((known) => known === name.trim());
    if (kind !== undefined) return kind;
    throw new DaystreakError("request_invalid", `kind must be of ${ALERT_KINDS.join(", ")}`);
  });
}

/** An alert as a line of a table. */
export function alertRow({ user_ids, ...alert }: Alert): Readonly<Record<string, string | number | null>> {
  return { ...alert, user_ids: user_ids.join(" ") };
}
