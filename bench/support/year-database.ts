import { DAY_MS, type DayNumber } from "../../src/core/calendar.ts";
import { DaySet } from "../../src/core/day-set.ts";
import { emptyState } from "../../src/core/state.ts";
import { type DaySets, SET_NAMES } from "../../src/metrics/day-sets.ts";
import { setText } from "../../src/metrics/set-text.ts";
import { openStore } from "../../src/storage/open.ts";
import type { Row } from "../../src/storage/rows/cell.ts";
import { stateToRow } from "../../src/storage/rows/state-row.ts";
import type { Store } from "../../src/storage/store.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { writeToPostgres, writeToSqlite } from "../rivals/ready-histories.ts";
import { userId } from "./people.ts";
import { FIRST, presenceOn, TODAY, yearOf } from "./year-of-users.ts";

/** Users of one step. */
const STEP = 20_000;
const BATCH = 500;
const SETS = 200;

/**
 * Fills an empty database with what a year of many users leaves for reports: each user's state with all dates in it, their
 * ordinals, the sets. Day rows and facts are left out, since no report of the first screen reads them; only users who will
 * be recorded later have theirs.
 * @returns seconds
 */
export async function fillDatabase(
  url: string,
  sets: DaySets,
  users: number,
  later: ReadonlySet<number>,
): Promise<number> {
  const startedAt = performance.now();
  const store = await openStore(url);
  await recordYears(store, later);
  for (let first = 0; first < users; first += STEP) {
    const numbers = Array.from({ length: Math.min(STEP, users - first) }, (_, i) => first + i);
    await writeStates(
      url,
      numbers.filter((user) => !later.has(user)),
    );
    await store.metrics.ordinals(numbers.map(userId));
  }
  await writeSets(store, sets);
  await store.close();
  return (performance.now() - startedAt) / 1000;
}

/** Records years as they were lived, without leaving news of them: the sets have them already. */
async function recordYears(store: Store, users: ReadonlySet<number>): Promise<void> {
  let today: DayNumber = FIRST;
  const tracker = await createTracker({ store, clock: () => today * DAY_MS + DAY_MS / 2 });
  await store.metrics.leaveNews(false);
  for (const user of users) {
    for (const day of yearOf(user).active) {
      today = day;
      const { status } = await tracker.record(presenceOn(user, day));
      if (status !== "accepted") throw new Error(`an activity was ${status}`);
    }
  }
}

async function writeStates(url: string, numbers: readonly number[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(numbers.length / BATCH) }, (_, i) => ({
    states: numbers.slice(i * BATCH, (i + 1) * BATCH).map(stateRow),
    days: [],
    facts: [],
  }));
  if (/^postgres(ql)?:/.test(url)) await writeToPostgres(url, batches);
  else writeToSqlite(url.replace(/^sqlite:/, ""), batches);
}

function stateRow(user: number): Row {
  const { active, complete } = yearOf(user);
  const empty = emptyState(userId(user), FIRST * DAY_MS);
  const days = { ...empty.days, active: DaySet.of(active), complete: DaySet.of(complete) };
  return stateToRow({ ...empty, version: 1, days, closedThrough: TODAY - 1, announcedThrough: TODAY - 1 });
}

async function writeSets(store: Store, sets: DaySets): Promise<void> {
  const rows = sets.parts.flatMap((part, index) =>
    SET_NAMES.flatMap((name) => [...part.days(name)].map((date) => ({ date, name, part: index }))),
  );
  for (let from = 0; from < rows.length; from += SETS) {
    const step = rows.slice(from, from + SETS).map(({ date, name, part }) => {
      return { date, name, part, bits: setText(sets.part(part).users(name, date)) };
    });
    await store.metrics.save({ sets: step, totals: [], hasErasures: false, forgetBefore: 0 });
  }
}
