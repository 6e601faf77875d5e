import { GROWTH_RATES, type GrowthRate } from "./growth-flows.ts";

/** Users in each of the seven growth states at the end of a date. */
export interface GrowthState {
  readonly new: number;
  readonly current: number;
  readonly reactivated: number;
  readonly resurrected: number;
  readonly atRiskWAU: number;
  readonly atRiskMAU: number;
  readonly dormant: number;
}

/** How users move from one date to the next, each rate from 0 to 1, and how many new ones come a date. */
export type GrowthModel = Readonly<Record<GrowthRate, number>> & { readonly newUsers: number };

/** The active users of a state. */
export function activeIn({ new: fresh, current, reactivated, resurrected }: GrowthState): number {
  return fresh + current + reactivated + resurrected;
}

/**
 * Where a model leads: the states of the next `days` dates, without randomness, so that moving one rate shows what it is
 * worth. The Markov model of Duolingo's growth team.
 */
export function project(from: GrowthState, model: GrowthModel, days: number): GrowthState[] {
  const states: GrowthState[] = [];
  let state = from;
  for (let day = 0; day < days; day++) {
    state = step(state, model);
    states.push(state);
  }
  return states;
}

function step(state: GrowthState, model: GrowthModel): GrowthState {
  const stay = {
    new: state.new * model.NURR,
    current: state.current * model.CURR,
    reactivated: state.reactivated * model.RURR,
    resurrected: state.resurrected * model.SURR,
    atRiskWAU: state.atRiskWAU * model.iWAURR,
  };
  const reactivated = state.atRiskMAU * model.reactivationRate;
  const resurrected = state.dormant * model.resurrectionRate;
  const fromWeek = state.atRiskWAU * model.wauLossRate;
  const fromMonth = state.atRiskMAU * model.mauLossRate;
  return {
    new: model.newUsers,
    current: Object.values(stay).reduce((sum, users) => sum + users, 0),
    reactivated,
    resurrected,
    atRiskWAU:
      activeIn(state) + state.atRiskWAU - Object.values(stay).reduce((sum, users) => sum + users, 0) - fromWeek,
    atRiskMAU: state.atRiskMAU + fromWeek - reactivated - fromMonth,
    dormant: state.dormant + fromMonth - resurrected,
  };
}

/** The rates of some dates taken together: all who moved by all who could have; 0 where nobody could. */
export function pooledRates(
  dates: readonly Readonly<Record<GrowthRate, readonly [num: number, den: number]>>[],
): Record<GrowthRate, number> {
  const rate = (name: GrowthRate): number => {
    const [num, den] = dates.reduce(([n, d], flows) => [n + flows[name][0], d + flows[name][1]], [0, 0]);
    return den === 0 ? 0 : num / den;
  };
  return Object.fromEntries(GROWTH_RATES.map((name) => [name, rate(name)])) as Record<GrowthRate, number>;
}
