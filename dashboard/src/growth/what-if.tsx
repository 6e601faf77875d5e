import { NativeSelect, Slider, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useSearchParams } from "wouter";
import { useAnswer } from "../api/answers.tsx";
import type { XyData } from "../charts/chart-data.ts";
import { XyCard } from "../charts/xy-card.tsx";
import { useView } from "../shell/view.ts";
import type { Forecast } from "../wire.ts";
import { longDate } from "../words/dates.ts";
import { percent, whole } from "../words/numbers.ts";

const RATES = {
  CURR: "Current users who are there again (CURR)",
  NURR: "New users who are there again (NURR)",
  RURR: "Reactivated users who are there again (RURR)",
  SURR: "Resurrected users who are there again (SURR)",
  iWAURR: "At risk this week, who come (iWAURR)",
  reactivationRate: "At risk this month, who come (reactivation)",
  resurrectionRate: "Dormant, who come (resurrection)",
  wauLossRate: "At risk this week, who leave it (loss)",
  mauLossRate: "At risk this month, who leave it (loss)",
} as const;
type Rate = keyof typeof RATES;

const ABOUT =
  "Takes the growth states of the last whole date and the rates of the 28 dates up to it, and follows them for 90 dates: as things are, and with the one rate that is moved. A model in which everything else stays as it was, and no promise: it shows which rate is worth working on.";

/** What moving one rate is worth in 90 days. The address holds the rate and where it was moved. */
export function WhatIf(): ReactNode {
  const [{ group }] = useView();
  const [search, setSearch] = useSearchParams();
  const rate = rateIn(search.get("rate"));
  const given = search.get("value");
  const chosen = given === null ? undefined : Math.min(1, Math.max(0, Number(given) || 0));
  const query = new URLSearchParams({
    ...(chosen !== undefined && { [rate]: String(chosen) }),
    ...(group !== undefined && { group }),
  });
  const answer = useAnswer<Forecast>(`/api/admin/what-if/?${query}`);
  const choose = (nextRate: Rate, value: number | undefined): void =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        next.set("rate", nextRate);
        if (value === undefined) next.delete("value");
        else next.set("value", value.toFixed(3));
        return next;
      },
      { replace: true },
    );
  const { data } = answer;
  query.set("format", "csv");
  return (
    <XyCard
      className="wide"
      title="What if one rate moved?"
      answer={{
        ...answer,
        csv: `/api/admin/what-if/?${query}`,
        definition: ABOUT,
        isOfEverybody: false,
        fileName: `what-if-${rate}`,
      }}
      data={data && dataOf(data)}
      summary={data && summaryOf(data, rate)}
      empty="Nobody has been active yet."
      above={
        data && (
          <div className="what-if">
            <NativeSelect
              label="Rate"
              value={rate}
              onChange={({ currentTarget }) => choose(rateIn(currentTarget.value), undefined)}
              data={Object.entries(RATES).map(([value, label]) => ({ value, label }))}
            />
            <RateSlider
              key={rate}
              now={data.model[rate] ?? 0}
              chosen={chosen}
              onChoose={(value) => choose(rate, value)}
            />
          </div>
        )
      }
    />
  );
}

function RateSlider(props: {
  readonly now: number;
  readonly chosen: number | undefined;
  readonly onChoose: (value: number) => void;
}): ReactNode {
  const { now, chosen, onChoose } = props;
  const [value, setValue] = useState(chosen ?? now);
  return (
    <div className="rate-slider">
      <Text size="sm" fw={500}>
        {percent(value)} <Text span size="sm" c="dimmed" inherit>{`(now ${percent(now)})`}</Text>
      </Text>
      <Slider
        min={0}
        max={1}
        step={0.005}
        value={value}
        onChange={setValue}
        onChangeEnd={onChoose}
        label={null}
        thumbLabel="Share that moves"
        thumbProps={{ "aria-valuetext": percent(value) }}
        marks={[{ value: now }]}
      />
    </div>
  );
}

function rateIn(name: string | null): Rate {
  return name !== null && name in RATES ? (name as Rate) : "CURR";
}

function dataOf({ rows }: Forecast): XyData {
  return {
    kind: "lines",
    isDates: true,
    xLabel: "Date",
    x: rows.map(({ date }) => date),
    series: [
      { label: "With the rate moved", color: "chart-1", values: rows.map((row) => row.dau_moved) },
      { label: "As things are", color: "chart-6", values: rows.map(({ dau }) => dau) },
    ],
    format: whole,
  };
}

function summaryOf({ rows, worth, model, moved }: Forecast, rate: Rate): string {
  const last = rows.at(-1);
  if (last === undefined) return "";
  const [before, after] = [model[rate] ?? 0, moved[rate] ?? 0];
  const as = `As things are, ${whole(last.dau)} users will be active on ${longDate(last.date)}.`;
  if (before === after) return `${as} Move the rate to see what it is worth.`;
  const difference = `${whole(Math.abs(worth))} ${worth < 0 ? "fewer" : "more"}`;
  return `${as} With ${rate} at ${percent(after)} instead of ${percent(before)}: ${whole(last.dau_moved)}, that is ${difference}.`;
}
