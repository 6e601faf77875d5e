import { localDate } from "../../src/core/zones.ts";
import { exactly } from "../support/bar.ts";
import type { BenchCase } from "../support/bench-case.ts";
import { cpuNanoseconds } from "../support/cpu.ts";
import { randomOf } from "../support/people.ts";
import { interleave } from "../support/rounds.ts";
import { estimate } from "../support/statistics.ts";

const CALLS = 500_000;
/** Some kernels count processor time in steps of 4 ms: a measurement must be much longer. */
const PASSES = 10;
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 5, 15);

/** The local date of an instant: as live traffic asks (recent instants, zones mixed), and spread over fifty years. */
export const localDateCase: BenchCase = async ({ name, sizes }) => {
  const zones = Intl.supportedValuesOf("timeZone").filter((_, i) => i % 7 === 0);
  const random = randomOf(7);
  const picked = Array.from({ length: CALLS }, () => zones[Math.floor(random() * zones.length)] as string);
  const instants = (days: number): Float64Array =>
    Float64Array.from({ length: CALLS }, () => Math.floor(NOW - random() * days * DAY_MS));
  let sum = 0;
  const ask = (at: Float64Array) => (): number =>
    cpuNanoseconds(CALLS * PASSES, () => {
      for (let pass = 0; pass < PASSES; pass++)
        for (let i = 0; i < CALLS; i++) sum += localDate(at[i] as number, picked[i] as string, 0);
    });
  const measured = await interleave(Math.max(sizes.rounds, 15), {
    recent: ask(instants(7)),
    any: ask(instants(18_262)),
  });
  if (!Number.isFinite(sum)) throw new Error("a date is no number");
  const unit = "ns";
  return [
    {
      name,
      what: "an instant of the last week",
      bar: { kind: "at most", value: 100 },
      unit,
      measured: estimate(measured.recent),
    },
    { name, what: "an instant of the last 50 years", unit, measured: estimate(measured.any) },
    { name, what: "zones that were mixed", unit: "", measured: exactly(zones.length) },
  ];
};
