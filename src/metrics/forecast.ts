import { type DayNumber, formatDate } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import { dailyRows } from "./daily-rows.ts";
import { GROWTH_RATES, type GrowthRate, growthFlows } from "./growth-flows.ts";
import type { MetricSource } from "./metric.ts";
import { activeIn, type GrowthModel, type GrowthState, pooledRates, project } from "./what-if.ts";

/** What is asked of {@link forecast}. */
export interface ForecastAsk {
  /** The last date that is known. */
  readonly to: DayNumber;
  /** Dates ahead. */
  readonly days: number;
  /** Rates that are moved, each from 0 to 1. */
  readonly rates: Partial<Readonly<Record<GrowthRate, number>>>;
  /** New users a date, where that is moved. */
  readonly newUsers: number | undefined;
}

/** Where the numbers lead as things are, and with rates moved. */
export interface Forecast {
  /** The date from which it begins. */
  readonly date: string;
  /** Dates over which rates and new users were taken together. */
  readonly over: number;
  readonly model: Readonly<Record<string, number>>;
  readonly moved: Readonly<Record<string, number>>;
  readonly rows: readonly { readonly date: string; readonly dau: number; readonly dau_moved: number }[];
  /** Daily active users that the move is worth on the last date. */
  readonly worth: number;
}

/** Four whole weeks: no weekday weighs more than another. */
const OVER = 28;

/**
 * Moves one or more rates of the growth model and shows what that is worth, everything else staying as it was.
 * @throws DaystreakError `range_invalid` for rates of one state that are more than all of it
 */
export function forecast(source: MetricSource, { to, days, rates, newUsers }: ForecastAsk): Forecast {
  const range = { from: to - OVER + 1, to };
  const daily = dailyRows(source, range);
  const last = daily.at(-1) as (typeof daily)[number];
  const model: GrowthModel = {
    ...pooledRates(growthFlows(source, range).map(({ flows }) => flows)),
    newUsers: daily.reduce((sum, row) => sum + row.new, 0) / OVER,
  };
  const moved: GrowthModel = { ...model, ...rates, ...(newUsers !== undefined && { newUsers }) };
  requireWhole(moved);
  const state: GrowthState = {
    new: last.new,
    current: last.current,
    reactivated: last.reactivated,
    resurrected: last.resurrected,
    atRiskWAU: last.at_risk_wau,
    atRiskMAU: last.at_risk_mau,
    dormant: last.dormant,
  };
  const [before, after] = [project(state, model, days), project(state, moved, days)];
  const rows = before.map((given, i) => ({
    date: formatDate(to + i + 1),
    dau: tenth(activeIn(given)),
    dau_moved: tenth(activeIn(after[i] as GrowthState)),
  }));
  const end = rows.at(-1);
  return {
    date: formatDate(to),
    over: OVER,
    model: shown(model),
    moved: shown(moved),
    rows,
    worth: end === undefined ? 0 : tenth(end.dau_moved - end.dau),
  };
}

/** Those who come back and those who are lost are parts of the same users. */
function requireWhole(model: GrowthModel): void {
  for (const [a, b] of [
    ["iWAURR", "wauLossRate"],
    ["reactivationRate", "mauLossRate"],
  ] as const) {
    // A sum of two quotients may be a hair above 1.
    if (model[a] + model[b] <= 1 + 1e-9) continue;
    throw new DaystreakError("range_invalid", `${a} and ${b} are shares of the same users: together at most 1`);
  }
}

function shown(model: GrowthModel): Record<string, number> {
  const rates = GROWTH_RATES.map((name) => [name, Math.round(model[name] * 1e6) / 1e6]);
  return { new_users: tenth(model.newUsers), ...Object.fromEntries(rates) };
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
