import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { Link, useSearchParams } from "wouter";
import { Spark } from "../charts/spark.tsx";
import { useLiveNews } from "../live/live-news.ts";
import { KINDS, retainedOf } from "../retention/cells.ts";
import { numberIn, numbersIn, useSeries } from "../series/use-series.ts";
import { sharedSearch, useView } from "../shell/view.ts";
import type { Overview } from "../wire.ts";
import { capital, change, counted, percent, whole } from "../words/numbers.ts";

/** The answers are about now, whatever dates the charts below show. */
const RECENT = 90;

/** The five questions, each with a number, what it means, and the way to what is behind it. */
export function Answers({ overview }: { readonly overview: Overview | undefined }): ReactNode {
  return (
    <div className="answers">
      <Now overview={overview} />
      <Growing overview={overview} />
      <Back />
      <Holding overview={overview} />
      <Strange overview={overview} />
    </div>
  );
}

interface AnswerProps {
  readonly question: string;
  /** The page behind it. */
  readonly path: string;
  /** `undefined` while it is not known. */
  readonly number: ReactNode | undefined;
  /** What the number is. */
  readonly unit: string;
  readonly tone?: "good" | "bad" | undefined;
  readonly children?: ReactNode;
}

function AnswerCard({ question, path, number, unit, tone, children }: AnswerProps): ReactNode {
  const [search] = useSearchParams();
  return (
    <section className="card answer" aria-busy={number === undefined}>
      <h2>
        <Link href={`${path}${sharedSearch(search)}`}>{question}</Link>
      </h2>
      {number === undefined ? (
        <Skeleton height={84} />
      ) : (
        <>
          <p className="answer-number">
            <strong className={tone}>{number}</strong> <span>{unit}</span>
          </p>
          {children}
        </>
      )}
    </section>
  );
}

function Now({ overview }: { readonly overview: Overview | undefined }): ReactNode {
  const news = useLiveNews();
  const active = news.activeNow ?? overview?.active_now;
  const expected = overview?.expected_dau;
  const [{ group }] = useView();
  return (
    <AnswerCard
      question="Who is active now?"
      path="/live"
      number={active === undefined ? undefined : whole(active)}
      unit={group === undefined ? "in five minutes" : "in five minutes, in all groups"}
    >
      {overview !== undefined && (
        <p>
          <b>{whole(overview.today.dau)}</b> today so far
          {typeof expected === "number" && `; a ${weekdayOf(overview.today.date)} usually ends with ${whole(expected)}`}
          .
        </p>
      )}
      {typeof expected === "number" && overview !== undefined && (
        <progress
          value={overview.today.dau}
          max={Math.max(expected, overview.today.dau, 1)}
          aria-label="Of what the weekday lets expect"
        />
      )}
    </AnswerCard>
  );
}

/** Yesterday, the last whole date, beside the same weekday a week before. */
function Growing({ overview }: { readonly overview: Overview | undefined }): ReactNode {
  const wau = useSeries("wau", { recent: RECENT });
  const values = wau.data === undefined ? [] : numbersIn(wau.data.rows, "wau");
  const now = overview?.yesterday.wau;
  const before = values.at(-9);
  const text = typeof before === "number" && now !== undefined ? change(now, before) : undefined;
  const tone = text === undefined || text === "the same" ? undefined : text.endsWith("more") ? "good" : "bad";
  return (
    <AnswerCard
      question="Is it growing?"
      path="/growth"
      number={now === undefined ? undefined : whole(now)}
      unit="active in the week to yesterday"
      tone={tone}
    >
      <p>
        {text === undefined
          ? "No week before to compare with."
          : `${capital(text)} ${text === "the same" ? "as" : "than"} the week before.`}
      </p>
      <Spark values={values.slice(0, -1)} />
    </AnswerCard>
  );
}

function Back(): ReactNode {
  const answer = useSeries("retention_curve", { period: "week", recent: RECENT });
  const total = answer.data?.rows.at(-1);
  const share = (k: number): number | null => {
    const column = KINDS.exact.columns[k - 1];
    return total === undefined || column === undefined ? null : retainedOf(total, column);
  };
  const week = share(7);
  const size = total === undefined ? 0 : (numberIn(total, "size") ?? 0);
  const curve = KINDS.exact.columns.map((_, i) => share(i + 1));
  return (
    <AnswerCard
      question="Do people come back?"
      path="/retention"
      number={answer.data === undefined ? undefined : week === null ? "–" : percent(week)}
      unit="of new users on day 7"
    >
      <p>
        {size === 0
          ? "Nobody came for the first time lately."
          : `${textOf(share(1))} on day 1, ${textOf(share(30))} on day 30, of ${counted(size, "new user")}.`}
      </p>
      <Spark values={curve} />
    </AnswerCard>
  );
}

function Holding({ overview }: { readonly overview: Overview | undefined }): ReactNode {
  const answer = useSeries("live_streaks", { recent: RECENT });
  const row = answer.data?.rows.at(-1);
  const before = answer.data?.rows.at(-2);
  const had = before && numberIn(before, "live_streak_users");
  const broke = row && numberIn(row, "broken_streaks");
  const held = had ? 1 - (broke ?? 0) / had : undefined;
  return (
    <AnswerCard
      question="Do streaks hold?"
      path="/streaks"
      number={overview === undefined ? undefined : whole(overview.today.live_streak_users)}
      unit="learners with a streak"
    >
      <p>
        {held === undefined
          ? "No streaks yesterday to look back at."
          : `${percent(held)} of yesterday's hold today; ${counted(broke ?? 0, "streak")} broke.`}
      </p>
      <Spark values={answer.data === undefined ? [] : numbersIn(answer.data.rows, "live_streak_users")} />
    </AnswerCard>
  );
}

function Strange({ overview }: { readonly overview: Overview | undefined }): ReactNode {
  const alerts = overview?.alerts ?? [];
  const newest = alerts.at(-1);
  return (
    <AnswerCard
      question="Is anything strange?"
      path="/alerts"
      number={overview === undefined ? undefined : alerts.length === 0 ? "No" : whole(alerts.length)}
      unit={
        alerts.length === 0
          ? "nothing unusual this week"
          : alerts.length === 1
            ? "unusual pattern this week"
            : "unusual patterns this week"
      }
      tone={alerts.length === 0 ? "good" : "bad"}
    >
      <p>
        {newest === undefined ? "Nothing stood out on the seven days before today." : `${newest.title}: ${newest.text}`}
      </p>
    </AnswerCard>
  );
}

function weekdayOf(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString("en", { weekday: "long", timeZone: "UTC" });
}

function textOf(share: number | null): string {
  return share === null ? "–" : percent(share);
}
