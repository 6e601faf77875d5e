/**
 * A process that answers the first screen and has nothing but a database to begin with: `reports-process.ts DATABASE_URL`.
 * Tells that it is ready, then one {@link ReportsAnswer} to each {@link ReportsOrder}.
 */
import { DAY_MS } from "../../src/core/calendar.ts";
import { createFollower } from "../../src/metrics/follower.ts";
import { PartSums } from "../../src/metrics/part-sums.ts";
import { saveMetrics } from "../../src/metrics/save-metrics.ts";
import { openStore } from "../../src/storage/open.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { countScreen, numbersOf, type ScreenNumbers } from "./first-screen.ts";
import { peakMegabytes } from "./peak-memory.ts";
import { presenceOn, TODAY, type UserDay } from "./year-of-users.ts";

/**
 * What the process is told: count with nothing remembered; record user-days, then count what they changed; write the sets
 * down; end.
 */
export type ReportsOrder =
  | { readonly do: "anew" }
  | { readonly do: "after"; readonly userDays: readonly UserDay[] }
  | { readonly do: "save" }
  | { readonly do: "close" };

/** What it tells. */
export interface ReportsAnswer {
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  readonly numbers: ScreenNumbers;
  /** The most memory it ever had, in megabytes. */
  readonly peakMb: number;
}

const now = TODAY * DAY_MS + DAY_MS / 2;
const store = await openStore(process.argv[2] ?? "");
const tracker = await createTracker({ store, clock: () => now });
const follower = createFollower({ store, book: () => tracker.book, now: () => now });
const kept = new PartSums();

async function answer(sums: PartSums): Promise<ReportsAnswer> {
  const startedAt = performance.now();
  const cpu = process.threadCpuUsage();
  const screen = await countScreen(async () => {
    const { parts, first } = await follower.sets();
    return { parts, first, sums, totals: follower.totals, keyTotals: follower.keyTotals, group: "" };
  });
  const milliseconds = performance.now() - startedAt;
  const { user, system } = process.threadCpuUsage(cpu);
  return { milliseconds, cpuMilliseconds: (user + system) / 1000, numbers: numbersOf(screen), peakMb: peakMegabytes() };
}

async function record(userDays: readonly UserDay[]): Promise<void> {
  for (const [user, day] of userDays) {
    const { status } = await tracker.record(presenceOn(user, day));
    if (status !== "accepted") throw new Error(`an activity was ${status}`);
  }
}

process.on("message", async (order: ReportsOrder) => {
  if (order.do === "close") {
    await tracker.close();
    process.disconnect();
    return;
  }
  if (order.do === "save") await saveMetrics(store.metrics, follower, now);
  if (order.do === "after") await record(order.userDays);
  process.send?.(await answer(order.do === "after" ? kept : new PartSums()));
});
process.send?.("ready");
