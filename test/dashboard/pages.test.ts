import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServedDashboard, serveDashboard, settled } from "./serve-dashboard.ts";
import { simulatedPlatform } from "./simulated-platform.ts";

let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard(await simulatedPlatform());
});
afterAll(async () => {
  await served?.close();
  expect(served.errors).toEqual([]);
});

describe("every page", () => {
  test("opens from the menu", async () => {
    const context = await served.device();
    const page = await context.newPage();
    await page.goto("/admin/");
    for (const title of ["Live", "Growth", "Retention", "Streaks", "Learning", "Hours", "Alerts"]) {
      await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: title }).click();
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      await settled(page);
    }
    await context.close();
  });
});
