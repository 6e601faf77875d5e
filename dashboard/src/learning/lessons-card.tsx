import { Button, SegmentedControl, Table } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ChartCard } from "../charts/chart-card.tsx";
import { ScrollBox } from "../charts/scroll-box.tsx";
import { NOTHING } from "../charts/xy-card.tsx";
import { numberIn, type Row, useSeries } from "../series/use-series.ts";
import { useChoice } from "../shell/view.ts";
import { percent, whole } from "../words/numbers.ts";

const PAGE = 20;

/** Lessons by how often they are viewed, and given up. */
export function LessonsCard(): ReactNode {
  const [order, choose] = useChoice("lessons", ["views", "abandoned"]);
  const [shown, setShown] = useState(PAGE);
  const answer = useSeries("lesson_views");
  const rows = [...(answer.data?.rows ?? [])].sort((a, b) => (numberIn(b, order) ?? 0) - (numberIn(a, order) ?? 0));
  const most = Math.max(1, ...rows.map((row) => numberIn(row, order) ?? 0));
  return (
    <ChartCard
      className="wide"
      title={order === "views" ? "Lessons most viewed" : "Lessons most abandoned"}
      summary={summaryOf(rows)}
      definition={answer.definition}
      isLoading={answer.data === undefined && answer.isLoading}
      problem={answer.data === undefined ? answer.problem : undefined}
      retry={answer.retry}
      csv={answer.csv}
      isOfEverybody={answer.isOfEverybody}
      empty={rows.length === 0 ? NOTHING.replace("Nobody was active", "No lesson was viewed") : undefined}
      controls={
        <SegmentedControl
          aria-label="Order of lessons"
          size="xs"
          value={order}
          onChange={(value) => choose(value as typeof order)}
          data={[
            { value: "views", label: "Viewed" },
            { value: "abandoned", label: "Abandoned" },
          ]}
        />
      }
    >
      <ScrollBox label="Lessons" className="tall">
        <Table className="numbers lessons">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Lesson</Table.Th>
              <Table.Th scope="col">Views</Table.Th>
              <Table.Th scope="col">Completions</Table.Th>
              <Table.Th scope="col">Abandoned</Table.Th>
              <Table.Th scope="col">Share</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, shown).map((row) => (
              <tr key={String(row.lesson)}>
                <th scope="row">
                  <span className="lesson">{String(row.lesson)}</span>
                  <i className="bar" style={{ width: `${((numberIn(row, order) ?? 0) / most) * 100}%` }} />
                </th>
                <td>{whole(numberIn(row, "views") ?? 0)}</td>
                <td>{whole(numberIn(row, "completions") ?? 0)}</td>
                <td>{whole(numberIn(row, "abandoned") ?? 0)}</td>
                <td>{percent(numberIn(row, "abandoned_share") ?? 0)}</td>
              </tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      {rows.length > shown && (
        <Button variant="default" size="xs" onClick={() => setShown(shown + 5 * PAGE)}>
          Show more ({whole(rows.length - shown)} left)
        </Button>
      )}
    </ChartCard>
  );
}

function summaryOf(rows: readonly Row[]): string | undefined {
  if (rows.length === 0) return undefined;
  const sum = (key: string): number => rows.reduce((total, row) => total + (numberIn(row, key) ?? 0), 0);
  const views = sum("views");
  return `${whole(rows.length)} lessons, viewed ${whole(views)} times; ${percent(views === 0 ? 0 : sum("abandoned") / views)} of the views have no completion beside them.`;
}
