import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { openPage, PAGES, type ServedDashboard, serveDashboard, settled } from "./serve-dashboard.ts";
import { simulatedPlatform } from "./simulated-platform.ts";

let tracker: Tracker;
let served: ServedDashboard;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  tracker = await simulatedPlatform(30, 40);
  served = await serveDashboard(tracker);
  context = await served.device();
  page = await context.newPage();
});
afterAll(async () => {
  await served?.close();
  expect(served.errors).toEqual([]);
});

const open = (path: string): Promise<void> => openPage(page, path);

describe("the address holds the view", () => {
  test("what is chosen is in it, stays from page to page, and comes back with it", { timeout: 60_000 }, async () => {
    for (const { userId } of await tracker.store.users(10)) {
      await tracker.change(userId, [{ kind: "attributes", groups: ["maths"] }]);
    }
    await open("/growth");
    await page.getByLabel("Dates", { exact: true }).selectOption("28");
    await page.getByRole("combobox", { name: "Group" }).click();
    await page.getByRole("option", { name: "maths 10 users" }).click();
    await page.getByRole("switch", { name: "Period before" }).check();
    await page.locator("label", { hasText: /^Week$/ }).click();
    await page.waitForURL((url) => url.search === "?days=28&group=maths&compare=previous&active=wau");
    await settled(page);
    const summary = await page.locator(".chart", { hasText: "Weekly active users" }).locator(".summary").textContent();

    const other = await context.newPage();
    await other.goto(page.url());
    await settled(other);
    expect(await other.getByLabel("Dates", { exact: true }).inputValue()).toBe("28");
    expect(await other.getByRole("combobox", { name: "Group" }).inputValue()).toBe("maths");
    expect(await other.getByRole("switch", { name: "Period before" }).isChecked()).toBe(true);
    expect(await other.locator(".chart", { hasText: "Weekly active users" }).locator(".summary").textContent()).toBe(
      summary,
    );
    await other.close();

    await page.getByRole("link", { name: "Streaks" }).click();
    await page.waitForURL("**/admin/streaks?days=28&group=maths&compare=previous");
    await page.locator(".chart").getByText("All groups").first().waitFor(); // facts are added up of everybody
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Growth" }).waitFor();
    expect(await page.getByRole("combobox", { name: "Group" }).inputValue()).toBe("maths");
  });

  test("a group is found by typing a part of its name, chosen and left by the keyboard", async () => {
    const group = page.getByRole("combobox", { name: "Group" });
    await open("/growth");
    await group.focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("option", { name: /^algebra/ }).waitFor();
    await page.keyboard.type("STOR");
    await page.getByRole("option", { name: /^algebra/ }).waitFor({ state: "detached" });
    await page.getByRole("option", { name: /^history/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/admin/growth?group=history");
    await settled(page);
    expect(await group.inputValue()).toBe("history");
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("Group");
    await page.keyboard.type("no such");
    await page.getByText("No such group.").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab"); // what is typed is not chosen
    expect(new URL(page.url()).search).toBe("?group=history");
    expect(await group.inputValue()).toBe("history");
    await group.focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("option", { name: "All groups" }).click();
    await page.waitForURL("**/admin/growth");
    expect(await group.inputValue()).toBe("");
  });

  test("a group that nobody is in stays in the address, and shows nobody", async () => {
    await open("/?group=no+such+group");
    expect(await page.getByRole("combobox", { name: "Group" }).inputValue()).toBe("no such group");
    await page.locator(".chart", { hasText: "Daily active users" }).getByText("Nobody was active").waitFor();
  });

  test("other dates are chosen by hand", async () => {
    await open("/streaks");
    await page.getByLabel("Dates", { exact: true }).selectOption("custom");
    await page.getByLabel("From").fill("2026-02-01");
    await page.getByLabel("To", { exact: true }).fill("2026-02-10");
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL("**/admin/streaks?from=2026-02-01&to=2026-02-10");
    await settled(page);
    const card = page.locator(".chart", { hasText: "Users with a streak" });
    await card.getByRole("button", { name: "Table" }).click();
    expect(await card.locator("tbody tr").count()).toBe(10);
  });

  test("nonsense in it is as if it were not there", async () => {
    await open("/growth?days=lots&from=yesterday&to=2026-99-99&active=nothing&value=x&rate=toString");
    expect(await page.getByLabel("Dates", { exact: true }).inputValue()).toBe("90");
    await page.getByRole("heading", { name: "Daily active users" }).waitFor();
  });
});

describe("the keyboard", () => {
  test("alone skips the menu, goes to a page, opens a table and closes it", async () => {
    await open("/");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("main");
    await open("/");
    await go("Retention");
    await page.getByRole("heading", { level: 1, name: "Retention" }).waitFor();
    await settled(page);
    await go("Table of How many are there again, day by day");
    await page.getByRole("table", { name: "How many are there again, day by day" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("table", { name: "How many are there again, day by day" }).waitFor({ state: "detached" });
  });

  async function go(text: string): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate("document.activeElement.textContent.trim()");
      if (focused === text) return page.keyboard.press("Enter");
    }
    throw new Error(`the tab key does not reach ${text}`);
  }
});

describe("when it goes wrong", () => {
  test("a page says so, and tries again", async () => {
    let isBroken = true;
    await page.route("**/api/admin/metrics/**", (route) =>
      isBroken
        ? route.fulfill({
            status: 503,
            contentType: "application/problem+json",
            body: JSON.stringify({ code: "storage_unavailable", detail: "the database does not answer; try again" }),
          })
        : route.continue(),
    );
    await page.goto("/admin/hours");
    const alert = page.getByRole("alert").first();
    await alert.getByText("the database does not answer; try again").waitFor();
    isBroken = false;
    await alert.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("table", { name: "Hours of the week" }).waitFor();
    await page.unroute("**/api/admin/metrics/**");
  });

  test("an address that is no page says so", async () => {
    await open("/nowhere");
    await page.getByRole("heading", { name: "No such page" }).waitFor();
  });

  test("whose session has ended is shown the way in, and comes back to the same view", {
    timeout: 60_000,
  }, async () => {
    const device = await served.device();
    const tab = await device.newPage();
    await tab.goto("/admin/streaks?days=28");
    await settled(tab);
    const other = await device.newPage();
    await other.goto("/admin/hours");
    await other.getByRole("button", { name: "Sign out ops" }).click();
    await other.getByRole("button", { name: "Sign in" }).waitFor();
    await tab.getByLabel("Dates", { exact: true }).selectOption("365");
    await tab.getByRole("button", { name: "Sign in" }).waitFor();
    expect(tab.url()).toContain("/admin/streaks?days=365");
    await device.close();
  });
});

test("a platform without learners says so on every page", { timeout: 60_000 }, async () => {
  const empty = await serveDashboard(await createTracker({ store: createMemoryStore(), rules: {} }), served.browser);
  try {
    const device = await empty.device();
    const tab = await device.newPage();
    for (const path of PAGES) {
      await tab.goto(`/admin${path}`);
      await settled(tab);
      expect(await tab.getByRole("alert").count(), path).toBe(0);
      expect(await tab.locator("canvas").count(), path).toBe(0);
    }
    await tab.goto("/admin/hours");
    await tab.getByText("Nobody was active on these dates.").first().waitFor();
    await device.close();
  } finally {
    await empty.close();
  }
  expect(empty.errors).toEqual([]);
});
