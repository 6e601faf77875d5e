import { OPERATION_COLUMNS, operationRow } from "../../core/operation-rows.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { SERVICE_REPORT } from "../contract/service-report.ts";
import { csvFile, FORMAT, tableOf, tableParameter, wantsCsv } from "../format.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";

/** What can be had as CSV. */
const TABLES = ["minutes", "processes"] as const;

/** `GET /api/admin/operations/`: what the processes of this database did, minute by minute. */
export function serviceReportRoutes(tracker: Tracker): Route[] {
  return [
    {
      method: "GET",
      path: "/api/admin/operations/",
      group: "Metrics",
      access: "read",
      operation: "getServiceReport",
      summary: "What Daystreak does, minute by minute",
      description:
        "Activities per second, how long writes and calls took, how many activities a mark answered, queue, errors, and what Daystreak takes of a request: of the last three hours, from the counters of the processes themselves. Minutes in which nothing happened are left out. Who answers knows its own numbers to this moment, and those of the others as of the last minute in which they told of themselves; the numbers of a process that ended are gone after five minutes.",
      query: [FORMAT, tableParameter(TABLES)],
      answer: { description: "One row a minute, oldest first.", schema: SERVICE_REPORT, others: ["text/csv"] },
      refusals: ["request_invalid"],
      async handle({ request, query }) {
        const now = tracker.now();
        const { processes, minutes } = await tracker.operations.report(now);
        const rows = minutes.map((minute) => operationRow(minute, now));
        const asOf = new Date(now).toISOString();
        const known = processes.map(({ process, since, seenAt, isOwn }) => ({
          process,
          since: new Date(since).toISOString(),
          seen_at: new Date(seenAt).toISOString(),
          is_own: isOwn,
        }));
        if (wantsCsv(request, query)) {
          const table = tableOf(query, TABLES);
          if (table === "minutes") return csvFile(rows, `operations-${asOf.slice(0, 10)}`);
          const lines = known.map(({ is_own, ...row }) => ({ ...row, is_own: Number(is_own) }));
          return csvFile(lines, `processes-${asOf.slice(0, 10)}`);
        }
        const { queued, queuedChanges, marks } = tracker.stats();
        return json({
          as_of: asOf,
          processes: known,
          own: { store: tracker.store.kind, queued_users: queued, queued_changes: queuedChanges, marks },
          columns: OPERATION_COLUMNS,
          rows,
        });
      },
    },
  ];
}
