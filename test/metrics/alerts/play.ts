import { metricsOf } from "../../../src/api/metrics-of.ts";
import { DAY_MS } from "../../../src/core/calendar.ts";
import type { RulesInput } from "../../../src/core/rules-check.ts";
import type { Alert } from "../../../src/metrics/alert.ts";
import { createMemoryStore } from "../../../src/storage/memory.ts";
import { createTracker } from "../../../src/tracker/create-tracker.ts";
import type { Injection } from "./injections.ts";
import { type Arrival, FIRST, HOUR_MS } from "./platform.ts";

/** Lets so many dates of a platform happen, batch by batch as it arrives, and gives what is strange about them. */
export async function play(
  arrivals: readonly Arrival[],
  dates: number,
  restoresAt?: Injection["restoresAt"],
  rules: RulesInput = { restores: 3 },
): Promise<Alert[]> {
  const end = FIRST + dates * DAY_MS;
  const inOrder = arrivals.filter(({ received }) => received < end).sort((a, b) => a.received - b.received);
  let now = FIRST;
  const tracker = await createTracker({ store: createMemoryStore(), clock: () => now, rules });
  try {
    let isRestored = restoresAt === undefined;
    for (let from = 0; from < inOrder.length; ) {
      const { received, sentAt } = inOrder[from] as Arrival;
      if (!isRestored && restoresAt !== undefined && received >= restoresAt.at) {
        isRestored = true;
        now = restoresAt.at;
        const change = { kind: "restore", id: "act", reason: "outage", by: "support" } as const;
        for (const userId of restoresAt.users) await tracker.change(userId, [change]);
      }
      let to = from + 1;
      const isTogether = ({ received: later, sentAt: said }: Arrival): boolean =>
        said === undefined &&
        sentAt === undefined &&
        Math.floor(later / (3 * HOUR_MS)) === Math.floor(received / (3 * HOUR_MS));
      while (to < inOrder.length && isTogether(inOrder[to] as Arrival)) to++;
      now = (inOrder[to - 1] as Arrival).received;
      const batch = inOrder.slice(from, to).map(({ received: _, sentAt: __, ...input }) => input);
      await tracker.recordMany(batch, { source: "live", ...(sentAt !== undefined && { sentAt }) });
      from = to;
    }
    now = end + HOUR_MS;
    return (await metricsOf(tracker).alerts({ from: FIRST / DAY_MS })).alerts.slice();
  } finally {
    await tracker.close();
  }
}
