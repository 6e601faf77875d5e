import type { ReactNode } from "react";
import { useAnswer } from "../api/answers.tsx";
import { ChartCard } from "../charts/chart-card.tsx";
import { useRange } from "../series/range.ts";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { useView } from "../shell/view.ts";
import type { Alerts } from "../wire.ts";
import { counted } from "../words/numbers.ts";
import { AlertList } from "./alert-list.tsx";

/** What is strange. */
export function Page(): ReactNode {
  const [{ group }] = useView();
  const { range, overview } = useRange();
  const query = new URLSearchParams({
    ...(range !== undefined && { from: range.from, to: range.to }),
    ...(group !== undefined && { group }),
  });
  const answer = useAnswer<Alerts>(range === undefined ? null : `/api/admin/alerts/?${query}`);
  const { data } = answer;
  return (
    <>
      <PageHead title="Alerts">
        <Filters compare={false} />
      </PageHead>
      <ChartCard
        title="Unusual patterns"
        summary={
          data && `${counted(data.alerts.length, "unusual pattern")} from ${data.from} to ${data.to}, the newest first.`
        }
        definition={undefined}
        isLoading={data === undefined && (answer.isLoading || range === undefined)}
        problem={data === undefined ? (answer.problem ?? overview.problem) : undefined}
        retry={range === undefined ? overview.retry : answer.retry}
        empty={data?.alerts.length === 0 ? "Nothing unusual on these dates." : undefined}
        csv={undefined}
      >
        {data !== undefined && <AlertList alerts={data.alerts} />}
      </ChartCard>
    </>
  );
}
