import type { ReactNode } from "react";
import { XyCard } from "../charts/xy-card.tsx";
import { beforeOf, comparisonOf, sum } from "../series/compare.ts";
import { type Column, dateData, summaryOfDates } from "../series/date-data.ts";
import { numberIn, numbersIn, type Row, type SeriesAnswer, useSeries } from "../series/use-series.ts";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { counted, percent, whole } from "../words/numbers.ts";
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
  const answer = useSeries("streak_survival", { compare: true });
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
          series: [
            { label: "Reached it", color: "chart-2", values: numbersIn(shown, "survival") },
            ...(data === undefined ? [] : beforeOf(data, (rows) => shown.map((_, i) => survivalIn(rows[i])))),
          ],
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

function survivalIn(row: Row | undefined): number | null {
  return row === undefined ? null : numberIn(row, "survival");
}

function BrokenCard(): ReactNode {
  return (
    <FactsCard
      className="wide"
      title="Broken and healed"
      columns={[
        { key: "broken", label: "Streaks broken", color: "chart-6", words: "streaks broken" },
        { key: "goal_broken", label: "Goal streaks broken", color: "chart-4", words: "goal streaks broken" },
        { key: "healed", label: "Healed by late news", color: "chart-3", words: "healed" },
        { key: "restored", label: "Restored", color: "chart-5", words: "restored" },
      ]}
      empty="No streak broke on these dates."
    />
  );
}

function FreezesCard(): ReactNode {
  return (
    <FactsCard
      title="Freezes"
      columns={[
        { key: "freezes_used", label: "Used", color: "chart-2", words: "used" },
        { key: "freezes_earned", label: "Earned", color: "chart-3", words: "times earned" },
        { key: "freezes_returned", label: "Given back", color: "chart-5", words: "given back" },
      ]}
      empty="No freezes were used or earned on these dates. By default nobody earns any: it is a rule."
    />
  );
}

function MilestonesCard(): ReactNode {
  return (
    <FactsCard
      title="Milestones reached"
      kind="area"
      columns={[{ key: "milestones", label: "Milestones", color: "chart-1", words: "milestones reached" }]}
      empty="No milestone was reached on these dates."
    />
  );
}

/** A column of facts counted by date, and what a sum of it is called. */
interface FactColumn extends Column {
  readonly words: string;
}

interface FactsCardProps {
  readonly title: string;
  readonly className?: string;
  /** @default "lines" */
  readonly kind?: "lines" | "area";
  readonly columns: readonly FactColumn[];
  readonly empty: string;
}

/** What was concluded about streaks, by date. */
function FactsCard({ kind = "lines", columns, ...card }: FactsCardProps): ReactNode {
  const answer = useSeries("streak_facts", { compare: true });
  const data = dateData(answer, {
    kind,
    columns: columns.map(({ words: _, ...column }) => column),
    isOpen: answer.range?.isOpen === true,
  });
  const comparison = comparisonOf(
    { data: answer.data, range: undefined },
    "On all these dates",
    columns.map(({ key, label }) => sum(label, key)),
  );
  return <XyCard {...card} answer={answer} data={data} summary={sumsOf(answer, columns)} comparison={comparison} />;
}

function sumsOf({ data }: SeriesAnswer, columns: readonly FactColumn[]): string | undefined {
  if (data === undefined) return undefined;
  const told = columns.map(({ key, words }) => {
    const all = numbersIn(data.rows, key).reduce<number>((total, value) => total + (value ?? 0), 0);
    return `${whole(all)} ${words}`;
  });
  return `On these dates: ${told.join(", ")}.`;
}
