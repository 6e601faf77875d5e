import { dailyRows } from "./daily-rows.ts";
import type { MetricQuery, MetricSource } from "./metric.ts";

/** The rates of the growth model, as its authors name them. */
export const GROWTH_RATES = [
  "NURR",
  "CURR",
  "RURR",
  "SURR",
  "iWAURR",
  "reactivationRate",
  "resurrectionRate",
  "wauLossRate",
  "mauLossRate",
] as const;

/** One of the {@link GROWTH_RATES}. */
export type GrowthRate = (typeof GROWTH_RATES)[number];

/** Who moved, and who could have: the users of the state on the date before. */
export type Flow = readonly [num: number, den: number];

/** The moves of every date of a range. */
export function growthFlows(
  source: MetricSource,
  { from, to }: Pick<MetricQuery, "from" | "to">,
): { date: string; flows: Readonly<Record<GrowthRate, Flow>> }[] {
  const rows = dailyRows(source, { from: from - 1, to });
  return rows.slice(1).map((row, i) => {
    const before = rows[i] as (typeof rows)[number];
    return {
      date: row.date,
      flows: {
        NURR: [row.kept_new, before.new],
        CURR: [row.kept_current, before.current],
        RURR: [row.kept_reactivated, before.reactivated],
        SURR: [row.kept_resurrected, before.resurrected],
        iWAURR: [row.kept_at_risk_wau, before.at_risk_wau],
        reactivationRate: [row.reactivated, before.at_risk_mau],
        resurrectionRate: [row.resurrected, before.dormant],
        wauLossRate: [row.wau_lost, before.at_risk_wau],
        mauLossRate: [row.mau_lost, before.at_risk_mau],
      },
    };
  });
}
