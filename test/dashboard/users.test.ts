import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { violations } from "../support/axe.ts";
import { AWKWARD, MARKUP, openUser, platformOfLearners } from "./learners.ts";
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

describe("the list of users", () => {
  test("is searched by name, id and group, and the address holds the search", async () => {
    await page.goto("/admin/users");
    await page.getByText("50 users shown, there are more.").waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await page.getByText("64 users shown.").waitFor();
    await page.getByLabel("Name").fill("LOVE");
    await page.getByLabel("Name").press("Enter");
    await page.getByText("1 user shown.").waitFor();
    expect(await page.locator("tbody tr").textContent()).toMatch(/^Ada Lovelaceada · maths9 open today999 Mar 2026/);
    expect(new URL(page.url()).search).toBe("?name=LOVE");
    await page.goto("/admin/users?group=maths&id=lo");
    await page.getByText("1 user shown.").waitFor();
    const group = page.getByRole("combobox", { name: "Group" });
    expect(await group.inputValue()).toBe("maths");
    await group.click();
    await page.getByRole("option", { name: "<i>late</i> 1 user" }).click();
    await page.waitForURL(/group=%3Ci%3Elate%3C%2Fi%3E/);
    await page.getByText("1 user shown.").waitFor();
    await page.getByLabel("Id").fill("nobody");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText("Nobody is like that.").waitFor();
    await page.goBack();
    await page.getByText("1 user shown.").waitFor();
  });

  test("looks on by itself where pages are short", async () => {
    const users = /\/api\/admin\/users\/\?/;
    await page.route(users, (route) => route.continue({ url: route.request().url().replace("limit=50", "limit=20") }));
    await page.goto("/admin/users");
    await page.getByText("60 users shown, there are more.").waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await page.getByText("64 users shown.").waitFor();
    await page.unroute(users);
  });

  test("shows names with markup as text, and ids of every kind lead to their users", async () => {
    await page.goto("/admin/users?group=maths");
    await page.getByRole("link", { name: MARKUP }).click();
    await page.getByRole("heading", { level: 1, name: MARKUP }).waitFor();
    await page.getByText("lost · maths · <i>late</i> · Europe/Paris, 2026-03-10 there").waitFor();
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.title()).toBe(`${MARKUP} · Daystreak`);
    await page.goto("/admin/users?id=we");
    await page.getByRole("link", { name: AWKWARD }).click();
    await page.getByRole("heading", { level: 1, name: AWKWARD }).waitFor();
    await page.getByRole("region", { name: "Streak", exact: true }).getByText("1 kept today").waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: AWKWARD }).waitFor();
  });
});

describe("the page of a user", () => {
  test("shows both streaks, the days, why, the feed, zones and settings", async () => {
    await openUser(page, "ada");
    const region = (name: string): ReturnType<Page["getByRole"]> => page.getByRole("region", { name, exact: true });
    await region("Streak").getByText("9 open today").waitFor();
    await region("Goal streak").getByText("0 none yet").waitFor();
    const days = page.getByRole("article", { name: "Days" });
    await days.getByText("9 days with activity, the goal met on 0 of them; 0 missed days protected.").waitFor();
    await days.getByText("9 days of learning in the last year").waitFor();
    await region("Feed")
      .getByText("Extended a streak to 9 days")
      .or(page.getByText("extended a streak to 9 days"))
      .waitFor();
    expect(await region("Zones").locator("tbody tr").textContent()).toBe(
      "Europe/Paris1 Mar 2026, 10:009 Mar 2026, 10:00",
    );
    await region("Settings").getByText("follows the device, now Europe/Paris").waitFor();

    await page
      .locator("daystreak-calendar")
      .getByRole("gridcell", { name: /March 5, 2026/ })
      .click();
    await page.getByText(/^2026-03-05 counted/).waitFor();
    await page.getByText("1 activity in the log").click();
    expect(await page.getByRole("region", { name: "Activities credited to 2026-03-05" }).textContent()).toContain(
      "problem_solved",
    );
    await page.getByRole("button", { name: "The date after" }).click();
    await page.getByText(/^2026-03-06 counted/).waitFor();
    await page.getByLabel("The date to explain").fill("2026-02-01");
    await page.getByText("Nothing was recorded on 2026-02-01 and no streak was running.").waitFor();
  });

  test("moves while the learner acts", async () => {
    await openUser(page, "many-07");
    await page.getByRole("region", { name: "Streak", exact: true }).getByText("1 open today").waitFor();
    await tracker.record({ userId: "many-07", type: "request", zone: "Europe/Paris" });
    await page.getByRole("region", { name: "Streak", exact: true }).getByText("2 kept today").waitFor();
    await page.getByRole("region", { name: "Feed" }).getByText("extended a streak to 2 days").waitFor();
  });

  test("says so where there is no such user, and where nobody answers", async () => {
    await page.goto("/admin/users/nobody");
    await page.getByText("Nobody with the id nobody has been here.").waitFor();
    await openUser(page, "ada");
    const away = /\/v1\/users\/ada\/zones/;
    await page.route(away, (route) => route.abort());
    await page.reload();
    const failure = page.getByRole("region", { name: "Zones" }).getByRole("alert");
    await failure.getByText("The server cannot be reached.").waitFor();
    await page.unroute(away);
    await failure.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("region", { name: "Zones" }).getByText("Europe/Paris").first().waitFor();
  });
});

describe("axe finds nothing in light and dark, and nothing is wider than the window", () => {
  test.each([
    ["on a desktop", {}],
    ["on a phone", { viewport: { width: 390, height: 844 } }],
  ] as const)("on the pages of support, %s", { timeout: 60_000 }, async (_, options) => {
    const device = await served.device({ colorScheme: "light", ...options });
    const visit = await device.newPage();
    const found: string[] = [];
    const look = async (): Promise<void> => {
      found.push(...(await violations(visit)));
      await visit.emulateMedia({ colorScheme: "dark" });
      await visit.locator("html[data-mantine-color-scheme=dark]").waitFor();
      found.push(...(await violations(visit, "color-contrast")));
      await visit.emulateMedia({ colorScheme: "light" });
      const wide = `[document.documentElement, document.querySelector("dialog")].filter((one) => one?.scrollWidth > one?.clientWidth).length`;
      if ((await visit.evaluate(wide)) !== 0) found.push(`${visit.url()} is too wide`);
    };
    await visit.goto("/admin/users");
    await visit.getByText("50 users shown").waitFor();
    await look();
    await openUser(visit, "lost");
    await visit.getByText("days of learning in the last year").waitFor();
    await visit
      .getByText(/in the log/)
      .or(visit.getByText(/^2026-03-10/))
      .first()
      .waitFor();
    await look();
    for (const act of ["Excuse dates…", "Erase…"]) {
      await visit.getByRole("button", { name: act }).click();
      await visit.getByRole("dialog").waitFor();
      await look();
      await visit.keyboard.press("Escape");
    }
    for (const [path, text] of [
      ["/admin/audit", "Signed in"],
      ["/admin/excused", "No date is excused for everyone."],
      ["/admin/users/nobody", "Nobody with the id"],
    ] as const) {
      await visit.goto(path);
      await visit.getByText(text).first().waitFor();
      await look();
    }
    await device.close();
    expect(found).toEqual([]);
  });
});
