import type { CalendarAnswer, StreakAnswer } from "@daystreak/client";
import "@daystreak/client/elements";
import type { DaystreakCalendar } from "@daystreak/client/elements";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useAnswer } from "../api/answers.tsx";
import { ChartCard } from "../charts/chart-card.tsx";
import { SimpleTable } from "../charts/data-table.tsx";
import { gridSize, paintGrid } from "../charts/paint-grid.ts";
import { savePng } from "../charts/png.ts";
import { addDays, longDate } from "../words/dates.ts";
import { counted } from "../words/numbers.ts";
import { Explanation } from "./explanation.tsx";
import { apiOf } from "./user-id.ts";
import { daysTable, LEVELS, yearGrid } from "./year-grid.ts";

/** Weeks of the calendar: a year, and the week that is going on. */
const WEEKS = 53;
const ABOUT =
  "A date counts where the learner was active on it, on the clock where they were; it is complete where the daily goal was met. A protected date without activity keeps a streak and adds nothing to it.";

/** The calendar of a user, and why each date is what it is. */
export function Days({ userId, streak }: { readonly userId: string; readonly streak: StreakAnswer }): ReactNode {
  const from = addDays(streak.date, -7 * WEEKS);
  const path = apiOf(userId)(`activity?from=${from}&to=${streak.date}`);
  const { data, problem, isLoading, retry } = useAnswer<CalendarAnswer>(path);
  const [date, setDate] = useState(streak.date);
  const days = data?.days ?? [];
  const fileName = `days-${from}-${streak.date}`;
  const summary = summaryOf(days, from);
  const save = (): void => {
    const grid = yearGrid(days, streak.date, WEEKS);
    const draw = { ...gridSize(grid), draw: paintGrid.bind(undefined, grid) };
    void savePng({ fileName, title: `Days of ${userId}`, summary, definition: ABOUT, legend: LEVELS, ...draw });
  };
  return (
    <ChartCard
      className="days"
      title="Days"
      summary={summary}
      definition={ABOUT}
      isLoading={data === undefined && isLoading}
      problem={data === undefined ? problem : undefined}
      retry={retry}
      empty={undefined}
      csv={`${path}&format=csv`}
      onPng={save}
      table={() => <SimpleTable data={daysTable(days)} caption="Days" />}
      below={<Explanation userId={userId} date={date} today={streak.date} onDate={setDate} />}
    >
      <Year streak={streak} days={days} onDay={setDate} />
    </ChartCard>
  );
}

function summaryOf(days: CalendarAnswer["days"], from: string): string {
  const active = days.filter(({ status }) => status !== "none");
  const complete = active.filter(({ status }) => status === "complete").length;
  const kept = days.filter(({ status, protection }) => status === "none" && protection !== undefined).length;
  return `Since ${longDate(from)}: ${counted(active.length, "day")} with activity, the goal met on ${complete} of them; ${counted(kept, "missed day")} protected.`;
}

interface YearProps {
  readonly streak: StreakAnswer;
  readonly days: CalendarAnswer["days"];
  readonly onDay: (date: string) => void;
}

/** The learners' own calendar, with the data of this user. */
function Year({ streak, days, onDay }: YearProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const calendar = useRef<DaystreakCalendar>(undefined);
  const chosen = useCallback((event: Event) => onDay((event as CustomEvent<{ date: string }>).detail.date), [onDay]);
  useEffect(() => {
    const made = document.createElement("daystreak-calendar");
    made.setAttribute("weeks", String(WEEKS));
    made.setAttribute("first-day", "1");
    made.addEventListener("daystreak-day", chosen);
    calendar.current = made;
    place.current?.replaceChildren(made);
    return () => made.remove();
  }, [chosen]);
  useEffect(() => {
    if (calendar.current !== undefined) Object.assign(calendar.current, { streak, days });
  }, [streak, days]);
  return <div ref={place} className="year" />;
}
