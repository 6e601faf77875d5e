import { Badge, Button, Skeleton, Text, Title } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import type { ApiProblem } from "../api/problem.ts";
import { Failure } from "../shell/failure.tsx";

/** What stands around a chart. */
export interface ChartCardProps {
  readonly title: string;
  /** What the chart shows, in a sentence: also for whoever does not see it. */
  readonly summary: string | undefined;
  /** How its numbers are counted, as the API says it. */
  readonly definition: string | undefined;
  readonly isLoading: boolean;
  readonly problem: ApiProblem | undefined;
  readonly retry: () => void;
  /** What to say where there is nothing to show. */
  readonly empty: string | undefined;
  /** Where its numbers are had as CSV. */
  readonly csv: string | undefined;
  /** The name of what is saved, without its ending; what the API gives has its own. */
  readonly fileName?: string;
  /** Gives a picture of it. */
  readonly onPng?: () => void;
  /** Its numbers as a table; absent where the chart is a table itself. */
  readonly table?: () => ReactNode;
  /** What stands below the chart, and below its table. */
  readonly below?: ReactNode;
  /** Whether everybody is counted although the view is of a group. */
  readonly isOfEverybody?: boolean;
  /** The chart's own choices. */
  readonly controls?: ReactNode;
  readonly className?: string;
  readonly height?: number;
  readonly children: ReactNode;
}

/** A chart with its title, its words, its numbers and how they are counted. */
export function ChartCard(props: ChartCardProps): ReactNode {
  const { title, summary, definition, problem, isLoading, empty, csv, onPng, table, children, height = 240 } = props;
  const [isTable, setTable] = useState(false);
  const id = useId();
  const isShown = problem === undefined && !isLoading && empty === undefined;
  return (
    <article className={`card chart ${props.className ?? ""}`} aria-labelledby={id} aria-busy={isLoading}>
      <div className="chart-head">
        <Title order={2} size="h4" id={id}>
          {title}
          {props.isOfEverybody === true && (
            <Badge variant="default" className="everybody">
              All groups
            </Badge>
          )}
        </Title>
        {isShown && (
          <div className="chart-tools">
            {table !== undefined && (
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                aria-pressed={isTable}
                onClick={() => setTable(!isTable)}
              >
                {isTable ? "Chart" : "Table"}
                <span className="hidden"> of {title}</span>
              </Button>
            )}
            {csv !== undefined && (
              <Button
                component="a"
                href={csv}
                download={props.fileName === undefined ? "" : `${props.fileName}.csv`}
                size="compact-sm"
                variant="subtle"
                color="gray"
              >
                CSV<span className="hidden"> of {title}</span>
              </Button>
            )}
            {onPng !== undefined && !isTable && (
              <Button size="compact-sm" variant="subtle" color="gray" onClick={onPng}>
                PNG<span className="hidden"> of {title}</span>
              </Button>
            )}
          </div>
        )}
      </div>
      {props.controls}
      {problem !== undefined ? (
        <Failure problem={problem} retry={props.retry} />
      ) : isLoading ? (
        <Skeleton height={height + 24} />
      ) : empty !== undefined ? (
        <div className="empty" style={{ minHeight: height }}>
          {empty}
        </div>
      ) : (
        <>
          <Text size="sm" c="dimmed" className="summary">
            {summary}
          </Text>
          {isTable ? table?.() : children}
          {props.below}
        </>
      )}
      {definition !== undefined && (
        <details className="definition">
          <summary>
            How it is counted<span className="hidden">: {title}</span>
          </summary>
          <p>{definition}</p>
        </details>
      )}
    </article>
  );
}
