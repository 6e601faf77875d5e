import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tokenOf } from "../api/support.ts";
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

test("a token that expires in mid-session is replaced, and nothing is missed", async () => {
  const page = await browser.newPage();
  await page.goto(app.pageOf("tom", { ttl: 2 }));
  await page.evaluate("start(); client.on('fact', ({ kind }) => events.push(kind))");
  await page.waitForFunction("client.status.live && client.streak !== null");
  await page.mouse.click(5, 100);
  const refreshes = (): number => app.refreshed.filter(({ user }) => user === "tom").length;
  await expect.poll(refreshes).toBeGreaterThanOrEqual(2);
  await page.waitForFunction("client.status.live");
  await page.evaluate("client.track('problem_solved', 'p1')");
  await page.waitForFunction("client.streak?.today.problems_solved === 1 && client.pending === 0");
  await page.waitForFunction("events.includes('streak.started')");
  expect(await page.evaluate("errors")).toEqual([]);
  const [first, second] = app.refreshed.filter(({ user }) => user === "tom");
  expect([first?.background, second?.background]).toEqual([true, false]);
  await page.close();
});

test("calls that find the token expired share one refresh", async () => {
  const page = await browser.newPage();
  await page.goto(app.pageOf("eve"));
  const expired = tokenOf("eve", { exp: 1 });
  await page.evaluate(`start({ token: "${expired}" })`);
  await page.evaluate(
    "Promise.all([client.load(), client.feed(), client.calendar(), client.explain(), client.track('lesson_view', 'l1')])",
  );
  await page.waitForFunction("client.pending === 0");
  expect(app.refreshed.filter(({ user }) => user === "eve")).toHaveLength(1);
  expect(await page.evaluate("errors")).toEqual([]);
  await page.close();
});

test("a learner who has to sign in again loses nothing", async () => {
  const page = await browser.newPage();
  await page.goto(app.pageOf("sid"));
  const [expired, valid] = [tokenOf("sid", { exp: 1 }), tokenOf("sid")];
  await page.evaluate(`window.session = "${expired}"; start({ token: () => session, refresh: () => null })`);
  await page.evaluate("client.track('lesson_view', 'l1')");
  await page.waitForFunction("errors.length > 0");
  expect(await page.evaluate("[errors, client.pending]")).toEqual([["signed_out"], 1]);
  await page.evaluate(`session = "${valid}"; client.track('lesson_view', 'l2')`);
  await page.waitForFunction("client.pending === 0");
  expect(await page.evaluate("client.load().then(({ today }) => today.status)")).toBe("partial");
  await page.close();
});

test("a token of another learner stops this one's client, whose entries wait", async () => {
  const page = await browser.newPage();
  await page.goto(app.pageOf("ida"));
  await page.evaluate(`window.session = "${tokenOf("ida")}"; start({ userId: undefined, token: () => session })`);
  await page.evaluate("client.load()");
  await page.evaluate(`session = "${tokenOf("jon")}"`);
  await page.evaluate("client.track('lesson_view', 'of ida')");
  await page.waitForFunction("errors.length > 0");
  expect(await page.evaluate("[errors, client.pending]")).toEqual([["user_changed"], 1]);
  await page.close();
});

test("an open page outlives its server", async () => {
  const page = await browser.newPage();
  await page.goto(app.pageOf("sue"));
  await page.evaluate("start(); client.on('fact', ({ kind }) => events.push(kind))");
  await page.waitForFunction("client.status.live && client.streak !== null");
  await app.stopService();
  await page.waitForFunction("!client.status.live");
  await page.evaluate("client.track('problem_solved', 'p1')");
  await page.waitForFunction("errors.includes('network')");
  expect(await page.evaluate("client.pending")).toBe(1);
  await app.restartService();
  await page.waitForFunction("client.status.live && client.pending === 0", undefined, { timeout: 45_000 });
  await page.waitForFunction("client.streak.today.problems_solved === 1 && events.includes('streak.started')");
  await page.close();
});

test("two learners in one browser never see each other's events", async () => {
  const context = await browser.newContext();
  const [lea, max] = [await context.newPage(), await context.newPage()];
  for (const [page, user] of [
    [lea, "lea"],
    [max, "max"],
  ] as const) {
    await page.goto(app.pageOf(user));
    await page.evaluate("start(); client.on('streak', ({ user_id }) => events.push(user_id))");
    await page.waitForFunction("client.status.live");
  }
  await lea.evaluate("client.track('problem_solved', 'p1')");
  await max.evaluate("client.track('problem_solved', 'p2')");
  for (const page of [lea, max])
    await page.waitForFunction("client.streak.today.problems_solved === 1 && client.pending === 0");
  expect([...new Set(await lea.evaluate<string[]>("events"))]).toEqual(["lea"]);
  expect([...new Set(await max.evaluate<string[]>("events"))]).toEqual(["max"]);
  await context.close();
});
