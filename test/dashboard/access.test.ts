import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDashboard } from "../../dashboard/scripts/build.ts";
import { violations } from "../support/axe.ts";
import { PAGES, type ServedDashboard, serveDashboard, settled } from "./serve-dashboard.ts";
import { simulatedPlatform } from "./simulated-platform.ts";

let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard(await simulatedPlatform(30, 40));
});
afterAll(async () => {
  await served?.close();
  expect(served.errors).toEqual([]);
});

describe("axe finds nothing in light and dark, and nothing is wider than the window", () => {
  test.each([
    ["on a desktop", {}],
    ["on a phone", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ])("%s", { timeout: 120_000 }, async (_, options) => {
    const context = await served.device({ colorScheme: "light", ...options });
    const page = await context.newPage();
    const found: string[] = [];
    const look = async (): Promise<void> => {
      found.push(...(await violations(page)));
      await page.emulateMedia({ colorScheme: "dark" });
      await page.locator("html[data-mantine-color-scheme=dark]").waitFor();
      found.push(...(await violations(page, "color-contrast")));
      await page.emulateMedia({ colorScheme: "light" });
      const spare = Number(await page.evaluate("innerWidth - document.documentElement.scrollWidth"));
      if (spare < 0) found.push(`${page.url()} is wider than the window by ${-spare}`);
    };
    for (const path of PAGES) {
      await page.goto(`/admin${path}`);
      await settled(page);
      await look();
    }
    await page.goto("/admin/growth");
    await settled(page);
    await page.getByRole("button", { name: "Table of Daily active users" }).click();
    await page.getByText("How it is counted").first().click();
    if ("isMobile" in options) {
      await page.getByRole("button", { name: "Menu" }).click();
      await page.getByRole("dialog").getByRole("link", { name: "Hours" }).waitFor();
    }
    await look();
    await page.goto("/admin/growth?compare=previous&days=28");
    await settled(page);
    await page.getByRole("combobox", { name: "Group" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("option", { name: /^algebra/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await look();
    await context.clearCookies();
    await page.reload();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await look();
    await context.close();
    expect(found).toEqual([]);
  });
});

test("a page loads at most 250 kB of script, and nothing from elsewhere", { timeout: 60_000 }, async () => {
  const context = await served.device();
  const sizes = new Map<string, number>();
  const assets = join(await freshDashboard(), "assets");
  for (const file of await readdir(assets)) sizes.set(file, gzipSync(await readFile(join(assets, file))).length);
  for (const path of ["/", "/growth", "/retention"]) {
    const page = await context.newPage();
    let bytes = 0;
    const strangers: string[] = [];
    page.on("request", (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin !== served.address && !["data:", "blob:"].includes(new URL(request.url()).protocol)) {
        strangers.push(request.url());
      }
      if (request.resourceType() === "script") bytes += sizes.get(pathname.split("/").at(-1) as string) as number;
    });
    await page.goto(`/admin${path}`);
    await settled(page);
    expect(bytes, path).toBeGreaterThan(50_000);
    expect(bytes, path).toBeLessThan(250_000);
    expect(strangers).toEqual([]);
    await page.close();
  }
  await context.close();
});
