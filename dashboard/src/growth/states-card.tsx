import { Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { XyCard } from "../charts/xy-card.tsx";
import { comparisonOf, mean } from "../series/compare.ts";
import { dateData } from "../series/date-data.ts";
import { numberIn, type SeriesAnswer, useSeries } from "../series/use-series.ts";
import { useChoice } from "../shell/view.ts";
import { shortDate } from "../words/dates.ts";
import { whole } from "../words/numbers.ts";

const ACTIVE = [
  { key: "new", label: "New", color: "chart-3" },
  { key: "resurrected", label: "Resurrected", color: "chart-5" },
  { key: "reactivated", label: "Reactivated", color: "chart-2" },
  { key: "current", label: "Current", color: "chart-1" },
] as const;
const ABSENT = [
  { key: "dormant", label: "Dormant", color: "chart-7" },
  { key: "atRiskMAU", label: "At risk, this month", color: "chart-6" },
  { key: "atRiskWAU", label: "At risk, this week", color: "chart-4" },
] as const;

/** Everybody in one of seven states a day. */
export function StatesCard(): ReactNode {
  const [shown, show] = useChoice("states", ["active", "all"]);
  const answer = useSeries("growth_states", { compare: true });
  const columns = shown === "all" ? [...ABSENT, ...ACTIVE] : ACTIVE;
  const total = shown === "all" ? "Everybody" : "Active users";
  const comparison = comparisonOf(answer, "On an average day", [
    mean(total, ...columns.map(({ key }) => key)),
    ...columns.toReversed().map(({ key, label }) => mean(label, key)),
  ]);
  return (
    <XyCard
      title="Growth states"
      answer={answer}
      data={dateData(answer, {
        kind: "stack",
        columns,
        total,
        isOpen: answer.range?.isOpen === true,
      })}
      comparison={comparison}
      summary={summaryOf(answer)}
      controls={
        <Switch
          size="xs"
          label="Who is absent, too"
          checked={shown === "all"}
          onChange={(event) => show(event.currentTarget.checked ? "all" : "active")}
        />
      }
    />
  );
}

/** The newest whole date, state by state. */
function summaryOf({ data, range }: SeriesAnswer): string | undefined {
  const row = data?.rows.at(range?.isOpen === true && data.rows.length > 1 ? -2 : -1);
  if (row === undefined) return undefined;
  const told = [...ABSENT, ...ACTIVE]
    .toReversed()
    .map(({ key, label }) => `${label.toLowerCase()} ${whole(numberIn(row, key) ?? 0)}`);
  return `On ${shortDate(String(row.date))}: ${told.join("; ")}.`;
}
