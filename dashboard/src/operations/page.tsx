import type { ReactNode } from "react";
import { useAnswer } from "../api/answers.tsx";
import { XyCard } from "../charts/xy-card.tsx";
import { Failure } from "../shell/failure.tsx";
import { PageHead } from "../shell/page-head.tsx";
import type { ServiceReport } from "../wire.ts";
import { percent, ratio, whole } from "../words/numbers.ts";
import { type MinuteChart, minuteData, minuteSummary } from "./minute-data.ts";
import { ProcessesCard } from "./processes-card.tsx";

const REFRESH_MS = 10_000;
const milliseconds = (value: number): string => `${ratio(value)} ms`;

const CHARTS: readonly MinuteChart[] = [
  {
    title: "Activities a second",
    kind: "area",
    format: ratio,
    columns: [{ key: "per_second", label: "Activities a second", color: "chart-1" }],
  },
  {
    title: "How long writes take",
    kind: "lines",
    format: milliseconds,
    columns: [
      { key: "write_ms_p95", label: "95 % below", color: "chart-1" },
      { key: "write_ms_p50", label: "Half below", color: "chart-2" },
    ],
  },
  {
    title: "How long calls of the API take",
    kind: "lines",
    format: milliseconds,
    columns: [
      { key: "call_ms_p95", label: "95 % below", color: "chart-1" },
      { key: "call_ms_p50", label: "Half below", color: "chart-2" },
    ],
  },
  {
    title: "Presence that cost no query",
    kind: "lines",
    format: percent,
    max: 1,
    columns: [{ key: "hit_rate", label: "Hit rate of the marks", color: "chart-3" }],
  },
  {
    title: "Who waits for a write",
    kind: "area",
    format: whole,
    isGoodEmpty: true,
    columns: [{ key: "queue", label: "Users waiting", color: "chart-5" }],
  },
  {
    title: "What Daystreak takes of a request",
    kind: "lines",
    format: (value) => `${ratio(value)} µs`,
    columns: [{ key: "middleware_us", label: "Middleware", color: "chart-2" }],
  },
  {
    title: "What went wrong",
    kind: "lines",
    format: whole,
    isGoodEmpty: true,
    isWide: true,
    columns: [
      { key: "call_errors", label: "Calls answered with 500 and above", color: "chart-1" },
      { key: "failures", label: "Failures in the log", color: "chart-4" },
      { key: "rejected", label: "Activities refused", color: "chart-6" },
    ],
  },
];

/** How Daystreak itself is doing, minute by minute. */
export function Page(): ReactNode {
  const answer = useAnswer<ServiceReport>("/api/admin/operations/", REFRESH_MS);
  const { data, problem, retry } = answer;
  return (
    <>
      <PageHead title="Operations" />
      {data === undefined && problem !== undefined ? (
        <Failure problem={problem} retry={retry} />
      ) : (
        <div className="cards">
          <ProcessesCard report={data} answer={answer} />
          {CHARTS.map((chart) => (
            <XyCard
              key={chart.title}
              {...(chart.isWide === true && { className: "wide" })}
              title={chart.title}
              height={180}
              answer={{
                ...answer,
                csv: "/api/admin/operations/?format=csv",
                isOfEverybody: false,
                definition: data && chart.columns.map(({ key, label }) => `${label}: ${data.columns[key]}.`).join("\n"),
                fileName: `operations-${chart.columns[0]?.key}`,
              }}
              data={data && minuteData(data, chart)}
              summary={data && minuteSummary(data, chart)}
              empty={
                chart.isGoodEmpty === true
                  ? "Nothing in the last three hours."
                  : "Nothing was measured in the last three hours."
              }
            />
          ))}
        </div>
      )}
    </>
  );
}
