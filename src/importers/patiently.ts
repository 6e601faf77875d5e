import { setTimeout } from "node:timers/promises";
import { DaystreakError } from "../core/errors.ts";

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 250;

/**
 * Does work again where the store is overloaded: an import can wait for live traffic. What an attempt has written before
 * it failed changes nothing in the next one.
 * @param pause waits for some milliseconds
 */
export async function patiently<T>(
  work: () => Promise<T>,
  pause: (ms: number) => Promise<unknown> = setTimeout,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DaystreakError) || error.code !== "overloaded" || attempt === ATTEMPTS) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}
