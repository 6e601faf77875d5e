import { GROWTH_RATES, growthFlows } from "../growth-flows.ts";
import type { Metric } from "../metric.ts";
import { share } from "../share.ts";

/** How users move between the growth states, from one date to the next. */
export const growthRates: Metric = {
  name: "growth_rates",
  title: "Growth rates",
  unit: "share",
  definition:
    "Of those who were in a state the date before, the share that moved: NURR, CURR, RURR and SURR are new, current, reactivated and resurrected users who are active again; iWAURR at-risk weekly users who are; reactivationRate and resurrectionRate those of atRiskMAU and dormant who came back; wauLossRate and mauLossRate those who fell to atRiskMAU and to dormant. num_ and den_ are the users behind each rate: over several dates, add those up and divide.",
  columns: Object.fromEntries(
    GROWTH_RATES.flatMap((name) => [
      [name, "the rate"],
      [`num_${name}`, "who moved"],
      [`den_${name}`, "who were in the state the date before"],
    ]),
  ),
  defaultDays: 90,
  rows: (source, query) =>
    growthFlows(source, query).map(({ date, flows }) => ({
      date,
      ...Object.fromEntries(
        GROWTH_RATES.flatMap((name) => {
          const [num, den] = flows[name];
          return [
            [name, share(num, den)],
            [`num_${name}`, num],
            [`den_${name}`, den],
          ];
        }),
      ),
    })),
};
