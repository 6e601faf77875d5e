import type { ReactNode } from "react";
import { ChartCard } from "./chart-card.tsx";
import type { TableData } from "./chart-data.ts";
import { SimpleTable } from "./data-table.tsx";
import { tablePicture } from "./paint-table.ts";
import { savePng } from "./png.ts";
import { type CardProps, type ChartAnswer, frameOf, NOTHING, pictureWords } from "./xy-card.tsx";

/** A table of words and numbers, with everything that belongs to a chart. */
export function TableCard(props: CardProps<TableData>): ReactNode {
  const { title, answer, data, summary, empty = NOTHING } = props;
  return (
    <ChartCard
      {...frameOf(props)}
      height={120}
      empty={data?.rows.length === 0 ? empty : undefined}
      onPng={() => data && saveTable(title, answer, summary, data)}
    >
      {data !== undefined && <SimpleTable data={data} caption={title} className="tall" />}
    </ChartCard>
  );
}

/** Saves a table as a picture, with its title, what it says and how it is counted. */
export function saveTable(title: string, answer: ChartAnswer, summary: string | undefined, data: TableData): void {
  void savePng({
    ...pictureWords(title, answer, summary),
    legend: [],
    ...tablePicture(data),
  });
}
