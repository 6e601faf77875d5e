import { NativeSelect } from "@mantine/core";
import type { ReactNode } from "react";
import { useSearchParams } from "wouter";
import { useAnswer } from "../api/answers.tsx";
import { ChartCard } from "../charts/chart-card.tsx";
import type { TableData } from "../charts/chart-data.ts";
import { saveTable } from "../charts/table-card.tsx";
import { type ChartAnswer, frameOf } from "../charts/xy-card.tsx";
import { rangeBefore, useRange } from "../series/range.ts";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { useView } from "../shell/view.ts";
import type { Alerts } from "../wire.ts";
import { longDate } from "../words/dates.ts";
import { counted, whole } from "../words/numbers.ts";
import { AlertList } from "./alert-list.tsx";

const TITLE = "Unusual patterns";

/** What is strange. */
export function Page(): ReactNode {
  const [{ group, compare }] = useView();
  const [search, setSearch] = useSearchParams();
  const { range, overview } = useRange();
  const pathOf = (dates: { readonly from: string; readonly to: string }, others: Record<string, string> = {}): string =>
    `/api/admin/alerts/?${new URLSearchParams({ from: dates.from, to: dates.to, ...(group !== undefined && { group }), ...others })}`;
  const answer = useAnswer<Alerts>(range === undefined ? null : pathOf(range));
  const before = useAnswer<Alerts>(range === undefined || !compare ? null : pathOf(rangeBefore(range)));
  const { data } = answer;
  const kind = data?.detectors.find((known) => known.kind === search.get("kind"))?.kind;
  const ofKind = (alerts: Alerts["alerts"]): Alerts["alerts"] =>
    alerts.filter((alert) => kind === undefined || alert.kind === kind);
  const alerts = data && ofKind(data.alerts);
  const summary =
    data &&
    alerts &&
    `${counted(alerts.length, "unusual pattern")} from ${longDate(data.from)} to ${longDate(data.to)}, the newest first.${
      compare && before.data !== undefined ? ` ${whole(ofKind(before.data.alerts).length)} in the period before.` : ""
    }`;
  const shown: ChartAnswer = {
    problem: answer.problem ?? overview.problem,
    retry: range === undefined ? overview.retry : answer.retry,
    isLoading: answer.isLoading || range === undefined,
    csv: range && pathOf(range, { ...(kind !== undefined && { kind }), format: "csv" }),
    isOfEverybody: false,
    definition: data?.detectors.map(({ title, about }) => `${title}: ${about}`).join("\n\n"),
    fileName: data === undefined ? "alerts" : `alerts-${data.from}-${data.to}`,
  };
  const choose = (chosen: string): void =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      if (chosen === "") next.delete("kind");
      else next.set("kind", chosen);
      return next;
    });
  return (
    <>
      <PageHead title="Alerts">
        <Filters>
          <NativeSelect
            aria-label="Pattern"
            value={kind ?? ""}
            onChange={({ currentTarget }) => choose(currentTarget.value)}
            data={[
              { value: "", label: "All patterns" },
              ...(data?.detectors ?? []).map(({ kind: value, title }) => ({ value, label: title })),
            ]}
          />
        </Filters>
      </PageHead>
      <ChartCard
        {...frameOf({ title: TITLE, answer: shown, data, summary })}
        empty={alerts?.length === 0 ? "Nothing unusual on these dates." : undefined}
        onPng={() => alerts && saveTable(TITLE, shown, summary, tableOf(alerts))}
      >
        {alerts !== undefined && <AlertList alerts={alerts} />}
      </ChartCard>
    </>
  );
}

/** The list as a table, the newest first. */
function tableOf(alerts: Alerts["alerts"]): TableData {
  return {
    head: ["Date", "Pattern", "Seen", "Usual", "Who"],
    textColumns: 5,
    rows: alerts.toReversed().map(({ date, title, text, usual_text: usual, user_ids: ids, users }) => {
      const more = users - ids.length;
      return [longDate(date), title, text, usual, `${ids.join(" ")}${more > 0 ? ` and ${whole(more)} more` : ""}`];
    }),
  };
}
