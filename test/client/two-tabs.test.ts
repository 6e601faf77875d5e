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

test("what is done in one tab shows in the other, over one stream", async () => {
  const context = await browser.newContext({ timezoneId: "Asia/Tokyo" });
  const streams: string[] = [];
  context.on("request", (request) => {
    if (request.url().endsWith("/api/live/")) streams.push(request.url());
  });
  const [one, two] = [await context.newPage(), await context.newPage()];
  for (const page of [one, two]) {
    await page.goto(app.pageOf("ada"));
    await page.evaluate("start(); client.on('fact', ({ kind }) => events.push(kind))");
    await page.waitForFunction("client.status.live && client.streak !== null");
  }
  await one.evaluate("client.track('problem_solved', 'p1')");
  for (const page of [one, two]) {
    await page.waitForFunction("client.streak.today.problems_solved === 1 && client.pending === 0");
    await page.waitForFunction("events.length === 1");
    expect(await page.evaluate("[events, errors, client.streak.zone]")).toEqual([["streak.started"], [], "Asia/Tokyo"]);
  }
  expect(streams).toHaveLength(1);
  await one.close();
  await two.evaluate("client.track('problem_solved', 'p2')");
  await two.waitForFunction("client.status.live && client.streak.today.problems_solved === 2");
  await context.close();
});
