import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jsonOf } from "../server/support.ts";
import { launchBrowser } from "../support/browser.ts";
import { type App, startApp } from "./app.ts";

const DAY = 86_400_000;

let app: App;
let browser: Browser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
});

test.each([
  ["three days ahead", 3 * DAY, "Pacific/Kiritimati"],
  ["three days behind", -3 * DAY, "Pacific/Apia"],
  ["right", 0, "America/Los_Angeles"],
])("a device whose clock is %s counts for the learner's own date", async (_, off, timezoneId) => {
  const context = await browser.newContext({ timezoneId });
  const page = await context.newPage();
  await context.clock.setSystemTime(Date.now() + off);
  const user = `clock${off}`;
  await page.goto(app.pageOf(user));
  await page.evaluate("start()");
  await page.evaluate("client.track('problem_solved', 'p1')");
  await page.waitForFunction("client.streak?.today.problems_solved === 1 || (client.pending === 0 && client.load())");
  const date = new Intl.DateTimeFormat("en-CA", { timeZone: timezoneId }).format(Date.now());
  const streak = await jsonOf(await app.service.call("GET", `/v1/users/${user}/streak`));
  expect(streak).toMatchObject({ zone: timezoneId, date, last_activity_date: date, current_streak: 1 });
  expect(Math.abs((await page.evaluate<number>("client.now()")) - Date.now())).toBeLessThan(10_000);
  expect(await page.evaluate("errors")).toEqual([]);
  await context.close();
});
