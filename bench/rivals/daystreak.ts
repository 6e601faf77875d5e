import type { Store } from "../../src/storage/store.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { ownZone, userId } from "../support/people.ts";
import { inFlight as keepInFlight } from "../support/rounds.ts";
import type { Rival } from "./rival.ts";

const DAY_MS = 86_400_000;

/** Daystreak as an app uses it: `tracker.record`, with everything that comes before and after the write. */
export async function daystreakOn(store: Store, firstDay: number): Promise<Rival> {
  let now = firstDay;
  const tracker = await createTracker({ store, clock: () => now });
  return {
    async nextDay(users, inFlight) {
      now += DAY_MS;
      const inputs = users.map((user) => {
        const zone = ownZone(user);
        return { userId: userId(user), type: "request", ...(zone !== undefined && { zone }) };
      });
      return users.length / (await keepInFlight(inputs, inFlight, (input) => tracker.record(input)));
    },
    close: () => tracker.close(),
  };
}
