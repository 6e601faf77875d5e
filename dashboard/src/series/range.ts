import { type Answer, useAnswer } from "../api/answers.tsx";
import { useView } from "../shell/view.ts";
import type { Overview } from "../wire.ts";
import { addDays, daysBetween } from "../words/dates.ts";

/** Everybody at a glance; with a group, only its users. */
export function useOverview(group?: string): Answer<Overview> {
  return useAnswer<Overview>(`/api/admin/overview/${group === undefined ? "" : `?${new URLSearchParams({ group })}`}`);
}

/** The dates that are looked at. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** Whether the last date is still going on. */
  readonly isOpen: boolean;
}

/** As many dates right before. */
export function rangeBefore({ from, days }: DateRange): { readonly from: string; readonly to: string } {
  return { from: addDays(from, -days), to: addDays(from, -1) };
}

/**
 * The dates that the address asks for, or the `recent` ones up to today; the server says what today is, so they are not
 * known at once.
 */
export function useRange(recent?: number): {
  readonly range: DateRange | undefined;
  readonly overview: Answer<Overview>;
} {
  const [view] = useView();
  const overview = useOverview();
  const today = overview.data?.today.date;
  const { days, from, to } = recent === undefined ? view : { days: recent, from: undefined, to: undefined };
  if (from !== undefined && to !== undefined) {
    return { overview, range: { from, to, days: daysBetween(from, to), isOpen: today !== undefined && to >= today } };
  }
  if (today === undefined) return { overview, range: undefined };
  return { overview, range: { from: addDays(today, 1 - days), to: today, days, isOpen: true } };
}
