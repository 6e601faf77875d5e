/** `node --conditions=daystreak-src test/browser/screenshots.ts`: takes the pictures of the README again, into docs/images. */
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import { answer, FIRST_PROBLEMS, goalInHeader, signIn, startPlatform } from "./platform.ts";

const WINDOW = { viewport: { width: 1120, height: 1010 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true };

const platform = await startPlatform();
try {
  const dark = await open({ ...WINDOW, colorScheme: "dark" });
  await dark.locator("daystreak-milestone .toast").waitFor();
  await take(dark, "dark");

  const desktop = await open(WINDOW);
  await solve(desktop, 2);
  await desktop.goto("/");
  await take(desktop, "desktop");

  const phone = await open(PHONE);
  await solve(phone, 3);
  await take(phone, "phone-problem");
  await phone.goto("/");
  await take(phone, "phone");
} finally {
  await platform.close();
}

async function open(options: BrowserContextOptions): Promise<Page> {
  const page = await signIn(await platform.device(options), "Jonas");
  await page.locator("daystreak-calendar [data-mark=complete]").first().waitFor();
  return page;
}

async function solve(page: Page, count: number): Promise<void> {
  for (const problem of FIRST_PROBLEMS.slice(0, count)) {
    await answer(page, problem);
    await page.getByText("That is right.").waitFor();
  }
  await goalInHeader(page, `${count} of 3 problems`).waitFor();
}

async function take(page: Page, name: string): Promise<void> {
  await page.locator("daystreak-week [data-mark=complete], daystreak-week [data-mark=partial]").first().waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: fileURLToPath(new URL(`../../docs/images/${name}.png`, import.meta.url)) });
}
