import type { ReactNode } from "react";
import { useAnswer } from "../api/answers.tsx";
import { useRange } from "../series/range.ts";
import { Failure } from "../shell/failure.tsx";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import type { NoticeReport } from "../wire.ts";
import { counted, percent, whole } from "../words/numbers.ts";
import { Holding } from "./holding.tsx";
import { ReportTable } from "./report-table.tsx";

type Rate = NoticeReport["channels"][number]["opened"];

/** What learners were told, and what came of it. */
export function Page(): ReactNode {
  const { range, overview } = useRange();
  const query = new URLSearchParams(range === undefined ? {} : { from: range.from, to: range.to });
  const answer = useAnswer<NoticeReport>(range === undefined ? null : `/api/admin/notices/?${query}`);
  const { data } = answer;
  const problem = answer.problem ?? (range === undefined ? overview.problem : undefined);
  return (
    <>
      <PageHead title="Notices">
        <Filters compare={false} group={false} />
      </PageHead>
      {data !== undefined && <Holding report={data} changed={answer.retry} />}
      {problem !== undefined && data === undefined ? (
        <Failure problem={problem} retry={range === undefined ? overview.retry : answer.retry} />
      ) : (
        <Report report={data} />
      )}
    </>
  );
}

function Report({ report }: { readonly report: NoticeReport | undefined }): ReactNode {
  const { kinds = [], variants = [], channels = [] } = report ?? {};
  const all = kinds.reduce((sum, { treated }) => sum + treated.notices, 0);
  const isLoading = report === undefined;
  return (
    <div className="cards">
      <ReportTable
        title="What was told, and what came of it"
        isLoading={isLoading}
        summary={`${counted(all, "notice")} on these dates. Followed is who was active within two hours; the difference is to those who were told nothing on purpose, with its 95 % interval.`}
        head={["Kind", "Told", "Read", "Opened", "Dismissed", "Followed", "Followed, untold", "Difference"]}
        rows={kinds.map(({ kind, treated, held_out: heldOut, lift }) => [
          kind,
          whole(treated.notices),
          textOf(treated.read),
          textOf(treated.opened),
          textOf(treated.dismissed),
          textOf(treated.followed),
          textOf(heldOut.followed),
          lift === null ? "" : `${points(lift.difference)} (${points(lift.low)} to ${points(lift.high)})`,
        ])}
      />
      <ReportTable
        title="Wordings"
        isLoading={isLoading}
        summary="Each wording of a kind, by what came of it."
        head={["Kind", "Wording", "Told", "Opened", "Followed"]}
        rows={variants.map(({ kind, variant, treated }) => [
          kind,
          variant,
          whole(treated.notices),
          textOf(treated.opened),
          textOf(treated.followed),
        ])}
      />
      <ReportTable
        title="Channels"
        isLoading={isLoading}
        summary="How they left: given up are those that no channel took after all tries; dropped those that were no longer so, or no longer wanted."
        head={["Kind", "Channel", "Sent", "Waiting", "Given up", "Dropped", "Opened", "Followed"]}
        rows={channels.map((row) => [
          row.kind,
          row.channel,
          whole(row.sent),
          whole(row.waiting),
          whole(row.dead),
          whole(row.dropped),
          textOf(row.opened),
          textOf(row.followed),
        ])}
      />
    </div>
  );
}

/** A share with the numbers behind it. */
function textOf({ rate, count, of }: Rate): string {
  return rate === null ? "" : `${percent(rate)} (${whole(count)} of ${whole(of)})`;
}

/** A difference of shares in percentage points. */
function points(difference: number): string {
  const value = (difference * 100).toFixed(1);
  return difference > 0 ? `+${value}` : value.replace("-", "−");
}
