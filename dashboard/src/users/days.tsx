import type { CalendarAnswer, StreakAnswer } from "@daystreak/client";
import "@daystreak/client/elements";
import type { DaystreakCalendar } from "@daystreak/client/elements";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useAnswer } from "../api/answers.tsx";
import { Failure } from "../shell/failure.tsx";
import { addDays } from "../words/dates.ts";
import { Explanation } from "./explanation.tsx";
import { apiOf } from "./user-id.ts";

/** Weeks of the calendar: a year, and the week that is going on. */
const WEEKS = 53;

/** The calendar of a user, and why each date is what it is. */
export function Days({ userId, streak }: { readonly userId: string; readonly streak: StreakAnswer }): ReactNode {
  const api = apiOf(userId);
  const from = addDays(streak.date, -7 * WEEKS);
  const { data, problem, retry } = useAnswer<CalendarAnswer>(api(`activity?from=${from}&to=${streak.date}`));
  const [date, setDate] = useState(streak.date);
  return (
    <section className="card part days" aria-labelledby="days">
      <h2 id="days">Days</h2>
      {problem !== undefined && <Failure problem={problem} retry={retry} />}
      <Year streak={streak} days={data?.days ?? []} onDay={setDate} />
      <Explanation userId={userId} date={date} today={streak.date} onDate={setDate} />
    </section>
  );
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
