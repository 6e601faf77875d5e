import type { ReactNode } from "react";
import { TableCard } from "../charts/table-card.tsx";
import type { ChartAnswer } from "../charts/xy-card.tsx";
import type { ServiceReport } from "../wire.ts";
import { clockTime, longDate } from "../words/dates.ts";
import { counted } from "../words/numbers.ts";

/** Whose numbers the page shows. */
export function ProcessesCard(props: {
  readonly report: ServiceReport | undefined;
  readonly answer: Pick<ChartAnswer, "problem" | "retry" | "isLoading">;
}): ReactNode {
  const { report, answer } = props;
  return (
    <TableCard
      className="wide"
      title="Whose numbers these are"
      answer={{
        ...answer,
        csv: "/api/admin/operations/?format=csv&table=processes",
        isOfEverybody: false,
        definition:
          "Every process that serves this database adds up its own numbers and tells of them once a minute. One that ended is gone from the sums after five minutes.",
        fileName: "processes",
      }}
      data={
        report && {
          head: ["Process", "Since", "Last told of itself"],
          rows: report.processes.map(({ process, since, seen_at: seenAt, is_own: isOwn }) => [
            isOwn ? `${process} (answers this page)` : process,
            `${longDate(since.slice(0, 10))}, ${clockTime(since)}`,
            clockTime(seenAt),
          ]),
        }
      }
      summary={report && summaryOf(report)}
    />
  );
}

function summaryOf({ processes, own }: ServiceReport): string {
  const waiting = own.queued_users === 0 ? "nobody waits" : `${counted(own.queued_users, "user")} wait`;
  return `Added up over ${counted(processes.length, "process", "processes")} on ${NAMES[own.store]}, minute by minute, for three hours at most. The one that answers remembers the present hour of ${counted(own.marks, "user")}; ${waiting} for its next write.`;
}

const NAMES = { memory: "memory", sqlite: "SQLite", postgres: "PostgreSQL" } as const;
