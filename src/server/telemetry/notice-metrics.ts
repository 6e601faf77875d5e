import { Gauge, type Registry } from "prom-client";
import type { Notices } from "../../notices/create-notices.ts";

/** Reads at each scrape what holds up the notices of this process. */
export function collectNotices({ channels, dispatcher }: Notices, registers: Registry[]): void {
  new Gauge({
    name: "daystreak_notices_paused",
    help: "1 while no notices are sent because somebody paused them.",
    registers,
    collect() {
      this.set(dispatcher.held.paused ? 1 : 0);
    },
  });
  new Gauge({
    name: "daystreak_notice_receiver_gone",
    help: "1 while a channel is left alone because its receiver answered that it is gone: see daystreak notices enable.",
    labelNames: ["channel"] as const,
    registers,
    collect() {
      for (const { name } of channels) this.set({ channel: name }, dispatcher.held.gone.includes(name) ? 1 : 0);
    },
  });
}
