import type { DayNumber } from "../../core/calendar.ts";
import type { ErrorCode } from "../../core/errors.ts";
import { firstOwnDate } from "../../core/legacy-history.ts";
import { newestRules } from "../../core/policy.ts";
import type { RuleBook } from "../../core/rules.ts";
import type { Store } from "../../storage/store.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { patiently } from "../patiently.ts";
import type { Ledger } from "./ledger.ts";
import type { LegacySource } from "./legacy-source.ts";
import { type LegacyUser, readLegacy } from "./read-legacy.ts";

/** What an import needs. */
export interface LegacyImportOptions {
  readonly tracker: Tracker;
  readonly source: LegacySource;
  readonly ledger: Ledger;
  /** Writes what is read; else everything is only read and counted. */
  readonly write: boolean;
  /** Dates before this one cannot have been. */
  readonly earliest: DayNumber;
  /** The zone by whose calendar the other system dated. */
  readonly zone: string;
  readonly onRows?: (rows: number) => void;
  /** Stops after the batches under way; what is written stays, and the same import run again ends the same. */
  readonly signal?: AbortSignal;
}

/** What became of the users. */
export interface LegacyImportReport {
  users: number;
  /** Users whom the import made or to whom it brought something; only told where it writes. */
  changed: number;
  /** Users who had everything already. */
  unchanged: number;
  /** Users who are not taken over, with the reason. */
  refused: { userId: string; code: ErrorCode; detail: string }[];
  /** Users whose days Daystreak has counted by itself for some time. */
  switched: number;
  /** Active days that count. */
  days: number;
  stopped: boolean;
}

/** Rows and users of one batch: few enough for live writers to come in between. */
const BATCH_ROWS = 3_000;
const BATCH_USERS = 512;
/** Batches under way at once. */
const LANES = 3;

/**
 * Takes over the users of another system. Each user is one transaction: an import that was killed and is run again ends
 * the same, and one that is run again later brings what is new.
 * @throws DaystreakError where the source cannot be read or the store fails; what was written before stays
 */
export async function importLegacy(options: LegacyImportOptions): Promise<LegacyImportReport> {
  const { tracker, source, ledger, write, signal } = options;
  const report: LegacyImportReport = {
    users: 0,
    changed: 0,
    unchanged: 0,
    refused: [],
    switched: 0,
    days: 0,
    stopped: false,
  };
  const since = await ownDates(tracker.store);
  const lanes = new Set<Promise<void>>();
  let failure: unknown;
  let batch: LegacyUser[] = [];
  let rows = 0;

  const apply = async (users: readonly LegacyUser[]): Promise<void> => {
    const changes = users.map(({ userId, history }) => ({ userId, changes: [{ kind: "legacy", history } as const] }));
    const outcomes = await patiently(() => tracker.applyAll(changes));
    for (const [i, { userId }] of users.entries()) {
      const outcome = outcomes[i]?.[0];
      if (outcome?.status === "accepted") report.changed++;
      else if (outcome?.status === "rejected") {
        report.refused.push({ userId, code: outcome.code, detail: outcome.detail });
      } else report.unchanged++;
    }
  };
  const send = async (): Promise<void> => {
    const users = batch;
    batch = [];
    rows = 0;
    if (users.length === 0 || !write) return;
    while (lanes.size >= LANES) await Promise.race(lanes);
    if (failure !== undefined) return;
    const lane = apply(users)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => lanes.delete(lane));
    lanes.add(lane);
  };

  const users = readLegacy({
    source,
    ledger,
    now: tracker.now(),
    earliest: options.earliest,
    zone: options.zone,
    goalProblems: problemsOf(tracker.book),
    ownSince: (userId) => since.get(userId),
    ...(options.onRows === undefined ? {} : { onRows: options.onRows }),
  });
  for await (const user of users) {
    if (signal?.aborted === true || failure !== undefined) break;
    report.users++;
    const own = since.get(user.userId);
    if (own !== undefined) report.switched++;
    report.days += own === undefined ? user.history.dates.length : before(user.history.dates, own);
    // A user who comes a second time is no second one.
    if (batch.some(({ userId }) => userId === user.userId)) await send();
    batch.push(user);
    rows += user.dayRows;
    if (rows >= BATCH_ROWS || batch.length >= BATCH_USERS) await send();
  }
  if (signal?.aborted !== true) await send();
  await Promise.all(lanes);
  if (failure !== undefined) throw failure;
  report.stopped = signal?.aborted === true;
  report.refused.sort((a, b) => (a.userId < b.userId ? -1 : 1));
  return report;
}

/** The first own date of every user who has one. */
async function ownDates(store: Store): Promise<Map<string, DayNumber>> {
  const since = new Map<string, DayNumber>();
  for (let after: string | undefined; ; ) {
    const page = await store.users(PAGE_USERS, after);
    for (const { userId, days } of page) {
      const date = firstOwnDate(days);
      if (date !== undefined) since.set(userId, date);
    }
    if (page.length < PAGE_USERS) return since;
    after = page.at(-1)?.userId;
  }
}

const PAGE_USERS = 1_000;

/** Problems that make a day complete, where that is the goal. */
export function problemsOf(book: RuleBook): number {
  const { goal } = newestRules(book);
  return "problems" in goal ? goal.problems : Number.POSITIVE_INFINITY;
}

function before(dates: readonly DayNumber[], own: DayNumber): number {
  const index = dates.findIndex((date) => date >= own);
  return index < 0 ? dates.length : index;
}
