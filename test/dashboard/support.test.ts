import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { AWKWARD, openUser, platformOfLearners } from "./learners.ts";
import { type ServedDashboard, serveDashboard } from "./serve-dashboard.ts";

let tracker: Tracker;
let served: ServedDashboard;
let page: Page;

beforeAll(async () => {
  tracker = await platformOfLearners();
  served = await serveDashboard(tracker);
  page = await (await served.device()).newPage();
});
afterAll(async () => {
  await served?.close();
  expect(served.errors).toEqual([]);
});

/** The newest acts of the audit. */
async function acts(limit = 1, userId?: string): Promise<unknown[]> {
  const rows = await tracker.store.shared.audits(limit, undefined, userId);
  return rows.map(({ actor, action, reason }) => [actor, action, reason]);
}

/** Opens the dialog of an act and fills it in. */
async function act(label: string, reason: string, fill?: () => Promise<void>): Promise<void> {
  await page.getByRole("button", { name: label }).click();
  await page.getByRole("dialog").waitFor();
  await fill?.();
  await page.getByLabel("Reason").fill(reason);
  await page.getByLabel("Reason").press("Enter");
}

describe("support", () => {
  test("gives a freeze, excuses dates and withdraws them, each with a reason", async () => {
    await openUser(page, "ada");
    await act("Give freezes…", "a storm");
    await page.getByText("1 freeze given.").waitFor();
    await page.getByRole("region", { name: "Freezes" }).getByText("1", { exact: true }).waitFor();
    expect(await acts()).toEqual([["ops", "freezes.granted", "a storm"]]);

    await act("Excuse dates…", "ill", async () => {
      await page.locator("[name=from]").fill("2026-02-27");
      await page.locator("[name=to]").fill("2026-02-28");
    });
    await page.getByText("27 Feb 2026 to 28 Feb 2026 are excused.").waitFor();
    await act("Withdraw 27 Feb 2026 to 28 Feb 2026", "a mistake");
    await page.getByText("27 Feb 2026 to 28 Feb 2026 is judged as usual again.").waitFor();
    await page.getByRole("region", { name: "Excused and paused dates" }).getByText("None.").waitFor();
    expect(await acts(3, "ada")).toEqual([
      ["ops", "excuse.withdrawn", "a mistake"],
      ["ops", "dates.excused", "ill"],
      ["ops", "freezes.granted", "a storm"],
    ]);
    const table = page.getByRole("region", { name: "Acts, the newest first" });
    expect(await table.locator("tbody tr").first().textContent()).toMatch(/opsWithdrew an excuse[\s\S]*a mistake/);
  });

  test("restores a streak, giving the restore first where there is none", async () => {
    await openUser(page, "ada");
    expect(await page.getByRole("button", { name: "Restore streak…" }).isDisabled()).toBe(true);
    await openUser(page, "lost");
    await act("Restore streak…", "no network in the village");
    await page.getByText("The streak of 4 days is restored.").waitFor();
    await page.getByRole("region", { name: "Streak", exact: true }).getByText("4 open today").waitFor();
    expect(await acts(2, "lost")).toEqual([
      ["ops", "streak.restored", "no network in the village"],
      ["ops", "restores.granted", "no network in the village"],
    ]);
  });

  test("changes the zone, and is told what was refused", async () => {
    await openUser(page, "erin");
    await act("Change zone…", "moved", () => page.locator("[name=zone]").fill("Mars/Olympus"));
    await page
      .getByRole("dialog")
      .getByRole("alert")
      .getByText(/zone must be/)
      .waitFor();
    expect(await acts(1, "erin")).toEqual([]);
    await page.locator("[name=zone]").fill("Asia/Tokyo");
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByText("The zone is Asia/Tokyo from the next local date on.").waitFor();
    await page.getByText("Asia/Tokyo, fixed").waitFor();
    expect(await acts(1, "erin")).toEqual([["ops", "settings.changed", "moved"]]);
  });

  test("exports what is stored as a file", async () => {
    await openUser(page, "erin");
    const saved = page.waitForEvent("download");
    await act("Export…", "asked for by letter");
    const download = await saved;
    expect(download.suggestedFilename()).toBe("erin.json");
    const text = Buffer.concat(await (await download.createReadStream()).toArray()).toString();
    expect(JSON.parse(text)).toMatchObject({ format: "daystreak.export.v1", user_id: "erin" });
    await page.getByText("The export is saved.").waitFor();
    expect(await acts()).toEqual([["ops", "user.exported", "asked for by letter"]]);
  });

  test("erases a user only after the id was typed", async () => {
    await openUser(page, AWKWARD);
    await page.getByRole("button", { name: "Erase…" }).click();
    await page.getByLabel("Reason").fill("asked for by letter");
    const erase = page.getByRole("button", { name: "Erase for good" });
    await page.getByLabel(`Type ${AWKWARD} to go on`).fill("we");
    expect(await erase.isDisabled()).toBe(true);
    await page.getByLabel(`Type ${AWKWARD} to go on`).fill(AWKWARD);
    await erase.click();
    await page.getByText("Everything about this user is erased.").waitFor();
    expect(await tracker.state(AWKWARD)).toBeUndefined();
    expect(await acts()).toEqual([["ops", "user.erased", "asked for by letter"]]);
  });

  test("excuses a date for everyone, and takes it back", async () => {
    await page.goto("/admin/excused");
    await page.getByText("No date is excused for everyone.").waitFor();
    await act("Excuse a date for everyone…", "an outage", () => page.locator("[name=date]").fill("2026-03-08"));
    await page.getByText("8 Mar 2026 is excused for everyone.").waitFor();
    expect(tracker.book.excused).toEqual([expect.objectContaining({ reason: "an outage" })]);
    await act("Withdraw 8 Mar 2026", "the wrong date");
    await page.getByText("No date is excused for everyone.").waitFor();
    await page.goto("/admin/audit");
    const rows = page.getByRole("region", { name: "Acts, the newest first" }).locator("tbody tr");
    await rows.first().waitFor();
    const first = (await rows.allTextContents()).slice(0, 2).join("\n");
    expect(first).toMatch(/opsWithdrew a date excused for everyone[\s\S]*the wrong date/);
    expect(first).toMatch(/opsExcused a date for everyone[\s\S]*an outage/);
  });

  test("does nothing without a reason, and nothing twice", async () => {
    await openUser(page, "ada");
    const before = await tracker.state("ada");
    await act("Give freezes…", "  ");
    expect(await page.getByRole("dialog").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await tracker.state("ada")).toEqual(before);

    // The answer to the first try is lost on the way.
    await page.route(
      "**/freezes",
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await act("Give freezes…", "a storm");
    await page.getByRole("dialog").getByRole("alert").getByText("The server cannot be reached.").waitFor();
    await page.getByRole("button", { name: "Give", exact: true }).click();
    await page.getByText("1 freeze given.").waitFor();
    expect((await tracker.streak("ada"))?.freezes.held).toBe(2);
  });

  test("is done with the keyboard alone", async () => {
    await page.goto("/admin/users?name=love");
    await page.getByText("1 user shown.").waitFor();
    await page.getByRole("link", { name: "Ada Lovelace" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Excuse dates…" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("[name=reason]:focus").waitFor();
    await page.keyboard.type("ill");
    await page.keyboard.press("Enter");
    await page.getByText("9 Mar 2026 is excused.").waitFor();
    await page.locator("button:focus", { hasText: "Excuse dates…" }).waitFor();
    await page
      .locator("daystreak-calendar")
      .getByRole("gridcell", { name: /March 10, 2026/ })
      .focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.getByText(/^2026-03-09/).waitFor();
  });
});
