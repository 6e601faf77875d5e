import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type App, startApp } from "./app.ts";

let app: App;
let browser: Browser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

test("what is solved in one tab fills the widgets of another, from a real service", async () => {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(app.pageOf("ada"));
  await page.addScriptTag({ url: "/daystreak-elements.js" });
  await page.evaluate(`
    document.documentElement.lang = "en";
    for (const name of ["flame", "week", "calendar", "goal", "explain"])
      document.body.append(document.createElement("daystreak-" + name));
    start();
    DaystreakElements.provideClient(client);
  `);
  const flame = page.locator("daystreak-flame .box");
  await flame.filter({ hasText: "Learn something today to begin a streak." }).waitFor();
  await page.locator("daystreak-goal", { hasText: "0 of 3 problems" }).waitFor();
  await page.waitForFunction("client.status.live");

  const other = await context.newPage();
  await other.goto(app.pageOf("ada"));
  await other.evaluate("start(); for (const id of ['p1', 'p2', 'p3']) client.track('problem_solved', id)");

  await flame.filter({ hasText: /^1 day streak\s*Today counts$/ }).waitFor();
  await page.locator("daystreak-goal", { hasText: "Goal met" }).waitFor();
  for (const grid of ["week", "calendar"]) {
    await page.locator(`daystreak-${grid} [data-today][data-mark=complete]`).waitFor();
  }
  await page.locator("daystreak-explain summary").click();
  await page.locator("daystreak-explain li", { hasText: /^Today.*Goal met · 3 problems solved/ }).waitFor();
  expect(await page.evaluate("errors")).toEqual([]);
  await context.close();
});
