/** A Daystreak process that takes first requests of a day when told to: `load-process.ts DATABASE_URL FIRST_DAY`. */
import { openStore } from "../../src/storage/open.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { ownZone, userId } from "./people.ts";
import { inFlight } from "./rounds.ts";

/** What the process is told: the users of a day, and how many requests to keep in flight. */
export interface LoadOrder {
  readonly now: number;
  readonly users: readonly number[];
  readonly inFlight: number;
}

const [url = "", firstDay = "0"] = process.argv.slice(2);
let now = Number(firstDay);
const tracker = await createTracker({ store: await openStore(url), clock: () => now });

process.on("message", async (order: LoadOrder | "close") => {
  if (order === "close") {
    await tracker.close();
    process.disconnect();
    return;
  }
  now = order.now;
  const inputs = order.users.map((user) => {
    const zone = ownZone(user);
    return { userId: userId(user), type: "request", ...(zone !== undefined && { zone }) };
  });
  const seconds = await inFlight(inputs, order.inFlight, async (input) => {
    const { status } = await tracker.record(input);
    if (status !== "accepted") throw new Error(`a first request was ${status}`);
  });
  process.send?.(seconds);
});
process.send?.("ready");
