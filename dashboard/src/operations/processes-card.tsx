import { Skeleton, Table, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ScrollBox } from "../charts/scroll-box.tsx";
import type { ServiceReport } from "../wire.ts";
import { clockTime, longDate } from "../words/dates.ts";
import { counted } from "../words/numbers.ts";

/** Whose numbers the page shows. */
export function ProcessesCard({ report }: { readonly report: ServiceReport | undefined }): ReactNode {
  return (
    <section className="card chart wide" aria-labelledby="processes" aria-busy={report === undefined}>
      <Title order={2} size="h4" id="processes">
        Whose numbers these are
      </Title>
      {report === undefined ? (
        <Skeleton height={80} />
      ) : (
        <>
          <Text size="sm" c="dimmed" className="summary">
            Added up over {counted(report.processes.length, "process", "processes")} on {NAMES[report.own.store]},
            minute by minute, for three hours at most. The one that answers remembers the present hour of{" "}
            {counted(report.own.marks, "user")};{" "}
            {report.own.queued_users === 0 ? "nobody waits" : `${counted(report.own.queued_users, "user")} wait`} for
            its next write.
          </Text>
          <ScrollBox label="Processes">
            <Table className="numbers">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">Process</Table.Th>
                  <Table.Th scope="col">Since</Table.Th>
                  <Table.Th scope="col">Last told of itself</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {report.processes.map(({ process, since, seen_at: seenAt, is_own: isOwn }) => (
                  <tr key={process}>
                    <th scope="row">
                      {process}
                      {isOwn && " (answers this page)"}
                    </th>
                    <td>
                      {longDate(since.slice(0, 10))}, {clockTime(since)}
                    </td>
                    <td>{clockTime(seenAt)}</td>
                  </tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollBox>
        </>
      )}
    </section>
  );
}

const NAMES = { memory: "memory", sqlite: "SQLite", postgres: "PostgreSQL" } as const;
