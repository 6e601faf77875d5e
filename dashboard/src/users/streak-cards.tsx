import type { StreakAnswer, StreakNumbers } from "@daystreak/client";
import type { ReactNode } from "react";
import { longDate } from "../words/dates.ts";
import { counted } from "../words/numbers.ts";
import { StreakBadge } from "./streak-badge.tsx";

/** Both streaks, today, and what is left to protect them. */
export function StreakCards({ streak }: { readonly streak: StreakAnswer }): ReactNode {
  const { presence, goal, today, freezes, restores_left: restores, lost, next_milestone: next } = streak;
  return (
    <div className="tiles">
      <StreakCard title="Streak" numbers={presence} />
      <StreakCard title="Goal streak" numbers={goal} />
      <Tile title="Today">
        <b>{{ none: "Not here yet", partial: "Was here", complete: "Goal met" }[today.status]}</b>
        <small>
          {[
            counted(today.problems_solved, "problem"),
            today.lesson_ids.length > 0 && counted(today.lesson_ids.length, "lesson"),
            today.protection && `protected: ${today.protection}`,
          ]
            .filter(Boolean)
            .join(", ")}
        </small>
      </Tile>
      <Tile title="Freezes">
        <b>{freezes.held}</b>
        <small>of {freezes.cap} at most</small>
      </Tile>
      <Tile title="Restores left">
        <b>{restores}</b>
        <small>
          {lost === null ? "No streak is lost" : `Lost ${counted(lost.length, "day")} on ${longDate(lost.ended_on)}`}
        </small>
      </Tile>
      <Tile title="Next milestone">
        <b>{next === null ? "None" : counted(next.days, "day")}</b>
        <small>{next !== null && `${counted(next.remaining, "day")} to go`}</small>
      </Tile>
    </div>
  );
}

function StreakCard({ title, numbers }: { readonly title: string; readonly numbers: StreakNumbers }): ReactNode {
  const { max_streak: longest, started_on: start, last_activity_date: last } = numbers;
  return (
    <Tile title={title}>
      <StreakBadge streak={numbers} />
      <small>
        {[
          `longest ${longest}`,
          start !== null && `since ${longDate(start)}`,
          start === null && last !== null && `last on ${longDate(last)}`,
        ]
          .filter(Boolean)
          .join(", ")}
      </small>
    </Tile>
  );
}

function Tile({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className="card tile" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
