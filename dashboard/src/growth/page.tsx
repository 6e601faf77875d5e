import { SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import { XyCard } from "../charts/xy-card.tsx";
import { dateData, summaryOfDates } from "../series/date-data.ts";
import { useSeries } from "../series/use-series.ts";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { useChoice } from "../shell/view.ts";
import { PERIODS } from "../words/dates.ts";
import { percent } from "../words/numbers.ts";
import { FrequencyCard } from "./frequency-card.tsx";
import { LifecycleCards } from "./lifecycle-cards.tsx";
import { RatesCard } from "./rates-card.tsx";
import { StatesCard } from "./states-card.tsx";
import { WhatIf } from "./what-if.tsx";

const ACTIVE = [
  { value: "dau", label: "Day" },
  { value: "wau", label: "Week" },
  { value: "mau28", label: "28 days" },
  { value: "mau30", label: "30 days" },
] as const;

const TITLES = {
  dau: "Daily active users",
  wau: "Weekly active users",
  mau28: "Monthly active users, 28 days",
  mau30: "Monthly active users, 30 days",
} as const;

/** Whether it grows, and what moves it. */
export function Page(): ReactNode {
  const [period, choosePeriod] = useChoice("period", ["week", "day", "month"]);
  return (
    <>
      <PageHead title="Growth">
        <Filters>
          <SegmentedControl
            aria-label="Lifecycle by"
            size="xs"
            value={period}
            onChange={(value) => choosePeriod(value as typeof period)}
            data={PERIODS.map((value) => ({ value, label: `By ${value}` }))}
          />
        </Filters>
      </PageHead>
      <div className="cards">
        <ActiveCard />
        <StatesCard />
        <RatesCard />
        <LifecycleCards period={period} />
        <StickinessCard />
        <FrequencyCard />
        <WhatIf />
      </div>
    </>
  );
}

function ActiveCard(): ReactNode {
  const [metric, choose] = useChoice("active", ["dau", "wau", "mau28", "mau30"]);
  const answer = useSeries(metric, { compare: true });
  const key = answer.data?.name ?? metric;
  return (
    <XyCard
      className="wide"
      title={TITLES[metric]}
      answer={answer}
      data={dateData(answer, {
        kind: "area",
        columns: [{ key, label: "Active users", color: "chart-1" }],
        isOpen: answer.range?.isOpen === true,
      })}
      summary={summaryOfDates(answer, key)}
      controls={
        <SegmentedControl
          aria-label="Active within"
          size="xs"
          value={metric}
          onChange={(value) => choose(value as typeof metric)}
          data={[...ACTIVE]}
        />
      }
    />
  );
}

function StickinessCard(): ReactNode {
  const answer = useSeries("stickiness", { compare: true });
  return (
    <XyCard
      title="Stickiness"
      answer={answer}
      data={dateData(answer, {
        kind: "lines",
        columns: [
          { key: "dau_wau", label: "Of the week's users", color: "chart-1" },
          { key: "dau_mau28", label: "Of the month's users", color: "chart-2" },
        ],
        format: percent,
        axisFormat: percent,
        isOpen: answer.range?.isOpen === true,
      })}
      summary={summaryOfDates(answer, "dau_mau28", { format: percent })}
    />
  );
}
