import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Gallery, startGallery, textOf } from "./gallery.ts";

let gallery: Gallery;
let page: Page;

beforeAll(async () => {
  gallery = await startGallery();
});
beforeEach(async () => {
  page = await gallery.open({ empty: true });
  await page.evaluate(() => {
    const element = document.createElement("daystreak-explain");
    const source = demo.createDemoSource();
    element.client = source;
    document.body.append(element);
    Object.assign(globalThis, { source, element });
  });
});
afterEach(() => page.context().close());
afterAll(() => gallery.close());

const days = (): ReturnType<Page["locator"]> => page.locator("daystreak-explain li");
const calls = (): Promise<string[]> => page.evaluate("source.calls");

describe("why", () => {
  test("asks nothing before somebody wants to know", async () => {
    expect(await page.locator("summary").textContent()).toBe("Why is my streak 24?");
    expect(await calls()).toEqual([]);
  });

  test("tells the last seven days with the number after each, then earlier ones, back to the first", async () => {
    await page.locator("summary").press("Enter");
    await days().nth(6).waitFor();
    expect(await textOf(days().first())).toMatch(/^Today This day counted\. .*24 Streak after this day: 24$/);
    expect(await textOf(days().nth(6))).toMatch(/^Thursday, February 26 .* 18 Streak after this day: 18$/);
    for (const count of [14, 21]) {
      await page.getByRole("button", { name: "Show earlier days" }).click();
      await days()
        .nth(count - 1)
        .waitFor();
    }
    await page.getByRole("button", { name: "Show earlier days" }).click();
    await days().nth(23).waitFor();
    expect(await days().count()).toBe(24);
    expect(await page.getByRole("button", { name: "Show earlier days" }).count()).toBe(0);
    expect(await calls()).toHaveLength(24);
  });

  test("asks for today again when something was done", async () => {
    await page.locator("summary").press("Enter");
    await days().nth(6).waitFor();
    await page.evaluate(() =>
      source.tell({
        type: "streak",
        streak: demo.demoStreak({ version: 42, today: { status: "complete", problems_solved: 3, lesson_ids: [] } }),
        facts: [],
      }),
    );
    await days().first().locator("[data-mark=complete]").waitFor();
    expect(await calls()).toHaveLength(8);
    expect(await days().count()).toBe(7);
  });

  test("says who protected a day and why, and shows ids as text", async () => {
    await page.evaluate(async () => {
      const [day] = await Promise.all([source.explain("2025-11-01")]);
      const protection = { kind: "excused", reason: "<img src=x onerror=alert(1)>", by: "support" } as const;
      element.explanations = [{ ...day, effect: "protected", status: "none", protection }];
      element.setAttribute("open", "");
    });
    const text = await textOf(days().first());
    expect(text).toContain("Excused: neither broke the streak nor raised it.");
    expect(text).toContain("by support · <img src=x onerror=alert(1)>");
    expect(await page.locator("daystreak-explain img").count()).toBe(0);
  });

  test("offers another attempt where the reasons cannot be had", async () => {
    await page.evaluate("source.trouble = 'refused'");
    await page.locator("summary").press("Enter");
    await page.locator(".failure").waitFor();
    await page.evaluate("source.trouble = undefined");
    await page.getByRole("button", { name: "Try again" }).click();
    await days().nth(6).waitFor();
  });
});

declare global {
  var element: HTMLElementTagNameMap["daystreak-explain"];
}
