import { NativeSelect } from "@mantine/core";
import type { ReactNode } from "react";
import { useSearchParams } from "wouter";
import { useAnswer } from "../api/answers.tsx";
import { ChartCard } from "../charts/chart-card.tsx";
import { useRange } from "../series/range.ts";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { useView } from "../shell/view.ts";
import type { Alerts } from "../wire.ts";
import { longDate } from "../words/dates.ts";
import { counted } from "../words/numbers.ts";
import { AlertList } from "./alert-list.tsx";

/** What is strange. */
export function Page(): ReactNode {
  const [{ group }] = useView();
  const [search, setSearch] = useSearchParams();
  const { range, overview } = useRange();
  const query = new URLSearchParams({
    ...(range !== undefined && { from: range.from, to: range.to }),
    ...(group !== undefined && { group }),
  });
  const answer = useAnswer<Alerts>(range === undefined ? null : `/api/admin/alerts/?${query}`);
  const { data } = answer;
  const kind = data?.detectors.find((known) => known.kind === search.get("kind"))?.kind;
  const alerts = data?.alerts.filter((alert) => kind === undefined || alert.kind === kind);
  const choose = (chosen: string): void =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      if (chosen === "") next.delete("kind");
      else next.set("kind", chosen);
      return next;
    });
  if (kind !== undefined) query.set("kind", kind);
  query.set("format", "csv");
  return (
    <>
      <PageHead title="Alerts">
        <Filters compare={false}>
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
        title="Unusual patterns"
        summary={
          data &&
          alerts &&
          `${counted(alerts.length, "unusual pattern")} from ${longDate(data.from)} to ${longDate(data.to)}, the newest first.`
        }
        definition={data?.detectors.map(({ title, about }) => `${title}: ${about}`).join("\n\n")}
        isLoading={data === undefined && (answer.isLoading || range === undefined)}
        problem={data === undefined ? (answer.problem ?? overview.problem) : undefined}
        retry={range === undefined ? overview.retry : answer.retry}
        empty={alerts?.length === 0 ? "Nothing unusual on these dates." : undefined}
        csv={`/api/admin/alerts/?${query}`}
      >
        {alerts !== undefined && <AlertList alerts={alerts} />}
      </ChartCard>
    </>
  );
}
