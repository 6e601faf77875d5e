import { Button, Text, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { XyCard } from "../charts/xy-card.tsx";
import { useOverview } from "../series/range.ts";
import { Failure } from "../shell/failure.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { clockTime } from "../words/dates.ts";
import { whole } from "../words/numbers.ts";
import { type LiveNews, useLiveNews } from "./live-news.ts";
import { Ticker } from "./ticker.tsx";

/** What happens now. */
export function Page(): ReactNode {
  const news = useLiveNews();
  const overview = useOverview();
  const [stopped, setStopped] = useState<LiveNews>();
  const { facts } = stopped ?? news;
  const today = overview.data?.today;
  return (
    <>
      <PageHead title="Live">
        <span className={news.isOpen ? "stream-state open" : "stream-state"} role="status">
          {news.isOpen ? "Connected" : "Connecting…"}
        </span>
      </PageHead>
      {overview.problem !== undefined && today === undefined && (
        <Failure problem={overview.problem} retry={overview.retry} />
      )}
      <div className="live">
        <div className="live-numbers">
          <section className="card" aria-labelledby="active-now">
            <Title order={2} size="h4" id="active-now">
              Active now
            </Title>
            <p className="huge">{news.activeNow === undefined ? "–" : whole(news.activeNow)}</p>
            <Text size="sm" c="dimmed">
              Different learners seen within the last five minutes, in all processes.
            </Text>
          </section>
          <Course news={news} />
          <section className="card" aria-labelledby="today-so-far">
            <Title order={2} size="h4" id="today-so-far">
              Today so far
            </Title>
            <dl className="facts">
              <dt>Active today</dt>
              <dd>{today === undefined ? "–" : whole(today.dau)}</dd>
              <dt>For the first time</dt>
              <dd>{today === undefined ? "–" : whole(today.new)}</dd>
              <dt>With a streak</dt>
              <dd>{today === undefined ? "–" : whole(today.live_streak_users)}</dd>
            </dl>
          </section>
        </div>
        <section className="card" aria-labelledby="ticker">
          <div className="chart-head">
            <Title order={2} size="h4" id="ticker">
              What is concluded
            </Title>
            <Button
              size="compact-sm"
              variant="default"
              aria-pressed={stopped !== undefined}
              onClick={() => setStopped(stopped === undefined ? news : undefined)}
            >
              {stopped === undefined ? "Hold" : "Go on"}
            </Button>
          </div>
          <Ticker facts={facts} />
        </section>
      </div>
    </>
  );
}

const ABOUT =
  "Different learners seen within the five minutes before each moment, in all processes together, as the stream told of them while this page was open.";

/** How many were active since the page was opened: nobody keeps that, so the page gives its numbers itself. */
function Course({ news: { course } }: { readonly news: LiveNews }): ReactNode {
  const values = course.map(({ activeNow }) => activeNow);
  const [first, last] = [course[0], course.at(-1)];
  const lines = ["at,active_now", ...course.map(({ at, activeNow }) => `${at},${activeNow}`), ""];
  return (
    <XyCard
      title="While you look"
      height={140}
      answer={{
        problem: undefined,
        retry() {},
        isLoading: false,
        csv: `data:text/csv;charset=utf-8,${encodeURIComponent(lines.join("\r\n"))}`,
        isOfEverybody: false,
        definition: ABOUT,
        fileName: "active-now",
      }}
      data={{
        kind: "area",
        isDates: false,
        xLabel: "Time",
        x: course.map(({ at }) => clockTime(at)),
        series: [{ label: "Active now", color: "chart-1", values: course.length < 2 ? [] : values }],
        format: whole,
      }}
      summary={
        first &&
        last &&
        `${whole(last.activeNow)} now, ${whole(first.activeNow)} when this page was opened; at most ${whole(Math.max(...values))}.`
      }
      empty="Nothing to draw yet: it begins with the next change."
    />
  );
}
