import { useEffect, useState } from "react";
import type { DateRange } from "../source.ts";
import type { CalendarAnswer } from "../wire.ts";
import { useDaystreak } from "./provider.ts";
import { useStreak } from "./use-streak.ts";

/** A calendar, and how it stands with it. */
export interface CalendarState {
  /** The newest that has arrived. */
  readonly calendar: CalendarAnswer | null;
  /** Why the last attempt failed. */
  readonly error: Error | null;
}

/** The learner's days, read again whenever something about them changed. */
export function useCalendar({ from, to }: DateRange = {}): CalendarState {
  const client = useDaystreak();
  const streak = useStreak();
  const changed = streak && `${streak.version} ${streak.date}`;
  const [state, setState] = useState<CalendarState>({ calendar: null, error: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read again when the state has changed
  useEffect(() => {
    let isOver = false;
    const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    client.calendar(range).then(
      (calendar) => isOver || setState({ calendar, error: null }),
      (error: Error) => isOver || setState(({ calendar }) => ({ calendar, error })),
    );
    return () => {
      isOver = true;
    };
  }, [client, from, to, changed]);
  return state;
}
