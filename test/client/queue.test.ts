import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonOf } from "../server/support.ts";
import { type DeviceBrowser, launchBrowser, launchOnDevice } from "../support/browser.ts";
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

/** The learning actions of a user as the service has them. */
async function stored(user: string): Promise<string[]> {
  const answer = await jsonOf(await app.service.call("GET", `/v1/users/${user}/explain`));
  return (answer.evidence?.activities ?? []).map(({ ref }: { ref: string }) => ref);
}

async function open(page: Page, user: string): Promise<void> {
  await page.goto(app.pageOf(user));
  await page.evaluate("start()");
}

const empty = (page: Page): Promise<unknown> => page.waitForFunction("client.pending === 0");
const errorsOf = (page: Page): Promise<unknown> => page.evaluate("errors");

test("what was done offline is counted once, though the browser was killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "daystreak-device-"));
  let device: DeviceBrowser | undefined;
  try {
    device = await launchOnDevice(folder);
    const page = await device.context.newPage();
    await open(page, "kim");
    await page.evaluate("client.track('problem_solved', 'before')");
    await empty(page);
    await device.context.setOffline(true);
    await page.evaluate("Promise.all(['p1', 'p2', 'p3'].map((ref) => client.track('problem_solved', ref)))");
    expect(await page.evaluate("client.pending")).toBe(3);
    await device.kill();
    expect(await stored("kim")).toEqual(["before"]);

    device = await launchOnDevice(folder);
    const again = await device.context.newPage();
    await open(again, "kim");
    await again.waitForFunction("client.streak?.today.problems_solved === 4");
    await empty(again);
    expect((await stored("kim")).sort()).toEqual(["before", "p1", "p2", "p3"]);
    expect(await errorsOf(again)).toEqual([]);
  } finally {
    await device?.kill();
    await rm(folder, { recursive: true, force: true });
  }
});

test("what another learner left waits for them, and is never sent with this one's token", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, "anna");
  const ofAnna = (route: Route): Promise<void> =>
    route.request().postData()?.includes("of anna") ? route.abort() : route.continue();
  await page.route("**/api/activity/events/", ofAnna);
  await page.evaluate("client.track('problem_solved', 'of anna')");
  expect(await page.evaluate("client.pending")).toBe(1);

  await open(page, "ben");
  await page.evaluate("client.track('problem_solved', 'of ben')");
  await page.waitForFunction("client.streak?.today.problems_solved === 1 || client.load()");
  await empty(page);
  expect([await stored("ben"), await stored("anna")]).toEqual([["of ben"], []]);

  await open(page, "anna");
  await page.waitForFunction("client.pending === 1");
  await page.unroute("**/api/activity/events/");
  await page.evaluate("client.track('problem_solved', 'more of anna')");
  await empty(page);
  expect(await stored("ben")).toEqual(["of ben"]);
  expect((await stored("anna")).sort()).toEqual(["more of anna", "of anna"]);
  await context.close();
});

describe("a device that keeps nothing", () => {
  const forbid = "indexedDB.open = () => { throw new DOMException('forbidden', 'SecurityError') }";
  const full =
    "IDBObjectStore.prototype.put = function () { this.transaction.abort(); throw new DOMException('full', 'QuotaExceededError') }";
  const stuck = "indexedDB.open = () => ({})";
  const noStorage = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })";

  test.each([
    ["forbids IndexedDB", forbid],
    ["is full", full],
    ["never opens its database", stuck],
    ["forbids all storage", `${forbid}; ${noStorage}`],
  ])("and %s costs one error, and no activity", async (what, script) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(script);
    const user = `user whose browser ${what}`;
    await open(page, user);
    await page.evaluate("client.live()");
    await page.evaluate("Promise.all(['p1', 'p2'].map((ref) => client.track('problem_solved', ref)))");
    await page.waitForFunction("client.streak?.today.problems_solved === 2");
    await empty(page);
    expect((await stored(encodeURIComponent(user))).sort()).toEqual(["p1", "p2"]);
    expect(await errorsOf(page)).toEqual(["storage"]);
    await context.close();
  });
});

describe("storage of another version", () => {
  const opening = (version: number, stores: string): string => `new Promise((resolve) => {
    const request = indexedDB.open("daystreak", ${version});
    request.onupgradeneeded = () => { for (const name of ${stores}) request.result.createObjectStore(name) };
    request.onsuccess = () => { window.held = request.result; resolve() };
  })`;

  test.each([
    ["older, without a place for the queue", 1, "['outbox']"],
    ["newer, with more than we know", 7, "['somethingElse']"],
  ])("is used where it is %s", async (_, version, stores) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const user = `vera-${version}`;
    await page.goto(app.pageOf(user));
    await page.evaluate(`${opening(version, stores)}.then(() => held.close())`);
    await open(page, user);
    await page.evaluate("client.track('problem_solved', 'p1')");
    await empty(page);
    expect([await stored(user), await errorsOf(page)]).toEqual([["p1"], []]);
    await context.close();
  });

  test("in another tab that does not let go of it, and speaks another language, is worked around", async () => {
    const context = await browser.newContext();
    const [other, page] = [await context.newPage(), await context.newPage()];
    await other.goto(app.pageOf("olga"));
    await other.evaluate(opening(1, "['outbox']"));
    await open(page, "olga");
    await page.evaluate("client.live()");
    await other.evaluate(`window.channel = new BroadcastChannel("daystreak:olga");
      for (const message of [null, 5, "hello", {}, { language: 2, type: "streak", streak: 1 },
        { language: 1, type: "streak", streak: null }, { language: 1, type: "queue", done: "all" },
        { language: 1, type: "live", live: "yes" }, { language: 1, type: "new" }]) channel.postMessage(message)`);
    await page.evaluate("client.track('problem_solved', 'p1')");
    await page.waitForFunction("client.streak?.today.problems_solved === 1");
    await empty(page);
    expect([await stored("olga"), await errorsOf(page)]).toEqual([["p1"], ["storage"]]);
    await other.close();
    await page.evaluate("client.track('problem_solved', 'p2')");
    await empty(page);
    expect((await stored("olga")).sort()).toEqual(["p1", "p2"]);
    await context.close();
  });
});
