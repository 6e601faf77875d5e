import { useEffect, useRef } from "react";
import type { DaystreakEvents } from "../events.ts";
import { useDaystreak } from "./provider.ts";

/**
 * Calls the newest `listener` for every event of one kind while the component is shown.
 *
 * @example
 * useDaystreakEvent("milestone.reached", ({ days }) => celebrate(days));
 */
export function useDaystreakEvent<K extends keyof DaystreakEvents>(
  name: K,
  listener: (event: DaystreakEvents[K]) => void,
): void {
  const client = useDaystreak();
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(() => client.on(name, (event) => newest.current(event)), [client, name]);
}
