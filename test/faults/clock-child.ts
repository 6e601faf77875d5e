/**
 * One of two servers whose clocks differ: lessons are viewed by 8 clients in every second around midnight.
 * Arguments: the store's URL, a name, and by how many milliseconds this clock is ahead.
 */
import { openStore } from "../../src/storage/open.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";

const [url, name, ahead] = process.argv.slice(2) as [string, string, string];
const MIDNIGHT = Date.parse("2026-03-08T00:00:00Z");
const clock = createFakeClock(MIDNIGHT);
const tracker = await createTracker({ store: await openStore(url), clock: clock.now });
process.send?.("ready");
process.on("message", async (second: number) => {
  clock.set(MIDNIGHT + second * 1_000 + Number(ahead));
  const views = Array.from({ length: 8 }, (_, client) =>
    tracker.record({ userId: "ada", type: "lesson_view", ref: `${name} ${second} ${client}` }),
  );
  process.send?.((await Promise.all(views)).map(({ status }) => status));
});
process.once("disconnect", () => void tracker.close());
