import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type App, startApp } from "./app.ts";

const MINUTE = 60_000;

let app: App;
let browser: Browser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** A browser whose clock moves only when told to, and the heartbeats that leave it. */
async function openBrowser(): Promise<{ context: BrowserContext; heartbeats: string[] }> {
  const context = await browser.newContext();
  await context.clock.install();
  await context.addInitScript(COUNTING);
  const heartbeats: string[] = [];
  context.on("request", (request) => {
    const { activities = [] } = request.postDataJSON() ?? {};
    for (const { type, id } of activities) if (type === "heartbeat" && !heartbeats.includes(id)) heartbeats.push(id);
  });
  return { context, heartbeats };
}

async function openPage(context: BrowserContext, user: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(app.pageOf(user));
  await page.evaluate("start()");
  return page;
}

/** Counts the requests that a page waits for: time may not pass meanwhile, or they run into the client's time limit. */
const COUNTING = `window.underWay = 0;
  const ask = fetch;
  window.fetch = async (...request) => {
    underWay++;
    try {
      const answer = await ask(...request);
      await answer.clone().text();
      return answer;
    } finally {
      underWay--;
    }
  };`;

const IDLE = `navigator.locks.query().then(({ held, pending }) => underWay === 0 &&
  pending.length === 0 && held.every(({ name }) => name.includes(":beat:")) && client.pending === 0)`;

/** Lets time pass in all pages of a browser, and what it sets off come to its end. */
async function pass({ clock }: BrowserContext, pages: readonly Page[], ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += MINUTE / 4) {
    await clock.runFor(MINUTE / 4);
    await Promise.all(pages.map((page) => page.waitForFunction(IDLE, undefined, { polling: 20 })));
  }
}

const click = (page: Page): Promise<void> => page.mouse.click(5, 100);

/** Does something until the page has noticed: a page that was not painted yet gets no input. */
async function touch(page: Page, sign: (page: Page) => Promise<unknown> = click): Promise<void> {
  const before = await page.evaluate("touched");
  do await sign(page);
  while ((await page.evaluate("touched")) === before);
}

const hide = (page: Page, isHidden: boolean): Promise<unknown> =>
  page.evaluate(`for (const [name, value] of [["hidden", ${isHidden}], ["visibilityState", "${isHidden ? "hidden" : "visible"}"]])
    Object.defineProperty(document, name, { value, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"))`);

test("ten tabs report a learner once an interval", async () => {
  const { context, heartbeats } = await openBrowser();
  const pages: Page[] = [];
  for (let tab = 0; tab < 10; tab++) pages.push(await openPage(context, "tess"));
  for (let interval = 1; interval <= 3; interval++) {
    for (const page of pages) await touch(page);
    await pass(context, pages, 5 * MINUTE);
    expect(heartbeats).toHaveLength(interval);
  }
  for (const page of pages) expect(await page.evaluate("errors")).toEqual([]);
  await context.close();
});

test("a tab that nobody touches reports nobody, and its refresh says so", async () => {
  const { context, heartbeats } = await openBrowser();
  const page = await openPage(context, "nobody");
  await pass(context, [page], 30 * MINUTE);
  expect(heartbeats).toEqual([]);
  await page.evaluate("client.load()");
  expect(app.refreshed.filter(({ user }) => user === "nobody")).toEqual([{ user: "nobody", background: true }]);
  await context.close();
});

test.each([
  ["a key", (page: Page) => page.keyboard.press("a")],
  ["a wheel", (page: Page) => page.mouse.wheel(0, 300)],
  ["a click", click],
  ["a script that scrolls the page", (page: Page) => page.evaluate("scrollTo(0, 500)")],
  [
    "media that play",
    (page: Page) => page.evaluate("document.querySelector('button').dispatchEvent(new Event('timeupdate'))"),
  ],
])("%s is a sign of a person", async (what, sign) => {
  const { context, heartbeats } = await openBrowser();
  const page = await openPage(context, `who has ${what}`);
  await touch(page, sign);
  await pass(context, [page], 2 * MINUTE);
  expect(heartbeats).toHaveLength(1);
  await context.close();
});

test("a tab that was hidden for 29 minutes adds at most one interval", async () => {
  const { context, heartbeats } = await openBrowser();
  const page = await openPage(context, "hal");
  await touch(page);
  await pass(context, [page], 4 * MINUTE);
  await touch(page);
  await hide(page, true);
  await pass(context, [page], 29 * MINUTE);
  expect(heartbeats).toHaveLength(1);
  await hide(page, false);
  await touch(page);
  await pass(context, [page], MINUTE);
  expect(heartbeats).toHaveLength(2);
  await context.close();
});

test("who leaves after a moment was there", async () => {
  const { context } = await openBrowser();
  const page = await openPage(context, "hasty");
  await page.evaluate("client.load()");
  await touch(page);
  await page.goto("about:blank");
  const seen = async (): Promise<number> => (await app.service.call("GET", "/v1/users/hasty/streak")).status;
  await expect.poll(seen).toBe(200);
  await context.close();
});
