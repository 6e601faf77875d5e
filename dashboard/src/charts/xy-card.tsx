import { type ReactNode, useRef } from "react";
import type { ApiProblem } from "../api/problem.ts";
import { ChartCard, type ChartCardProps } from "./chart-card.tsx";
import type { Comparison, XyData } from "./chart-data.ts";
import { CompareTable, comparedTable, hasBefore } from "./compare-table.tsx";
import { XyTable } from "./data-table.tsx";
import { tablePicture } from "./paint-table.ts";
import { type Picture, savePng } from "./png.ts";
import { seriesColor } from "./series-color.ts";
import { XyChart } from "./xy-chart.tsx";

/** What a card wants to know of an answer. */
export interface ChartAnswer {
  readonly problem: ApiProblem | undefined;
  readonly retry: () => void;
  readonly isLoading: boolean;
  /** Where the same numbers are had as CSV. */
  readonly csv: string | undefined;
  /** Whether everybody is counted although the view is of a group. */
  readonly isOfEverybody: boolean;
  /** How its numbers are counted. */
  readonly definition: string | undefined;
  /** The name under which a picture of it is saved, without its ending. */
  readonly fileName: string;
}

/** What a chart is made of. */
export interface CardProps<Data> {
  readonly title: string;
  readonly answer: ChartAnswer;
  /** Made of the answer; `undefined` while there is none. */
  readonly data: Data | undefined;
  readonly summary: string | undefined;
  /** Said where there is nothing to show. @default that nobody was active */
  readonly empty?: string;
  readonly controls?: ReactNode;
  /** What stands above the chart. */
  readonly above?: ReactNode;
  readonly className?: string;
}

/** Said where no row has anything in it. */
export const NOTHING = "Nobody was active on these dates.";

/** Between a chart and what is below it in a picture. */
const BELOW = 12;

/** What a chart over dates or categories is made of. */
export interface XyCardProps extends CardProps<XyData> {
  readonly height?: number;
  /** Shown below the chart where the period before was asked for, too. */
  readonly comparison?: Comparison | undefined;
}

/** A chart over dates or categories, with everything that belongs to it. */
export function XyCard(props: XyCardProps): ReactNode {
  const { title, answer, data, summary, comparison, empty = NOTHING, height = 240 } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const isEmpty = data?.series.every(({ values }) => values.every((value) => value === null || value === 0)) ?? false;
  const save = (): void => {
    const drawn = canvas.current;
    if (drawn === null || data === undefined) return;
    const { clientWidth: width, clientHeight: high } = drawn;
    const below = comparison && hasBefore(comparison) ? tablePicture(comparedTable(comparison)) : undefined;
    void savePng({
      ...pictureWords(title, answer, summary),
      legend: data.series.map((series) => ({ label: series.label, color: seriesColor(series, data) })),
      width: Math.max(width, below?.width ?? 0),
      height: high + (below === undefined ? 0 : BELOW + below.height),
      draw(context, color) {
        context.drawImage(drawn, 0, 0, width, high);
        context.translate(0, high + BELOW);
        below?.draw(context, color);
      },
    });
  };
  return (
    <ChartCard
      {...frameOf(props)}
      empty={isEmpty ? empty : undefined}
      onPng={save}
      table={() => data && <XyTable data={data} caption={title} />}
      below={comparison && <CompareTable title={title} comparison={comparison} />}
      height={height}
    >
      {props.above}
      {data !== undefined && <XyChart data={data} canvas={canvas} height={height} />}
    </ChartCard>
  );
}

/** What every card takes from its answer. */
export function frameOf(
  props: CardProps<unknown>,
): Omit<ChartCardProps, "children" | "empty" | "onPng" | "table" | "height"> {
  const { title, answer, data, summary, controls, className = "" } = props;
  const { problem, retry, csv, isOfEverybody, isLoading, definition, fileName } = answer;
  return {
    fileName,
    title,
    summary,
    retry,
    csv,
    isOfEverybody,
    controls,
    className,
    definition,
    problem: data === undefined ? problem : undefined,
    isLoading: data === undefined && isLoading,
  };
}

/** The words of a card as its picture has them. */
export function pictureWords(
  title: string,
  { fileName, definition = "" }: ChartAnswer,
  summary = "",
): Pick<Picture, "fileName" | "title" | "summary" | "definition"> {
  return { fileName, title, summary, definition };
}
