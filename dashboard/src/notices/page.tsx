import type { ReactNode } from "react";
import { useAnswer } from "../api/answers.tsx";
import type { TableData } from "../charts/chart-data.ts";
import { TableCard } from "../charts/table-card.tsx";
import type { ChartAnswer } from "../charts/xy-card.tsx";
import { rangeBefore, useRange } from "../series/range.ts";
import { Failure } from "../shell/failure.tsx";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { useView } from "../shell/view.ts";
import type { NoticeReport } from "../wire.ts";
import { changeInShort, counted, whole } from "../words/numbers.ts";
import { Holding } from "./holding.tsx";
import { channelsTable, kindsTable, wordingsTable } from "./report-tables.ts";

/** What the tables of the report are called, what they say, and how they are counted. */
const TABLES = {
  kinds: {
    title: "What was told, and what came of it",
    definition:
      "Told are notices that were added to the inbox or sent. Read, opened and dismissed are those that the learner marked so. Followed are those after which the learner was active within two hours. Untold are those that were drawn to be told to nobody, to compare with: the difference is followed less followed among them, in percentage points, with its 95 % interval (Newcombe). A notice belongs to the learner's local date on which it was due.",
  },
  wordings: {
    title: "Wordings",
    definition:
      "Of each wording of a kind: how many were told, and how many of them were opened, and followed by activity within two hours.",
  },
  channels: {
    title: "Channels",
    definition:
      "Deliveries by channel. Waiting are those not sent yet. Given up are those that no channel took after all tries; dropped those that were no longer so, or no longer wanted, when their turn came. Opened and followed are of those sent.",
  },
} as const;
type TableName = keyof typeof TABLES;

/** What learners were told, and what came of it. */
export function Page(): ReactNode {
  const [{ group, compare }] = useView();
  const { range, overview } = useRange();
  const answer = useAnswer<NoticeReport>(range === undefined ? null : pathOf(range));
  const earlier = useAnswer<NoticeReport>(range === undefined || !compare ? null : pathOf(rangeBefore(range)));
  const { data } = answer;
  const before = compare ? earlier.data : undefined;
  const problem = answer.problem ?? (range === undefined ? overview.problem : undefined);
  const cardOf = (table: TableName, tableOf: (report: NoticeReport) => TableData, summary: string): ReactNode => {
    const { title, definition } = TABLES[table];
    const shown: ChartAnswer = {
      problem,
      retry: range === undefined ? overview.retry : answer.retry,
      isLoading: answer.isLoading || range === undefined,
      csv: range && pathOf(range, { format: "csv", table }),
      isOfEverybody: group !== undefined,
      definition,
      fileName: data === undefined ? `notices-${table}` : `notices-${table}-${data.from}-${data.to}`,
    };
    return (
      <TableCard
        className="wide"
        title={title}
        answer={shown}
        data={data && tableOf(data)}
        summary={summary}
        empty="None on these dates."
      />
    );
  };
  return (
    <>
      <PageHead title="Notices">
        <Filters />
      </PageHead>
      {data !== undefined && <Holding report={data} changed={answer.retry} />}
      {problem !== undefined && data === undefined ? (
        <Failure problem={problem} retry={range === undefined ? overview.retry : answer.retry} />
      ) : (
        <div className="cards">
          {cardOf("kinds", (report) => kindsTable(report, before), summaryOf(data, before))}
          {cardOf("wordings", (report) => wordingsTable(report, before), "Each wording of a kind, by what came of it.")}
          {cardOf("channels", channelsTable, "How they left, channel by channel.")}
        </div>
      )}
    </>
  );
}

function pathOf(dates: { readonly from: string; readonly to: string }, others: Record<string, string> = {}): string {
  return `/api/admin/notices/?${new URLSearchParams({ from: dates.from, to: dates.to, ...others })}`;
}

function summaryOf(report: NoticeReport | undefined, before: NoticeReport | undefined): string {
  const told = (some: NoticeReport): number => some.kinds.reduce((sum, { treated }) => sum + treated.notices, 0);
  const now = report === undefined ? 0 : told(report);
  const was = before === undefined ? undefined : told(before);
  const change = was === undefined ? undefined : changeInShort(now, was);
  const compared = was === undefined ? "" : `, ${whole(was)} in the period before${change ? ` (${change})` : ""}`;
  return `${counted(now, "notice")} on these dates${compared}. Followed is who was active within two hours; the difference is to those who were told nothing on purpose, with its 95 % interval.`;
}
