import { expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";

test("the tests of the client run in a real browser", async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    expect(await page.evaluate("navigator.userAgent")).toContain("Chrome/");
  } finally {
    await browser.close();
  }
});
