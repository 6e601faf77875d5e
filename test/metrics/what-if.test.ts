import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GROWTH_RATES, type GrowthRate } from "../../src/metrics/growth-flows.ts";
import { activeIn, type GrowthModel, type GrowthState, pooledRates, project } from "../../src/metrics/what-if.ts";

const users = fc.integer({ min: 0, max: 1_000_000 });
const state: fc.Arbitrary<GrowthState> = fc.record({
  new: users,
  current: users,
  reactivated: users,
  resurrected: users,
  atRiskWAU: users,
  atRiskMAU: users,
  dormant: users,
});
const half = fc.double({ min: 0, max: 0.5, noNaN: true });
const model: fc.Arbitrary<GrowthModel> = fc
  .tuple(fc.tuple(...GROWTH_RATES.map(() => half)), users)
  .map(([rates, newUsers]) => ({
    ...(Object.fromEntries(GROWTH_RATES.map((name, i) => [name, rates[i]])) as Record<GrowthRate, number>),
    newUsers,
  }));

function everybody(state: GrowthState): number {
  return Object.values(state).reduce((sum: number, n) => sum + n, 0);
}

const FROM = {
  new: 100,
  current: 1_000,
  reactivated: 50,
  resurrected: 20,
  atRiskWAU: 400,
  atRiskMAU: 600,
  dormant: 5_000,
};

describe("what would happen if a rate were another", () => {
  it("loses nobody and invents nobody: each date has the users of the one before and the new ones", () => {
    fc.assert(
      fc.property(state, model, (from, rates) => {
        const states = project(from, rates, 30);
        expect(everybody(states.at(-1) as GrowthState)).toBeCloseTo(everybody(from) + 30 * rates.newUsers, 3);
        expect(states.every((at) => Object.values(at).every((n) => n >= -1e-6))).toBe(true);
      }),
    );
  });

  it("moves everybody as one date of the growth model does", () => {
    const rates = {
      NURR: 0.4,
      CURR: 0.8,
      RURR: 0.5,
      SURR: 0.3,
      iWAURR: 0.2,
      reactivationRate: 0.05,
      resurrectionRate: 0.01,
      wauLossRate: 0.15,
      mauLossRate: 0.04,
      newUsers: 120,
    };
    const [next] = project(FROM, rates, 1) as [GrowthState];
    expect(next).toEqual({
      new: 120,
      current: 40 + 800 + 25 + 6 + 80,
      reactivated: 30,
      resurrected: 50,
      atRiskWAU: 60 + 200 + 25 + 14 + 400 - 80 - 60,
      atRiskMAU: 600 + 60 - 30 - 24,
      dormant: 5_000 + 24 - 50,
    });
    expect(activeIn(next)).toBe(120 + 951 + 30 + 50);
  });

  it("shows what a higher CURR is worth in active users", () => {
    const rates = pooledRates([]);
    const at = (CURR: number): number =>
      activeIn(project(FROM, { ...rates, NURR: 0.4, CURR, iWAURR: 0.2, newUsers: 100 }, 90).at(-1) as GrowthState);
    expect(at(0.85)).toBeGreaterThan(at(0.8));
  });

  it("pools rates over dates by their users, not as a mean of rates", () => {
    const none = Object.fromEntries(GROWTH_RATES.map((name) => [name, [0, 0]])) as unknown as Record<
      GrowthRate,
      [number, number]
    >;
    const pooled = pooledRates([
      { ...none, CURR: [9, 10] },
      { ...none, CURR: [100, 1_000] },
    ]);
    expect(pooled.CURR).toBeCloseTo(109 / 1_010);
    expect(pooled.SURR).toBe(0);
  });
});
