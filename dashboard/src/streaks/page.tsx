import type { ReactNode } from "react";
import { XyCard } from "../charts/xy-card.tsx";
import { dateData, summaryOfDates } from "../series/date-data.ts";
import { numberIn, numbersIn, type SeriesAnswer, useSeries } from "../series/use-series.ts";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { counted, percent } from "../words/numbers.ts";
import { LengthsCard } from "./lengths-card.tsx";

/** Whether streaks hold. */
export function Page(): ReactNode {
  return (
    <>
      <PageHead title="Streaks">
        <Filters />
      </PageHead>
      <div className="cards">
        <HeldCard />
        <LengthsCard />
        <SurvivalCard />
        <BrokenCard />
        <MilestonesCard />
        <FreezesCard />
      </div>
    </>
  );
}

function HeldCard(): ReactNode {
  const answer = useSeries("live_streaks", { compare: true });
  return (
    <XyCard
      className="wide"
      title="Users with a streak"
      answer={answer}
      data={dateData(answer, {
        kind: "area",
        columns: [{ key: "live_streak_users", label: "With a streak", color: "chart-1" }],
      })}
      summary={heldSummary(answer)}
      empty="Nobody had a streak on these dates."
    />
  );
}

function heldSummary(answer: SeriesAnswer): string | undefined {
  const row = answer.data?.rows.at(-1);
  const users = row && numberIn(row, "live_streak_users");
  if (row === undefined || !users) return undefined;
  const mean = (numberIn(row, "live_streak_sum") ?? 0) / users;
  const longest = counted(numberIn(row, "live_streak_max") ?? 0, "day");
  return `Now ${counted(users, "user")}, ${mean.toFixed(1)} days on average, the longest ${longest}. ${summaryOfDates(answer, "live_streak_users") ?? ""}`;
}

function SurvivalCard(): ReactNode {
  const answer = useSeries("streak_survival");
  const { data } = answer;
  const share = (day: number): string | undefined => {
    const row = data?.rows.find((known) => known.day === day);
    const value = row && numberIn(row, "survival");
    return typeof value === "number" ? `day ${day}: ${percent(value)}` : undefined;
  };
  const told = [2, 7, 30, 100].flatMap((day) => share(day) ?? []);
  // A few very long runs would press the others to the edge.
  const shown = data?.rows.slice(
    0,
    Math.max(14, data.rows.findLastIndex((row) => (numberIn(row, "survival") ?? 0) >= 0.005) + 1),
  );
  return (
    <XyCard
      title="How far streaks get"
      answer={answer}
      data={
        shown && {
          kind: "area",
          isDates: false,
          xLabel: "Day",
          x: shown.map(({ day }) => String(day)),
          series: [{ label: "Reached it", color: "chart-2", values: numbersIn(shown, "survival") }],
          format: percent,
          axisFormat: percent,
          max: 1,
        }
      }
      summary={told.length === 0 ? undefined : `Of all that began, the share that reached ${told.join(", ")}.`}
      empty="No streak has begun yet."
    />
  );
}

function BrokenCard(): ReactNode {
  const answer = useSeries("streak_facts");
  return (
    <XyCard
      className="wide"
      title="Broken and healed"
      answer={answer}
      data={dateData(answer, {
        kind: "lines",
        columns: [
          { key: "broken", label: "Streaks broken", color: "chart-6" },
          { key: "goal_broken", label: "Goal streaks broken", color: "chart-4" },
          { key: "healed", label: "Healed by late news", color: "chart-3" },
          { key: "restored", label: "Restored", color: "chart-5" },
        ],
      })}
      summary={sumsOf(answer, [
        ["broken", "streaks broken"],
        ["goal_broken", "goal streaks broken"],
        ["healed", "healed"],
        ["restored", "restored"],
      ])}
      empty="No streak broke on these dates."
    />
  );
}

function FreezesCard(): ReactNode {
  const answer = useSeries("streak_facts");
  return (
    <XyCard
      title="Freezes"
      answer={answer}
      data={dateData(answer, {
        kind: "lines",
        columns: [
          { key: "freezes_used", label: "Used", color: "chart-2" },
          { key: "freezes_earned", label: "Earned", color: "chart-3" },
          { key: "freezes_returned", label: "Given back", color: "chart-5" },
        ],
      })}
      summary={sumsOf(answer, [
        ["freezes_used", "used"],
        ["freezes_earned", "times earned"],
        ["freezes_returned", "given back"],
      ])}
      empty="No freezes were used or earned on these dates. By default nobody earns any: it is a rule."
    />
  );
}

function MilestonesCard(): ReactNode {
  const answer = useSeries("streak_facts");
  return (
    <XyCard
      title="Milestones reached"
      answer={answer}
      data={dateData(answer, {
        kind: "area",
        columns: [{ key: "milestones", label: "Milestones", color: "chart-1" }],
      })}
      summary={sumsOf(answer, [["milestones", "milestones reached"]])}
      empty="No milestone was reached on these dates."
    />
  );
}

function sumsOf(
  { data }: SeriesAnswer,
  columns: readonly (readonly [key: string, words: string])[],
): string | undefined {
  if (data === undefined) return undefined;
  const told = columns.map(([key, words]) => {
    const sum = numbersIn(data.rows, key).reduce<number>((total, value) => total + (value ?? 0), 0);
    return `${sum.toLocaleString("en")} ${words}`;
  });
  return `On these dates: ${told.join(", ")}.`;
}
