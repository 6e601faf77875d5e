import { useSearchParams } from "wouter";

/** Ranges that are one click away, in dates. */
export const RANGES = [28, 90, 180, 365] as const;

/** What the address says is to be seen; pages share it. */
export interface View {
  /** Dates up to today; ignored where `from` and `to` are given. */
  readonly days: number;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Whether the period before is shown, too. */
  readonly compare: boolean;
  /** Only users of this group. */
  readonly group: string | undefined;
}

const DEFAULT_DAYS = 90;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads and changes the view in the address. */
export function useView(): readonly [view: View, change: (changes: Partial<View>) => void] {
  const [search, setSearch] = useSearchParams();
  const change = (changes: Partial<View>): void =>
    setSearch((now) => {
      const next = { ...viewOf(now), ...changes };
      const cells: Record<string, string | undefined> = {
        days: next.from !== undefined || next.days === DEFAULT_DAYS ? undefined : String(next.days),
        from: next.from,
        to: next.from === undefined ? undefined : next.to,
        compare: next.compare ? "previous" : undefined,
        group: next.group,
      };
      const params = new URLSearchParams(now);
      for (const [name, value] of Object.entries(cells)) {
        if (value === undefined) params.delete(name);
        else params.set(name, value);
      }
      return params;
    });
  return [viewOf(search), change];
}

/** A word of the address that belongs to one page; the first of those that are known where it says nothing else. */
export function useChoice<const T extends string>(name: string, choices: readonly [T, ...T[]]): [T, (to: T) => void] {
  const [search, setSearch] = useSearchParams();
  const choice = choices.find((known) => known === search.get(name)) ?? choices[0];
  const choose = (to: T): void =>
    setSearch((now) => {
      const params = new URLSearchParams(now);
      if (to === choices[0]) params.delete(name);
      else params.set(name, to);
      return params;
    });
  return [choice, choose];
}

/** The part of the address that every page understands, such as `?days=28&group=maths`. */
export function sharedSearch(search: URLSearchParams): string {
  const shared = new URLSearchParams(
    [...search].filter(([name]) => ["days", "from", "to", "compare", "group"].includes(name)),
  );
  return shared.size === 0 ? "" : `?${shared}`;
}

function viewOf(search: URLSearchParams): View {
  const days = Number(search.get("days") ?? DEFAULT_DAYS);
  const from = dateIn(search, "from");
  const to = dateIn(search, "to");
  const isRange = from !== undefined && to !== undefined && from <= to;
  return {
    days: Number.isInteger(days) && days > 0 && days <= 3660 ? days : DEFAULT_DAYS,
    from: isRange ? from : undefined,
    to: isRange ? to : undefined,
    compare: search.get("compare") === "previous",
    group: search.get("group") || undefined,
  };
}

function dateIn(search: URLSearchParams, name: string): string | undefined {
  const value = search.get(name) ?? "";
  return DATE.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}
