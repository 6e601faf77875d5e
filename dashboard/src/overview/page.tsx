import type { ReactNode } from "react";
import { XyCard } from "../charts/xy-card.tsx";
import { StatesCard } from "../growth/states-card.tsx";
import { dateData, summaryOfDates } from "../series/date-data.ts";
import { useOverview, useRange } from "../series/range.ts";
import { useSeries } from "../series/use-series.ts";
import { Failure } from "../shell/failure.tsx";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { useView } from "../shell/view.ts";
import { Answers } from "./answers.tsx";

/** Everybody at a glance: the five questions first, then what is behind them. */
export function Page(): ReactNode {
  const [{ group }] = useView();
  const overview = useOverview(group);
  return (
    <>
      <PageHead title="Overview">
        <Filters />
      </PageHead>
      {overview.problem !== undefined && overview.data === undefined ? (
        <Failure problem={overview.problem} retry={overview.retry} />
      ) : (
        <Answers overview={overview.data} />
      )}
      <div className="cards">
        <ActiveCard />
        <StatesCard />
        <StreaksCard />
      </div>
    </>
  );
}

function ActiveCard(): ReactNode {
  const answer = useSeries("dau", { compare: true });
  const { range } = useRange();
  return (
    <XyCard
      className="wide"
      height={220}
      title="Daily active users"
      answer={answer}
      data={dateData(answer, {
        kind: "area",
        columns: [{ key: "dau", label: "Active users", color: "chart-1" }],
        isOpen: range?.isOpen === true,
      })}
      summary={summaryOfDates(answer, "dau")}
    />
  );
}

function StreaksCard(): ReactNode {
  const answer = useSeries("live_streaks", { compare: true });
  return (
    <XyCard
      title="Users with a streak"
      answer={answer}
      data={dateData(answer, {
        kind: "area",
        columns: [{ key: "live_streak_users", label: "With a streak", color: "chart-2" }],
      })}
      summary={summaryOfDates(answer, "live_streak_users")}
      empty="Nobody had a streak on these dates."
    />
  );
}
