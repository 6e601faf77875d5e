import { Counter, Gauge, type Registry } from "prom-client";
import type { Live } from "../../live/live.ts";

/** Reads what live streams count themselves at the moment of each scrape. */
export function collectLive(live: Pick<Live, "stats">, registers: Registry[]): void {
  new Gauge({
    name: "daystreak_live_streams",
    help: "Streams of learners that are open.",
    registers,
    collect() {
      this.set(live.stats().open);
    },
  });
  const counters = [
    ["daystreak_live_updates_total", "Updates sent to streams of learners.", "updates"],
    ["daystreak_live_cut_off_total", "Streams cut off because their readers did not keep up.", "cutOff"],
  ] as const;
  for (const [name, help, key] of counters) {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(live.stats()[key]);
      },
    });
  }
}
