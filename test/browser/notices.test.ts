import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rules } from "../../examples/lms/rules.ts";
import { createTracker } from "../../src/index.ts";
import { type PushService, startPushService } from "../notices/support/push-service.ts";
import { type Platform, signIn, startPlatform } from "./platform.ts";

const DAY_MS = 86_400_000;
/** A zone in which it is about one o'clock in the afternoon: notices keep quiet at night. */
const offset = ((13 - new Date().getUTCHours() + 36) % 24) - 12;
const ZONE = `Etc/GMT${offset > 0 ? "-" : "+"}${Math.abs(offset)}`;
const AMARA = "1001";

let service: PushService;
let platform: Platform;

beforeAll(async () => {
  service = await startPushService();
  platform = await startPlatform({ PRIVATE_NETWORKS: "127.0.0.1" });
});

afterAll(async () => {
  await platform.close();
  await service.close();
  expect(platform.errors).toEqual([]);
});

/**
 * A browser without a push service of its own subscribes with ours: what it would get from one. Everything else is the
 * browser's: the permission, the service worker, the notification.
 */
async function subscribeWith(page: Page): Promise<void> {
  const subscription = service.subscribe();
  await page.addInitScript(`{
    let current = null;
    const made = { ...${JSON.stringify(subscription)}, toJSON: () => (${JSON.stringify(subscription)}), unsubscribe: async () => ((current = null), true) };
    PushManager.prototype.getSubscription = async () => current;
    PushManager.prototype.subscribe = async (options) => {
      globalThis.subscribedWith = options;
      return (current = made);
    };
  }`);
}

/** Gives the browser what its push service would: messages, decrypted with the keys of the subscription. */
async function deliverTo(page: Page): Promise<(message: object) => Promise<void>> {
  const cdp = await page.context().newCDPSession(page);
  const registered = Promise.withResolvers<string>();
  cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    const id = registrations.find(({ isDeleted }) => !isDeleted)?.registrationId;
    if (id !== undefined) registered.resolve(id);
  });
  await cdp.send("ServiceWorker.enable");
  const { origin } = new URL(page.url());
  const registrationId = await registered.promise;
  return async (message) => {
    await cdp.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: JSON.stringify(message) });
  };
}

/** What the browser shows, as it says itself. */
function shown(page: Page): Promise<{ title: string; body: string; tag: string; lang: string }[]> {
  return page.evaluate(`navigator.serviceWorker.ready
    .then((worker) => worker.getNotifications())
    .then((all) => all.map(({ title, body, tag, lang }) => ({ title, body, tag, lang })))`) as never;
}

test("a learner turns notices on, and a milestone shows as a notification of the browser and in the page", async () => {
  const context = await platform.device({ timezoneId: ZONE, permissions: ["notifications"] });
  const page = await context.newPage();
  await subscribeWith(page);
  await page.goto("/");
  await page.getByRole("button", { name: "Amara" }).click();
  await page.getByRole("heading", { name: "Hello, Amara" }).waitFor();
  await page.goto("/settings");
  await page.getByRole("button", { name: "Show in this browser" }).click();
  await page.getByText("Notices show in this browser, also while this page is closed.").waitFor();
  expect(await page.evaluate("globalThis.subscribedWith.userVisibleOnly")).toBe(true);
  expect(await page.evaluate("globalThis.subscribedWith.applicationServerKey")).toMatch(/^[\w-]{87}$/);

  const came = Promise.withResolvers<void>();
  service.behave((request, response) => {
    service.received.push(request);
    response.writeHead(201).end();
    came.resolve();
  });
  // The six days before are reported late, by another process on the same database: with today they are seven.
  const database = `sqlite:${join(platform.lms.folder, "data/lms-daystreak.db")}`;
  const tracker = await createTracker({ database, rules, sweep: false });
  const days = [6, 5, 4, 3, 2, 1].map((ago) => Date.now() - ago * DAY_MS);
  await tracker.recordMany(
    days.map((at) => ({ userId: AMARA, type: "problem_solved", ref: "p", at, zone: ZONE })),
    { source: "import" },
  );
  await tracker.close();

  await came.promise;
  const [request] = service.received;
  const message = service.open(request as NonNullable<typeof request>);
  expect(message).toMatchObject({ kind: "milestone", lang: "en", dir: "ltr" });
  expect(message.title).toMatch(/7 days/);
  const deliver = await deliverTo(page);
  await deliver(message);
  await deliver(message);
  await expect
    .poll(() => shown(page), { timeout: 30_000 })
    .toEqual([{ title: message.title, body: message.body, tag: message.id, lang: "en" }]);

  // No script can tap a notification: what the worker tells the page afterwards is said in its place.
  const taken = page.waitForResponse((response) => response.url().endsWith("/api/notices/marks/"));
  const [worker] = context.serviceWorkers();
  await worker?.evaluate(
    `clients.matchAll().then(([page]) => page.postMessage({ daystreak: "opened", notice: ${JSON.stringify(message.notice)}, url: null }))`,
  );
  expect(await (await taken).json()).toEqual({ marked: 1 });

  await page.getByRole("link", { name: /^Notices/ }).click();
  await page.getByRole("heading", { name: String(message.title) }).waitFor();
  await page.getByRole("button", { name: `Put away: ${message.title}` }).click();
  await page.getByText("Nothing new.").waitFor();
});

test("the time of the reminder is kept", async () => {
  const page = await signIn(await platform.device({ timezoneId: ZONE }), "Mei");
  await page.goto("/settings");
  await page.getByText("When I usually learn (at 18:00 until that is known)").waitFor();
  await page.getByText("At a time of my own").click();
  await page.getByLabel("Time of the reminder").fill("07:30");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await page.reload();
  expect(await page.getByLabel("Time of the reminder").inputValue()).toBe("07:30");
});

test("what is told, where and in which language is the learner's choice", async () => {
  const page = await signIn(await platform.device({ timezoneId: ZONE }), "Noor");
  await page.goto("/settings");
  await page.getByLabel("Your week: Here").uncheck();
  await page.getByLabel("Your week: Browser").uncheck();
  await page.getByLabel("Milestone: Browser").uncheck();
  await page.getByLabel("Language of notices").selectOption("العربية");
  const saved = page.waitForResponse((response) => response.request().method() === "PATCH");
  await page.getByRole("button", { name: "Save" }).click();
  expect((await (await saved).json()).notices).toMatchObject({
    off: ["webpush/milestone", "weekly_recap"],
    locale: "ar",
  });
  await page.getByText("Saved.").waitFor();
  await page.reload();
  expect(await page.getByLabel("Milestone: Here").isChecked()).toBe(true);
  expect(await page.getByLabel("Milestone: Browser").isChecked()).toBe(false);
  await page.getByLabel("Tell me").uncheck();
  await page.getByText("What to tell me").waitFor({ state: "hidden" });
  const off = page.waitForResponse((response) => response.request().method() === "PATCH");
  await page.getByRole("button", { name: "Save" }).click();
  expect((await (await off).json()).switches.notices).toBe(false);
});

test("a browser on which somebody else signs in shows nothing more of the learner before", async () => {
  const context = await platform.device({ timezoneId: ZONE, permissions: ["notifications"] });
  const page = await context.newPage();
  const endpoint = await keepSubscription(page);
  await page.goto("/");
  await page.getByRole("button", { name: "Jonas" }).click();
  await page.getByRole("heading", { name: "Hello, Jonas" }).waitFor();
  await page.goto("/settings");
  await page.getByRole("button", { name: "Show in this browser" }).click();
  await page.getByText("Notices show in this browser, also while this page is closed.").waitFor();

  // The session ends without a word, as it does when a token is not good any more: nobody turned anything off.
  await page.evaluate("localStorage.removeItem('small-steps')");
  await page.goto("/");
  await page.getByRole("button", { name: "Mei" }).waitFor();
  expect(await page.evaluate("localStorage.getItem('test:push')")).toContain(endpoint);
  await page.getByRole("button", { name: "Mei" }).click();
  await page.getByRole("heading", { name: "Hello, Mei" }).waitFor();
  await expect.poll(() => page.evaluate("localStorage.getItem('test:push')"), { timeout: 30_000 }).toBeNull();
  await page.goto("/settings");
  await page.getByRole("button", { name: "Show in this browser" }).waitFor();
});

/** A subscription that outlives pages, as a browser's own does, until it is ended. Gives its endpoint. */
async function keepSubscription(page: Page): Promise<string> {
  const subscription = service.subscribe();
  await page.addInitScript(`{
    const KEY = "test:push";
    const read = () => {
      const kept = localStorage.getItem(KEY);
      if (kept === null) return null;
      const made = JSON.parse(kept);
      return { ...made, toJSON: () => made, unsubscribe: async () => (localStorage.removeItem(KEY), true) };
    };
    PushManager.prototype.getSubscription = async () => read();
    PushManager.prototype.subscribe = async () => {
      localStorage.setItem(KEY, ${JSON.stringify(JSON.stringify(subscription))});
      return read();
    };
  }`);
  return subscription.endpoint;
}
