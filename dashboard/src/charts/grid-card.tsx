import type { ReactNode } from "react";
import { ChartCard } from "./chart-card.tsx";
import type { GridData } from "./chart-data.ts";
import { GridTable } from "./data-table.tsx";
import { gridSize, paintGrid } from "./paint-grid.ts";
import { savePng } from "./png.ts";
import { type CardProps, frameOf, NOTHING, pictureWords } from "./xy-card.tsx";

/** A table of coloured cells, with everything that belongs to a chart. */
export function GridCard(props: CardProps<GridData>): ReactNode {
  const { title, answer, data, summary, empty = NOTHING } = props;
  const isEmpty = data?.rows.every(({ cells }) => cells.every((cell) => cell === null || cell === 0)) ?? false;
  const save = (): void => {
    if (data === undefined) return;
    void savePng({
      ...pictureWords(title, answer, summary),
      legend: [],
      ...gridSize(data),
      draw: (context, color) => paintGrid(data, context, color),
    });
  };
  // Colours alone are read by nobody who needs a number and has no pointer.
  const table = data?.hasText === false && {
    table: () => <GridTable data={{ ...data, hasText: true }} caption={title} />,
  };
  return (
    <ChartCard {...frameOf(props)} empty={isEmpty ? empty : undefined} onPng={save} {...table}>
      {props.above}
      {data !== undefined && <GridTable data={data} caption={title} />}
    </ChartCard>
  );
}
