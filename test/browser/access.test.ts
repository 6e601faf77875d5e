import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { violations } from "../support/axe.ts";
import { answer, goalInHeader, type Platform, signIn, startPlatform } from "./platform.ts";

let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(async () => {
  await platform?.close();
  expect(platform.errors).toEqual([]);
});

describe("axe finds nothing", () => {
  test.each([
    ["in light", { colorScheme: "light" }],
    ["in dark", { colorScheme: "dark" }],
    ["on a phone", { viewport: { width: 390, height: 844 } }],
  ] as const)("on any page, %s", async (_, options) => {
    const context = await platform.device(options);
    const login = await context.newPage();
    await login.goto("/");
    await login.getByRole("button", { name: "Jonas" }).waitFor();
    const found = await violations(login);
    await login.close();
    const page = await signIn(context, "Jonas");
    await page.locator("daystreak-calendar [data-mark=complete]").first().waitFor();
    await page.locator("daystreak-explain summary").click();
    await page.locator("daystreak-explain li").first().waitFor();
    found.push(...(await violations(page)));
    for (const path of [
      "/courses/numbers",
      "/lessons/factors",
      "/problems/prime-91",
      "/notices",
      "/settings",
      "/problems/none",
    ]) {
      await page.goto(path);
      await page.locator("main h1").waitFor();
      found.push(...(await violations(page)));
    }
    await answer(page, ["factors-of-36", "8"]);
    await page.getByText("Not yet.").waitFor();
    found.push(...(await violations(page)));
    await answer(page, ["factors-of-36", "9"]);
    await page.getByText("That is right.").waitFor();
    found.push(...(await violations(page)));
    await page.evaluate("navigator.serviceWorker.ready");
    await context.setOffline(true);
    await answer(page, ["three-coins", "7/8"]);
    await page.getByText("Kept on this device.").waitFor();
    await page.getByText("Offline · 1 answer to be sent").waitFor();
    found.push(...(await violations(page)));
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await context.close();
    expect(found).toEqual([]);
  });
});

test("the keyboard alone signs in, solves three problems, asks why, and signs out", async () => {
  const context = await platform.device();
  const page = await context.newPage();
  await page.goto("/");
  await page.getByRole("button", { name: "Amara" }).waitFor();
  await go(page, /^Amara/);
  await page.getByRole("heading", { name: "Hello, Amara" }).waitFor();
  await go(page, /^Numbers that behave/);
  await page.getByRole("heading", { name: "Numbers that behave" }).waitFor();
  await go(page, /^Factors and primes/);
  await page.getByRole("heading", { name: "Problems" }).waitFor();
  await go(page, /^How many factors does 36/);

  await page.locator("input[name=answer]:focus").waitFor();
  await page.keyboard.type("9");
  await page.keyboard.press("Enter");
  await page.locator("a:focus", { hasText: "Next problem" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator("input[type=radio]:focus").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator("a:focus", { hasText: "Next problem" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator("input[name=answer]:not([type]):focus").waitFor();
  await page.keyboard.type("12");
  await page.keyboard.press("Enter");
  await page.locator("a:focus", { hasText: "Next problem" }).waitFor();
  await goalInHeader(page, "3 of 3 problems").waitFor();

  await page.keyboard.press("Home");
  await go(page, /to the start/, "Shift+Tab");
  await page.getByRole("heading", { name: "Hello, Amara" }).waitFor();
  await go(page, /^Why is my streak 1/);
  await page.locator("daystreak-explain li", { hasText: /^Today.*Goal met/ }).waitFor();
  await go(page, /^Settings/, "Shift+Tab");
  await page.getByRole("heading", { name: "Settings" }).waitFor();
  await go(page, /^Sign out/, "Shift+Tab");
  await page.getByRole("button", { name: "Amara" }).waitFor();
  await context.close();
});

/** Presses the tab key until something with this text has the focus, then Enter. */
async function go(page: Page, text: RegExp, key = "Tab"): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press(key);
    if (text.test(await focused(page))) return page.keyboard.press("Enter");
  }
  throw new Error(`the tab key does not reach ${text}`);
}

/** What has the focus, through shadow roots: its label or text. */
function focused(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at === document.body ? "" : (at.getAttribute("aria-label") ?? at.textContent).trim();
  })()`);
}
