import { metricsOf } from "../../api/metrics-of.ts";
import type { ActivityInput } from "../../core/activity.ts";
import { admit } from "../../core/admission.ts";
import { DAY_MS, type DayNumber, type Instant } from "../../core/calendar.ts";
import type { Change } from "../../core/change.ts";
import type { UserChanges } from "../../storage/store.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { activitiesOf } from "./learner-day.ts";
import { type Learner, SIMULATED_PREFIX } from "./learners.ts";

/** What a simulation needs. */
export interface SimulationOptions {
  /** A tracker whose clock is {@link SimulationOptions.clock}. */
  readonly tracker: Tracker;
  /** The clock that the simulation sets forward. */
  readonly clock: { now: Instant };
  readonly learners: readonly Learner[];
  readonly seed: string;
  readonly zones: readonly string[];
  /** First and last UTC date. */
  readonly from: DayNumber;
  readonly to: DayNumber;
  /** The present: nothing happens after it. */
  readonly until: Instant;
  readonly signal: AbortSignal;
  readonly onProgress: (activities: number, share: number) => void;
}

/** What a simulation wrote. */
export interface SimulationReport {
  activities: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Users whose dates were closed by time alone. */
  closed: number;
}

/** A write is due after this much simulated time, so that facts carry about the instants they would have had. */
const WINDOW_MS = DAY_MS / 4;
const BATCH_USERS = 256;

/** Lets the learners live through the dates in order, as if every activity had arrived live, sweeps and reports included. */
export async function runSimulation(options: SimulationOptions): Promise<SimulationReport> {
  const { tracker, clock, learners, from, to, until } = options;
  const { keeper } = metricsOf(tracker);
  const report: SimulationReport = { activities: 0, accepted: 0, duplicates: 0, rejected: 0, closed: 0 };
  const greeted = new Set<string>();
  const named = new Map(learners.map((learner) => [learner.userId, learner]));
  let ahead: ActivityInput[] = [];

  const write = async (due: readonly ActivityInput[]): Promise<void> => {
    const byUser = new Map<string, Change[]>();
    for (const input of due) {
      const changes = byUser.get(input.userId) ?? welcome(input.userId);
      const login = input.type === "session";
      const activity = admit(input, { now: clock.now, source: "live", rules: tracker.rules, login });
      changes.push({ kind: "activity", activity });
      byUser.set(input.userId, changes);
    }
    await apply([...byUser].map(([userId, changes]) => ({ userId, changes })));
    report.activities += due.length;
  };

  const welcome = (userId: string): Change[] => {
    const learner = named.get(userId);
    if (learner === undefined || greeted.has(userId)) return [];
    greeted.add(userId);
    return [{ kind: "attributes", name: learner.name, groups: learner.groups }];
  };

  const apply = async (batch: readonly UserChanges[]): Promise<void> => {
    for (let i = 0; i < batch.length; i += BATCH_USERS) {
      const part = batch.slice(i, i + BATCH_USERS);
      const outcomes = await tracker.applyAll(part);
      for (const [index, user] of part.entries()) {
        for (const [position, change] of user.changes.entries()) {
          if (change.kind !== "activity") continue;
          const status = outcomes[index]?.[position]?.status;
          if (status === "accepted") report.accepted++;
          else if (status === "duplicate") report.duplicates++;
          else report.rejected++;
        }
      }
    }
  };

  const sweep = async (): Promise<void> => {
    const due = (await tracker.store.due(clock.now, 100_000)).filter((userId) => userId.startsWith(SIMULATED_PREFIX));
    await apply(due.map((userId) => ({ userId, changes: [{ kind: "tick" }] })));
    report.closed += due.length;
  };

  const live = (date: DayNumber): ActivityInput[] =>
    learners.flatMap((learner) => activitiesOf(learner, date, options.seed, options.zones));

  // East of UTC a date begins while it is still the day before in UTC.
  ahead = live(from);
  for (let date = from; date <= to; date++) {
    ahead.push(...live(date + 1));
    for (let start = date * DAY_MS; start < (date + 1) * DAY_MS && start < until; start += WINDOW_MS) {
      if (options.signal.aborted) return report;
      clock.now = Math.min(start + WINDOW_MS, until);
      const due = ahead.filter(({ at }) => (at as Instant) < clock.now);
      ahead = ahead.filter(({ at }) => (at as Instant) >= clock.now);
      await write(due);
      await sweep();
      options.onProgress(report.activities, (clock.now - from * DAY_MS) / ((to + 1 - from) * DAY_MS));
    }
    await keeper.round();
  }
  return report;
}
