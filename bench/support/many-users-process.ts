/** The first screen of many users, from sets made directly: `many-users-process.ts USERS ROUNDS`; tells a {@link ManyUsers}. */
import { PartSums } from "../../src/metrics/part-sums.ts";
import { countScreen } from "./first-screen.ts";
import { peakMegabytes } from "./peak-memory.ts";
import { setsOfYears } from "./year-of-users.ts";

/** What the process tells. */
export interface ManyUsers {
  readonly userDays: number;
  readonly milliseconds: readonly number[];
  readonly peakMb: number;
}

const [users = "0", rounds = "0"] = process.argv.slice(2);
const { sets, userDays } = setsOfYears(Number(users));
const milliseconds: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const source = {
    parts: sets.parts,
    first: sets.first,
    sums: new PartSums(),
    totals: async () => [],
    keyTotals: async () => new Map(),
    group: "",
  };
  const startedAt = performance.now();
  await countScreen(async () => source);
  milliseconds.push(performance.now() - startedAt);
}
process.send?.({ userDays, milliseconds, peakMb: peakMegabytes() } satisfies ManyUsers);
process.disconnect?.();
