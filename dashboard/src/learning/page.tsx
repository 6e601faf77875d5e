import { SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import { XyCard } from "../charts/xy-card.tsx";
import { dateData, summaryOfDates } from "../series/date-data.ts";
import { useSeries } from "../series/use-series.ts";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { useChoice } from "../shell/view.ts";
import { PERIODS, type Period } from "../words/dates.ts";
import { percent } from "../words/numbers.ts";
import { LessonsCard } from "./lessons-card.tsx";

/** What is learned. */
export function Page(): ReactNode {
  const [period, choose] = useChoice("period", PERIODS);
  return (
    <>
      <PageHead title="Learning">
        <Filters>
          <SegmentedControl
            aria-label="Dates taken together"
            size="xs"
            value={period}
            onChange={(value) => choose(value as Period)}
            data={PERIODS.map((value) => ({ value, label: `By ${value}` }))}
          />
        </Filters>
      </PageHead>
      <div className="cards">
        <CompletionCard period={period} />
        <SumCard period={period} metric="problems_solved" title="Problems solved" color="chart-1" />
        <SumCard period={period} metric="lessons_completed" title="Lessons completed" color="chart-3" />
        <LessonsCard />
      </div>
    </>
  );
}

function CompletionCard({ period }: { readonly period: Period }): ReactNode {
  const answer = useSeries("completion_rate", { period, compare: true });
  return (
    <XyCard
      className="wide"
      title="Days on which the goal was met"
      answer={answer}
      data={dateData(answer, {
        kind: "lines",
        columns: [{ key: "completion_rate", label: "Met the goal", color: "chart-1" }],
        format: percent,
        axisFormat: percent,
        max: 1,
        isOpen: answer.range?.isOpen === true,
      })}
      summary={summaryOfDates(answer, "completion_rate", { format: percent, period })}
    />
  );
}

function SumCard(props: {
  readonly period: Period;
  readonly metric: "problems_solved" | "lessons_completed";
  readonly title: string;
  readonly color: "chart-1" | "chart-3";
}): ReactNode {
  const { period, metric, title, color } = props;
  const answer = useSeries(metric, { period, compare: true });
  return (
    <XyCard
      title={title}
      answer={answer}
      data={dateData(answer, {
        kind: "area",
        columns: [{ key: metric, label: title, color }],
        isOpen: answer.range?.isOpen === true,
      })}
      summary={summaryOfDates(answer, metric, { period, isSum: true })}
      empty={`${title}: none on these dates.`}
    />
  );
}
