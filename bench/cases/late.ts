import { join } from "node:path";
import type { Change } from "../../src/core/change.ts";
import { openStore } from "../../src/storage/open.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { BarResult } from "../support/bar.ts";
import type { BenchCase, BenchContext } from "../support/bench-case.ts";
import { ownZone, shuffled, userId } from "../support/people.ts";
import { inFlight, interleave } from "../support/rounds.ts";
import { estimate } from "../support/statistics.ts";

const NOON = Date.UTC(2026, 0, 12, 12);
const DAY_MS = 86_400_000;
const IN_FLIGHT = 512;
const USERS_AT_ONCE = 50;

/** Late activities on SQLite. */
export const lateSqlite: BenchCase = (context) => late(context, `sqlite:${join(context.folder, "late.db")}`);

/** Late activities on PostgreSQL. */
export const latePostgres: BenchCase = async (context) => late(context, await context.newDatabase());

/**
 * Users with long histories that have gaps, and in every round one late activity of each user, which fills a gap in the
 * middle and joins two runs of the streak.
 */
async function late({ name, sizes, note }: BenchContext, database: string): Promise<BarResult[]> {
  const rounds = sizes.rounds + 1;
  const gapEvery = Math.floor(sizes.days / (rounds + 1));
  const length = sizes.days + rounds;
  const isGap = (day: number): boolean => day > 0 && day % gapEvery === 0 && day / gapEvery <= rounds;
  const first = NOON - length * DAY_MS;
  const tracker = await createTracker({ store: await openStore(database), clock: () => NOON });
  try {
    const users = shuffled(sizes.histories);
    const startedAt = performance.now();
    for (let from = 0; from < users.length; from += USERS_AT_ONCE) {
      const part = users.slice(from, from + USERS_AT_ONCE);
      await tracker.applyAll(part.map((user) => ({ userId: userId(user), changes: history(user) })));
    }
    note(
      `${users.length} histories of ${sizes.days} days made in ${Math.round((performance.now() - startedAt) / 1000)} s`,
    );
    let gap = 0;
    const { rate } = await interleave(
      sizes.rounds,
      {
        rate: async () => {
          // The newest gap first: whatever is healed, runs on both sides of the next one remain.
          const day = gapEvery * (rounds - gap++);
          const inputs = users.map((user) => {
            const zone = ownZone(user);
            const at = first + day * DAY_MS;
            return { userId: userId(user), type: "request", at, ...(zone !== undefined && { zone }) };
          });
          return inputs.length / (await inFlight(inputs, IN_FLIGHT, (input) => tracker.record(input)));
        },
      },
      1,
    );
    const streak = await tracker.streak(userId(0));
    if (streak?.current_streak !== length)
      throw new Error(`a healed streak is ${streak?.current_streak}, not ${length}`);
    const bar = { kind: "at least", value: 2_000 } as const;
    const detail = { histories: sizes.histories, days: sizes.days, inFlight: IN_FLIGHT };
    return [{ name, what: "late activities that heal", bar, unit: "users/s", measured: estimate(rate), detail }];
  } finally {
    await tracker.close();
  }

  function history(user: number): Change[] {
    const zone = ownZone(user);
    const days = Array.from({ length }, (_, day) => day).filter((day) => !isGap(day));
    return days.map((day) => ({
      kind: "activity",
      activity: {
        type: "request",
        kind: "presence",
        at: first + day * DAY_MS,
        logged: false,
        source: "import",
        flags: [],
        ...(zone !== undefined && { zone }),
      },
    }));
  }
}
