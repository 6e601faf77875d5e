import { Skeleton, Table, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { ScrollBox } from "../charts/scroll-box.tsx";

/** A table of a report: the first column says what a row is about. */
export function ReportTable(props: {
  readonly title: string;
  readonly summary: string;
  readonly isLoading: boolean;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}): ReactNode {
  const { title, summary, isLoading, head, rows } = props;
  const id = useId();
  return (
    <article className="card chart wide" aria-labelledby={id} aria-busy={isLoading}>
      <Title order={2} size="h4" id={id}>
        {title}
      </Title>
      {isLoading ? (
        <Skeleton height={120} />
      ) : rows.length === 0 ? (
        <p className="empty">None on these dates.</p>
      ) : (
        <>
          <Text size="sm" c="dimmed" className="summary">
            {summary}
          </Text>
          <ScrollBox label={title} className="tall">
            <Table className="numbers">
              <Table.Thead>
                <Table.Tr>
                  {head.map((name) => (
                    <Table.Th key={name} scope="col">
                      {name}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map(([first, ...cells]) => (
                  <tr key={`${first} ${cells[0]}`}>
                    <th scope="row">{first}</th>
                    {cells.map((cell, i) => (
                      <td key={head[i + 1]}>{cell}</td>
                    ))}
                  </tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollBox>
        </>
      )}
    </article>
  );
}
