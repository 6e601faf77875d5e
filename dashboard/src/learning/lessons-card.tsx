import { Button, SegmentedControl, Table } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ChartCard } from "../charts/chart-card.tsx";
import type { TableData } from "../charts/chart-data.ts";
import { ScrollBox } from "../charts/scroll-box.tsx";
import { saveTable } from "../charts/table-card.tsx";
import { frameOf } from "../charts/xy-card.tsx";
import { numberIn, type Row, useSeries } from "../series/use-series.ts";
import { useChoice } from "../shell/view.ts";
import { change, percent, whole } from "../words/numbers.ts";

const PAGE = 20;
const NOTHING = "No lesson was viewed on these dates.";

/** Lessons by how often they are viewed, and given up. */
export function LessonsCard(): ReactNode {
  const [order, choose] = useChoice("lessons", ["views", "abandoned"]);
  const [shown, setShown] = useState(PAGE);
  const answer = useSeries("lesson_views", { compare: true });
  const previous = answer.data?.previous?.rows;
  const before = previous?.length === 0 ? undefined : previous;
  const rows = [...(answer.data?.rows ?? [])].sort((a, b) => (numberIn(b, order) ?? 0) - (numberIn(a, order) ?? 0));
  const most = Math.max(1, ...rows.map((row) => numberIn(row, order) ?? 0));
  const title = order === "views" ? "Lessons most viewed" : "Lessons most abandoned";
  const summary = summaryOf(rows, before);
  const data = tableOf(rows, before);
  return (
    <ChartCard
      {...frameOf({
        className: "wide",
        title,
        answer,
        data: answer.data,
        summary,
        controls: (
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
        ),
      })}
      empty={rows.length === 0 ? NOTHING : undefined}
      onPng={() => saveTable(title, answer, summary, { ...data, rows: data.rows.slice(0, shown) })}
    >
      <ScrollBox label="Lessons" className="tall">
        <Table className="numbers lessons">
          <Table.Thead>
            <Table.Tr>
              {data.head.map((name) => (
                <Table.Th key={name} scope="col">
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.rows.slice(0, shown).map(([lesson, ...cells], i) => (
              <tr key={lesson}>
                <th scope="row">
                  <span className="lesson">{lesson}</span>
                  <i className="bar" style={{ width: `${((numberIn(rows[i] as Row, order) ?? 0) / most) * 100}%` }} />
                </th>
                {cells.map((cell, column) => (
                  <td key={data.head[column + 1]}>{cell}</td>
                ))}
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

function tableOf(rows: readonly Row[], before: readonly Row[] | undefined): TableData {
  const views = new Map(before?.map((row) => [row.lesson, numberIn(row, "views") ?? 0]));
  return {
    head: ["Lesson", "Views", ...(before === undefined ? [] : ["Before"]), "Completions", "Abandoned", "Share"],
    rows: rows.map((row) => [
      String(row.lesson),
      whole(numberIn(row, "views") ?? 0),
      ...(before === undefined ? [] : [whole(views.get(row.lesson ?? null) ?? 0)]),
      whole(numberIn(row, "completions") ?? 0),
      whole(numberIn(row, "abandoned") ?? 0),
      percent(numberIn(row, "abandoned_share") ?? 0),
    ]),
  };
}

function summaryOf(rows: readonly Row[], before: readonly Row[] | undefined): string | undefined {
  if (rows.length === 0) return undefined;
  const views = sumOf(rows, "views");
  const told = before && change(views, sumOf(before, "views"));
  const compared = told === undefined ? "" : `, ${told} ${told === "the same" ? "as" : "than"} in the period before`;
  return `${whole(rows.length)} lessons, viewed ${whole(views)} times${compared}; ${percent(views === 0 ? 0 : sumOf(rows, "abandoned") / views)} of the views have no completion beside them.`;
}

function sumOf(rows: readonly Row[], key: string): number {
  return rows.reduce((total, row) => total + (numberIn(row, key) ?? 0), 0);
}
