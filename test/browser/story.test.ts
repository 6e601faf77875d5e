import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DeviceBrowser, launchOnDevice } from "../support/browser.ts";
import { answer, FIRST_PROBLEMS, goalInHeader, type Platform, signIn, startPlatform, todayOf } from "./platform.ts";

const [first, second, third] = FIRST_PROBLEMS as [
  readonly [string, string],
  readonly [string, string],
  readonly [string, string],
];
const DAY_MS = 86_400_000;

let platform: Platform;

async function start(env?: Record<string, string>): Promise<void> {
  platform = await startPlatform(env);
}

async function stop(): Promise<void> {
  await platform.close();
  expect(platform.errors).toEqual([]);
}

describe("the reference platform", () => {
  beforeEach(() => start());
  afterEach(stop);

  test("what is solved in one tab changes the header of the other within a second", async () => {
    const context = await platform.device();
    const watching = await signIn(context, "Amara");
    await goalInHeader(watching, "0 of 3 problems").waitFor();
    const working = await context.newPage();
    await working.goto("/problems/factors-of-36");
    await goalInHeader(working, "0 of 3 problems").waitFor();
    const loaded = await watching.evaluate("performance.timeOrigin");

    const delays: number[] = [];
    for (const [n, problem] of FIRST_PROBLEMS.entries()) {
      const changed = goalInHeader(watching, `${n + 1} of 3 problems`)
        .waitFor()
        .then(() => Date.now());
      const answered = working.waitForResponse(/\/solve\//).then(() => Date.now());
      await answer(working, problem);
      await working.getByText("That is right.").waitFor();
      delays.push((await changed) - (await answered));
    }

    // One of three: a machine that does something else for a second proves nothing about the way of the news.
    expect(Math.min(...delays)).toBeLessThan(1000);
    await watching.locator("main daystreak-goal", { hasText: "Goal met" }).waitFor();
    for (const grid of ["week", "calendar"]) {
      await watching.locator(`daystreak-${grid} [data-today][data-mark=complete]`).waitFor();
    }
    await watching.locator("daystreak-explain summary").click();
    await watching.locator("daystreak-explain li", { hasText: /^Today.*Goal met/ }).waitFor();
    await watching.getByText("You met the goal of the day").waitFor();
    expect(await watching.evaluate("performance.timeOrigin")).toBe(loaded);
  });

  test("whoever signs in on the seventh day in a row is celebrated", async () => {
    const page = await signIn(await platform.device(), "Jonas");
    const milestone = page.locator("daystreak-milestone .toast", { hasText: "7 days in a row" });
    await milestone.waitFor();
    await page.locator("header daystreak-flame", { hasText: "7" }).waitFor();
    await milestone.getByRole("button", { name: "Close" }).click();
    await page.reload();
    await page.locator("daystreak-calendar [data-mark=protected]").first().waitFor();
    expect(await milestone.isVisible()).toBe(false);
  });

  test("what was answered without network is counted once, though the browser was killed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "daystreak-device-"));
    const address = platform.lms.address;
    let device: DeviceBrowser | undefined;
    try {
      device = await launchOnDevice(folder);
      const login = await device.context.newPage();
      await login.goto(address);
      await login.getByRole("button", { name: "Amara" }).click();
      await login.getByText("Numbers that behave").waitFor();
      await device.close();

      device = await launchOnDevice(folder);
      const page = await device.context.newPage();
      await page.goto(address);
      await page.getByText("Numbers that behave").click();
      await page.getByText("Factors and primes").click();
      await page.locator(".problems a").first().click();
      await page.evaluate("navigator.serviceWorker.ready");
      await page.locator("input[name=answer]").waitFor();
      await device.context.setOffline(true);
      await answer(page, first);
      await page.getByText("Kept on this device.").waitFor();
      await page.getByRole("link", { name: "Next problem" }).click();
      await page.getByRole("heading", { name: "Which of these is not a prime?" }).waitFor();
      await answer(page, second);
      await page.getByText("Kept on this device.").waitFor();
      await page.getByText("Offline · 2 answers to be sent").waitFor();
      await device.kill();

      device = await launchOnDevice(folder);
      const reopened = await device.context.newPage();
      await reopened.goto(address);
      await goalInHeader(reopened, "2 of 3 problems").waitFor();
      await reopened.reload();
      await goalInHeader(reopened, "2 of 3 problems").waitFor();
      expect(await reopened.locator("header .offline").textContent()).toBe("");
    } finally {
      await device?.kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  test("the page opens without network, too, with everything there is to read", async () => {
    const context = await platform.device();
    const page = await signIn(context, "Amara");
    await page.evaluate("navigator.serviceWorker.ready");
    const streak = page.locator("header daystreak-flame .number").filter({ hasText: /^1$/ });
    await streak.waitFor();
    await platform.kill();
    await answer(page, ["three-coins", "7/8"]);
    await page.getByText("Kept on this device.").waitFor();
    await page.reload();
    await page.getByText("Kept on this device.").waitFor();
    await page.goto("/");
    await page.getByText("Reasoning and chance").waitFor();
    await streak.waitFor();
    await page.goto("/settings");
    await page.getByRole("heading", { name: "No network" }).waitFor();
    await platform.restart();
    await goalInHeader(page, "1 of 3 problems").waitFor();
  });

  test("an open page outlives a killed server, and what was answered meanwhile is counted", async () => {
    const page = await signIn(await platform.device(), "Amara");
    await page.goto("/problems/factors-of-36");
    await goalInHeader(page, "0 of 3 problems").waitFor();
    await platform.kill();
    await answer(page, first);
    await page.getByText("Kept on this device.").waitFor();
    const loaded = await page.evaluate("performance.timeOrigin");
    await platform.restart();
    await goalInHeader(page, "1 of 3 problems").waitFor();
    expect(await page.evaluate("performance.timeOrigin")).toBe(loaded);
    expect(await todayOf(page)).toMatchObject({ problems_solved: 1 });
  });

  test("answers that a learner left behind wait for them, whoever signs in meanwhile", async () => {
    const context = await platform.device();
    const page = await signIn(context, "Amara");
    await page.goto("/problems/factors-of-36");
    await page.locator("input[name=answer]").waitFor();
    await context.setOffline(true);
    await answer(page, first);
    await page.getByText("Kept on this device.").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await context.setOffline(false);
    await page.reload();

    await page.getByRole("button", { name: "Mei" }).click();
    await answer(page, second);
    await goalInHeader(page, "1 of 3 problems").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();

    await page.getByRole("button", { name: "Amara" }).click();
    await page.getByText("1 answer checked: all right.").waitFor();
    await goalInHeader(page, "1 of 3 problems").waitFor();
    expect(await todayOf(page)).toMatchObject({ problems_solved: 1 });
  });

  test("signing in as somebody else in one tab changes every tab, and nobody sees what is another's", async () => {
    const context = await platform.device();
    const page = await signIn(context, "Amara");
    await answer(page, first);
    await goalInHeader(page, "1 of 3 problems").waitFor();
    const other = await context.newPage();
    await other.goto("/");
    await other.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Mei" }).waitFor();
    await other.getByRole("button", { name: "Mei" }).click();
    await page.getByRole("heading", { name: "Hello, Mei" }).waitFor();
    await goalInHeader(page, "0 of 3 problems").waitFor();

    // Amara goes on elsewhere; the next that Mei sees is what Mei does.
    const elsewhere = await signIn(await platform.device(), "Amara");
    await answer(elsewhere, second);
    await goalInHeader(elsewhere, "2 of 3 problems").waitFor();
    await answer(other, third);
    await goalInHeader(page, "1 of 3 problems").waitFor();
    await page.locator(".feed li", { hasText: "A new streak started" }).waitFor();
  });

  test.each(["Pacific/Kiritimati", "Pacific/Apia", "America/Los_Angeles"])(
    "today is that of the browser in %s",
    async (zone) => {
      const page = await signIn(await platform.device({ timezoneId: zone }), "Jonas");
      await answer(page, first);
      await page.getByText("That is right.").waitFor();
      await page.goto("/");
      const today = page.locator("daystreak-calendar [data-today]");
      await today.waitFor();
      expect(await today.getAttribute("data-date")).toBe(dateIn(zone));
      expect(await today.getAttribute("data-mark")).toBe("partial");
      await page.locator("header daystreak-flame", { hasText: "7" }).waitFor();
    },
  );

  test("a device whose clock is three days ahead learns today, with network and without", async () => {
    const context = await platform.device({ timezoneId: "UTC" });
    await context.addInitScript(`{
      const real = Date.now, Device = Date;
      globalThis.Date = class extends Device {
        constructor(...parts) { parts.length === 0 ? super(Device.now()) : super(...parts); }
      };
      Device.now = Date.now = () => real() + ${3 * DAY_MS};
    }`);
    const page = await signIn(context, "Amara");
    expect(Number(await page.evaluate("Date.now()"))).toBeGreaterThan(Date.now() + 2 * DAY_MS);
    await page.goto("/problems/factors-of-36");
    await page.locator("input[name=answer]").waitFor();
    await context.setOffline(true);
    await answer(page, first);
    await page.getByText("Kept on this device.").waitFor();
    await context.setOffline(false);
    await goalInHeader(page, "1 of 3 problems").waitFor();
    await answer(page, second);
    await goalInHeader(page, "2 of 3 problems").waitFor();
    await page.goto("/");
    const today = page.locator("daystreak-week [data-today][role=gridcell]");
    await today.waitFor();
    expect(await today.getAttribute("data-date")).toBe(dateIn("UTC"));
  });

  test("settings and a pause are kept, and streaks can be switched off", async () => {
    const page = await signIn(await platform.device(), "Amara");
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByLabel("Always use this one").check();
    await page.getByLabel("Time zone", { exact: true }).fill("Nowhere/Land");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").filter({ hasText: "IANA" }).waitFor();
    await page.getByLabel("Time zone", { exact: true }).fill("Asia/Tokyo");
    await page.getByLabel("Problems a day").fill("2");
    await page.getByLabel("Day begins at").selectOption("04:00");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Changes begin with your next day").waitFor();
    expect(await page.getByLabel("Time zone", { exact: true }).inputValue()).toBe("Asia/Tokyo");
    expect(await page.getByLabel("Day begins at").inputValue()).toBe("04:00");

    const from = await page.getByLabel("From").inputValue();
    await page.getByLabel("To", { exact: true }).fill(from);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: `End the pause from ${from}` }).click();
    await page.getByText("The pause is over.").waitFor();

    await page.getByLabel("Show streaks").uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("header daystreak-flame").waitFor({ state: "hidden" });
    await page.goto("/");
    await page.getByText("Numbers that behave").waitFor();
    const shown = page.locator("daystreak-flame, daystreak-goal").filter({ visible: true });
    await expect.poll(() => shown.count()).toBe(0);
  });
});

describe("tokens that hold for two seconds", () => {
  beforeEach(() => start({ ACCESS_SECONDS: "2" }));
  afterEach(stop);

  test("are refreshed in mid-session, and nobody notices", async () => {
    const page = await signIn(await platform.device(), "Amara");
    await page.goto("/problems/factors-of-36");
    const { access } = JSON.parse((await page.evaluate("localStorage.getItem('small-steps')")) as string);
    const headers = { Authorization: `Bearer ${access}` };
    await expect.poll(async () => (await page.request.get("/api/streak/", { headers })).status()).toBe(401);
    const refreshed = page.waitForResponse(/\/api\/auth\/refresh\//);
    await answer(page, first);
    await page.getByText("That is right.").waitFor();
    expect((await refreshed).status()).toBe(200);
    await goalInHeader(page, "1 of 3 problems").waitFor();
  });
});

function dateIn(timeZone: string): string {
  return new Date().toLocaleDateString("sv-SE", { timeZone });
}
