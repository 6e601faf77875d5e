import type { DeliveryResult } from "../storage/store.ts";
import type { Settler } from "./settler.ts";

/** What was done: attempts made, and deliveries that were taken. */
export interface Tally {
  readonly attempts: number;
  readonly sent: number;
}

/** The attempts of one channel that are under way. */
export interface Flights {
  /** How many more may begin. */
  readonly free: number;
  readonly tally: Tally;
  /** Resolves once a fair share of the channel is free. */
  room(): Promise<void>;
  add(flight: Promise<void>): void;
  /** Takes what became of an attempt; it is written down soon after. */
  settle(result: DeliveryResult): void;
  /** Resolves once nothing is under way, and everything is written down. */
  done(): Promise<void>;
}

/** @param max attempts under way at once @param settler writes down what became of them */
export function createFlights(max: number, settler: Settler): Flights {
  const flying = new Set<Promise<void>>();
  let sent = 0;
  let attempts = 0;
  return {
    get free() {
      return Math.max(1, max - flying.size);
    },
    get tally() {
      return { sent, attempts };
    },
    async room() {
      while (flying.size > max / 2) await Promise.race(flying);
    },
    add(flight) {
      attempts++;
      const tracked: Promise<void> = flight.finally(() => flying.delete(tracked));
      flying.add(tracked);
    },
    settle(result) {
      if (result.state === "sent" && result.delivery.state !== "sent") sent++;
      settler.add(result);
    },
    async done() {
      await Promise.all(flying);
      await settler.done();
    },
  };
}
