import type { DeliveryResult } from "../storage/store.ts";
import { createSettler } from "./settler.ts";

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
  settle(result: DeliveryResult): Promise<void>;
  /** Resolves once nothing is under way. */
  done(): Promise<void>;
}

/** @param max attempts under way at once @param settle writes down what became of them */
export function createFlights(max: number, settle: (results: readonly DeliveryResult[]) => Promise<void>): Flights {
  const flying = new Set<Promise<void>>();
  const settler = createSettler(settle);
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
      return settler.add(result);
    },
    async done() {
      await Promise.all(flying);
    },
  };
}
