import type { Page } from "playwright-core";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";

/** A name that a page must not take for more than a name. */
export const MARKUP = `<img src=x onerror="document.title='owned'"> & Söhne`;
/** An id that has to be encoded wherever it is part of an address. */
export const AWKWARD = `we"ird/100%25 <b>&?#`;

/** Ada with nine days in a row, somebody who lost four, Erin, an awkward id, and sixty others; it is 10 March 2026. */
export async function platformOfLearners(): Promise<Tracker> {
  let now = Date.parse("2026-03-10T15:00:00Z");
  const tracker = await createTracker({
    store: createMemoryStore(),
    rules: { freezes: { cap: 2 } },
    clock: () => now++,
  });
  await came(tracker, "ada", ["03-01", "03-02", "03-03", "03-04", "03-05", "03-06", "03-07", "03-08", "03-09"]);
  await came(tracker, "lost", ["03-04", "03-05", "03-06", "03-07"]);
  await came(tracker, "erin", ["03-09", "03-10"]);
  await came(tracker, AWKWARD, ["03-10"]);
  await called(tracker, "ada", "Ada Lovelace", ["maths"]);
  await called(tracker, "lost", MARKUP, ["maths", "<i>late</i>"]);
  for (let n = 0; n < 60; n++) await came(tracker, `many-${String(n).padStart(2, "0")}`, ["03-09"]);
  return tracker;
}

async function came(tracker: Tracker, userId: string, days: readonly string[]): Promise<void> {
  for (const day of days) {
    const at = `2026-${day}T09:00:00Z`;
    await tracker.record(
      { userId, type: "problem_solved", ref: `p${day}`, at, zone: "Europe/Paris" },
      { source: "key" },
    );
  }
}

function called(tracker: Tracker, userId: string, name: string, groups: string[]): Promise<unknown> {
  return tracker.change(userId, [{ kind: "attributes", name, groups }]);
}

/** Opens the page of a user. */
export async function openUser(page: Page, userId: string): Promise<void> {
  await page.goto(`/admin/users/${encodeURIComponent(userId)}`);
  await page.getByRole("heading", { name: "Zones" }).waitFor();
}
