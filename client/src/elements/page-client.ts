import type { StreakSource } from "../source.ts";

/** Kept on the page itself, so that two copies of this module (a bundle and a script tag) share it. */
const KEY: unique symbol = Symbol.for("daystreak.client");
const page = globalThis as { [KEY]?: StreakSource | null };

/** Told on `document` when the page's client has changed. */
export const PROVIDED = "daystreak-client";

/**
 * Sets the client of all widgets on the page that were not given one of their own. The order does not matter: widgets
 * that are there already begin with it. `null` takes it away again, for example at logout.
 */
export function provideClient(client: StreakSource | null): void {
  page[KEY] = client;
  document.dispatchEvent(new Event(PROVIDED));
}

/** The page's client, if there is one. */
export function pageClient(): StreakSource | null {
  return page[KEY] ?? null;
}
